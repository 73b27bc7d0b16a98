//! Me: this device, and what there is to know about the app.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{Opened, opened};
use crate::ui::screen::Screen;

/// Opens the screen, whose code comes the first time.
#[wasm_split(me, fallible)]
pub fn open() -> Opened {
    opened(view! { <Me /> })
}

/// The build and the storage of this device, and the pages for everyone.
#[component]
fn Me() -> impl IntoView {
    let i18n = use_i18n();
    let used = LocalResource::new(device::used_bytes);
    let used = move || match used.get().flatten() {
        Some(bytes) => device::size_in_words(bytes),
        None => t_string!(i18n, me.storage_unknown).to_string(),
    };
    view! {
        <Screen title=move || t_string!(i18n, me.title).to_string()>
            <section class="card" aria-labelledby="device">
                <h2 id="device">{t!(i18n, me.device)}</h2>
                <dl class="facts">
                    <div>
                        <dt>{t!(i18n, me.build)}</dt>
                        <dd class="number" dir="ltr">{device::build()}</dd>
                    </div>
                    <div>
                        <dt>{t!(i18n, me.storage_used)}</dt>
                        <dd class="number">{used}</dd>
                    </div>
                </dl>
            </section>
            <section class="card" aria-labelledby="more">
                <h2 id="more">{t!(i18n, me.more)}</h2>
                <ul class="links">
                    <li><a href="/sign-in" rel="external">{t!(i18n, me.sign_in)}</a></li>
                    <li><a href="/accessibility" rel="external">{t!(i18n, me.accessibility)}</a></li>
                    <li><a href="/api/docs" rel="external">{t!(i18n, me.api)}</a></li>
                </ul>
            </section>
        </Screen>
    }
}
