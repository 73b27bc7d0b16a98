//! What every screen has around it: the way to the others, and how the network is.

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::routes::Outlet;
use crate::session::{self, SignInAgain, Trouble};
use crate::sync::connection::{self, Link};
use crate::ui::icon::{Icon, Shape};
use crate::ui::show::{Show, live};
use crate::ui::strip::Strip;

/// Navigation at the thumb's reach on a phone, at the side on a wide screen; the screen itself beside it.
#[component]
pub fn Frame() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a class="skip" href="#main">{t!(i18n, ui.skip)}</a>
        <div class="frame">
            <nav class="navigation" aria-label=move || t_string!(i18n, navigation.label)>
                <p class="navigation-name" aria-hidden="true">"Chalkline"</p>
                <Screens />
                <A href="/me">
                    <Icon shape=Shape::Person />
                    {t!(i18n, navigation.me)}
                </A>
            </nav>
            <div class="page">
                <UpdateReady />
                <SignInAgain />
                <Trouble />
                <NoNetwork />
                <main id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
        </div>
    }
}

/// Nothing around a screen that needs all the room there is.
#[component]
pub fn Whole() -> impl IntoView {
    view! {
        <div class="page">
            <main id="main">
                <Outlet />
            </main>
        </div>
    }
}

/// The ways to the screens of this person: what they are decides which.
#[component]
fn Screens() -> impl IntoView {
    let i18n = use_i18n();
    let people = session::people();
    let path = use_location().pathname;
    let trainee = Memo::new(move |_| people.get().is_some_and(|people| people.is_trainee()));
    let current = move |tab: &'static str| {
        let path = path.get();
        (tab_of(&path, trainee.get()) == tab).then_some(if path == tab { "page" } else { "true" })
    };
    let (first, targets) = (move || current("/"), move || current("/targets"));
    view! {
        <Show
            when=move || people.get().is_some_and(|people| people.has_arrived())
            fallback=move || view! {
                <A href="/ready"><Icon shape=Shape::Phone />{t!(i18n, navigation.ready)}</A>
            }
        >
            <Show
                when=move || trainee.get()
                fallback=move || view! {
                    <a href="/" aria-current=live(first)><Icon shape=Shape::People />{t!(i18n, navigation.trainees)}</a>
                }
            >
                <a href="/" aria-current=live(first)><Icon shape=Shape::Message />{t!(i18n, navigation.feedback)}</a>
                <a href="/targets" aria-current=live(targets)><Icon shape=Shape::Target />{t!(i18n, navigation.targets)}</a>
            </Show>
            <NotSentLink />
        </Show>
    }
}

/// The tab below which an address lies: what a trainee is offered stands with their targets, and whatever has no tab of its own
/// below the first.
fn tab_of(path: &str, is_trainee: bool) -> &str {
    match path {
        "/targets" | "/not-sent" | "/ready" | "/me" => path,
        _ if is_trainee && path.starts_with("/opportunities/") => "/targets",
        _ => "/",
    }
}

/// The way to what waits, with how much it is.
#[component]
fn NotSentLink() -> impl IntoView {
    let i18n = use_i18n();
    let words = move || match session::unsent() {
        0 => t_string!(i18n, navigation.not_sent).to_string(),
        count => t_string!(i18n, navigation.not_sent_count, count = count),
    };
    view! {
        <A href="/not-sent">
            <Icon shape=Shape::Box />
            <span class="number">{live(words)}</span>
        </A>
    }
}

/// Offers a new build once it is stored whole; nothing changes under a person's hands before they say so.
#[component]
fn UpdateReady() -> impl IntoView {
    let i18n = use_i18n();
    let ready = device::update_ready();
    view! {
        <div role="status">
            <Show when=move || ready.get()>
                <Strip shape=Shape::Arrow>
                    <span>{t!(i18n, connection.update)}</span>
                    <button type="button" class="button small" on:click=move |_| device::take_update()>
                        {t!(i18n, connection.update_take)}
                    </button>
                </Strip>
            </Show>
        </div>
    }
}

/// Says, quietly, that there is no network: nothing is wrong.
#[component]
fn NoNetwork() -> impl IntoView {
    let i18n = use_i18n();
    let link = connection::link();
    let words = move || match link.get() {
        Link::Offline => Some(t_string!(i18n, connection.offline)),
        Link::Unreachable => Some(t_string!(i18n, connection.unreachable)),
        Link::Unknown | Link::Online(_) => None,
    };
    view! {
        <div role="status" class="quiet">
            {move || words().map(|words| view! { <Strip shape=Shape::NoNetwork>{words}</Strip> })}
        </div>
    }
}
