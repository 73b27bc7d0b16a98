//! An address that shows nothing here: nobody knows it, or what it shows has to come and there is no network.

use domain::site::PUBLIC_PAGES;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::i18n::{t, t_string, use_i18n};
use crate::ui::screen::Screen;
use crate::ui::show::live;

/// Says which of the two it is, and shows the way back.
#[component]
pub fn NotFound() -> impl IntoView {
    let path = use_location().pathname;
    let is_away = move || path.with(|path| PUBLIC_PAGES.contains(&path.as_str()));
    view! { <Nothing is_away /> }
}

/// Says that what is here needs a network.
#[component]
pub fn Away() -> impl IntoView {
    view! { <Nothing is_away=true /> }
}

#[component]
fn Nothing(#[prop(into)] is_away: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || {
        let title = if is_away.get() {
            t_string!(i18n, not_found.away_title)
        } else {
            t_string!(i18n, not_found.title)
        };
        title.to_string()
    };
    let text = move || {
        if is_away.get() { t_string!(i18n, not_found.away_text) } else { t_string!(i18n, not_found.text) }
    };
    view! {
        <Screen title>
            <p>{live(text)}</p>
            <a class="button primary" href="/">{t!(i18n, not_found.home)}</a>
        </Screen>
    }
}

/// An address whose record is not on this device: not yet, no longer, or never.
#[component]
pub fn NotHere() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Screen title=t_string!(i18n, not_found.here_title)>
            <p>{t!(i18n, not_found.here_text)}</p>
            <a class="button primary" href="/">{t!(i18n, not_found.home)}</a>
        </Screen>
    }
}
