//! The first screen: a trainee's feedback, or the trainees a person looks after.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use crate::feedback::FeedbackList;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened};
use crate::people::{People, use_people};
use crate::trainees::Trainees;
use crate::ui::screen::Screen;
use crate::ui::show::live;

/// Opens the screen, whose code comes the first time.
#[wasm_split(person, fallible)]
pub fn open() -> LoadedScreen {
    opened(|| view! { <Home /> })
}

/// What the person is decides what they see first.
#[component]
fn Home() -> impl IntoView {
    let people = use_people();
    let first = Memo::new(move |_| people.get().map(|people| first(&people)));
    live(move || match first.get() {
        Some(First::Feedback) => view! { <FeedbackList /> }.into_any(),
        Some(First::Trainees) => view! { <Trainees /> }.into_any(),
        Some(First::Nothing) => view! { <Nothing /> }.into_any(),
        Some(First::Coming) => view! { <Coming /> }.into_any(),
        None => ().into_any(),
    })
}

/// What there is to see first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    /// The server has not answered yet on this device.
    Coming,
    Feedback,
    Trainees,
    Nothing,
}

fn first(people: &People) -> First {
    match () {
        () if !people.has_arrived() => First::Coming,
        () if people.is_trainee() => First::Feedback,
        () if !people.trainees().is_empty() => First::Trainees,
        () => First::Nothing,
    }
}

#[component]
fn Coming() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Screen title=t_string!(i18n, home.title)>
            <h2>{t!(i18n, home.coming_title)}</h2>
            <p>{t!(i18n, home.coming)}</p>
        </Screen>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Screen title=t_string!(i18n, home.title)>
            <h2>{t!(i18n, home.nothing_title)}</h2>
            <p>{t!(i18n, home.nothing)}</p>
        </Screen>
    }
}
