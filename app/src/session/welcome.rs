//! The first screen of a device on which nobody has signed in yet.

use leptos::prelude::*;

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::ui::icon::{Icon, Shape};
use crate::ui::screen::Screen;

/// What Chalkline is, and the way in.
#[component]
pub fn Welcome() -> impl IntoView {
    let i18n = use_i18n();
    let way_in = format!("/sign-in?next={}", device::address());
    view! {
        <Screen title=t_string!(i18n, welcome.title)>
            <p class="lead">{t!(i18n, welcome.lead)}</p>
            <ul class="card points">
                <li><Icon shape=Shape::NoNetwork /><span>{t!(i18n, welcome.offline)}</span></li>
                <li><Icon shape=Shape::Tick /><span>{t!(i18n, welcome.once)}</span></li>
                <li><Icon shape=Shape::Eye /><span>{t!(i18n, welcome.seen)}</span></li>
            </ul>
            <a class="button primary" href=way_in rel="external">{t!(i18n, welcome.sign_in)}</a>
            <p class="meta">{t!(i18n, welcome.needs_network)}</p>
        </Screen>
    }
}
