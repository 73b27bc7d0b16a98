//! Not sent yet: what is only on this device, in words, until the server has everything.

use leptos::prelude::*;

use crate::i18n::{t, t_string, use_i18n};
use crate::session::use_records;
use crate::ui::screen::Screen;

/// What waits, and what was refused.
#[component]
pub fn NotSent() -> impl IntoView {
    let i18n = use_i18n();
    let unsent = use_records().unsent();
    view! {
        <Screen title=move || t_string!(i18n, not_sent.title).to_string()>
            <p class="lead">{t!(i18n, not_sent.lead)}</p>
            <p>{move || unsent.get().filter(Vec::is_empty).map(|_| t!(i18n, not_sent.nothing))}</p>
        </Screen>
    }
}
