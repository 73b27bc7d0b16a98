//! The first screen: a trainee's feedback, or the trainees a person looks after.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use crate::feedback::FeedbackList;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{Opened, opened};
use crate::people::use_people;
use crate::trainees::Trainees;
use crate::ui::screen::Screen;

/// Opens the screen, whose code comes the first time.
#[wasm_split(home, fallible)]
pub fn open() -> Opened {
    opened(|| view! { <Home /> })
}

/// What the person is decides what they see first.
#[component]
fn Home() -> impl IntoView {
    let people = use_people();
    let kind =
        Memo::new(move |_| people.get().map(|people| (people.is_trainee(), !people.trainees().is_empty())));
    move || match kind.get() {
        Some((true, _)) => view! { <FeedbackList /> }.into_any(),
        Some((false, true)) => view! { <Trainees /> }.into_any(),
        Some((false, false)) => view! { <Nothing /> }.into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Screen title=move || t_string!(i18n, home.title).to_string()>
            <h2>{t!(i18n, home.nothing_title)}</h2>
            <p>{t!(i18n, home.nothing)}</p>
        </Screen>
    }
}
