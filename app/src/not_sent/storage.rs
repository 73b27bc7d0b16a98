//! That the browser did not promise to keep what is stored.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::i18n::{t, use_i18n};
use crate::session;
use crate::ui::show::Show;

/// Says so, calmly, once the browser was asked and refused, and what to do.
#[component]
pub fn StorageNotKept() -> impl IntoView {
    let i18n = use_i18n();
    let refused =
        move || session::records().is_some_and(|records| records.storage_kept().get() == Some(false));
    view! {
        <Show when=refused>
            <div class="storage-not-kept meta">
                <p>{t!(i18n, not_sent.storage_not_kept)}</p>
                <A href="/ready">{t!(i18n, not_sent.ready)}</A>
            </div>
        </Show>
    }
}
