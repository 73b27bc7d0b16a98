//! An address nobody knows.

use leptos::prelude::*;

use crate::i18n::{t, t_string, use_i18n};
use crate::ui::screen::Screen;

/// Says so in words, and shows the way back.
#[component]
pub fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Screen title=move || t_string!(i18n, not_found.title).to_string()>
            <p>{t!(i18n, not_found.text)}</p>
            <a class="button primary" href="/">{t!(i18n, not_found.home)}</a>
        </Screen>
    }
}
