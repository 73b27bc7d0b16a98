//! One trainee: what they work on, and their lessons.

use domain::{
    id::{PersonId, RecordId},
    sorted::Map,
    state::State,
    target::Agreed,
};
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::{
    GoOn, Targets, Taught, open_targets,
    shelf::{Outcome, feedback_by_lesson, lessons, outcome},
    trainee_in_address,
};
use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened_to_write};
use crate::lesson::title_words;
use crate::not_found::NotHere;
use crate::opportunity::Opportunities;
use crate::people::{Trainee, WhoCanSee};
use crate::session::use_records;
use crate::state::StateChip;
use crate::ui::growing::Growing;
use crate::ui::screen::Screen;
use crate::ui::show::live;

/// Opens the screen, whose code comes the first time.
#[wasm_split(lesson, fallible)]
pub fn open() -> LoadedScreen {
    opened_to_write(|| view! { <OneTrainee /> }.into_any())
}

/// The trainee in the address.
#[component]
fn OneTrainee() -> impl IntoView {
    let trainee = trainee_in_address();
    live(move || match trainee.get() {
        None => ().into_any(),
        Some(None) => view! { <NotHere /> }.into_any(),
        Some(Some(trainee)) => view! { <Known trainee /> }.into_any(),
    })
}

#[component]
fn Known(trainee: Trainee) -> impl IntoView {
    let i18n = use_i18n();
    let records = use_records();
    let Trainee { person, name, shared, observed, .. } = trainee;
    let targets = records.ask(move |look| open_targets(look, person));
    let taught = records.ask(move |look| lessons(look, person));
    let called = StoredValue::new(name.clone());
    let label = t_string!(i18n, trainees.observe_name, name = name);
    view! {
        <Screen title=move || called.get_value()>
            <section class="card" aria-labelledby="targets">
                <h2 id="targets">{t!(i18n, trainees.targets)}</h2>
                {move || targets.get().map(|targets| view! { <TargetsOrWords targets /> })}
            </section>
            <Opportunities person />
            <section class="card" aria-labelledby="lessons">
                <h2 id="lessons">{t!(i18n, trainees.lessons)}</h2>
                <Lessons taught person name=called />
            </section>
            {observed.then(|| view! {
                <a class="button primary at-thumb" href=format!("/trainees/{person}/observe") aria-label=label>
                    {t!(i18n, trainees.observe)}
                </a>
            })}
            <WhoCanSee scope=shared targets_of=person />
        </Screen>
    }
}

#[component]
fn TargetsOrWords(targets: Vec<Agreed>) -> impl IntoView {
    let i18n = use_i18n();
    if targets.is_empty() {
        view! { <p class="meta">{t!(i18n, trainees.targets_none)}</p> }.into_any()
    } else {
        view! { <Targets targets /> }.into_any()
    }
}

#[component]
fn Lessons(taught: Memo<Option<Vec<Taught>>>, person: PersonId, name: StoredValue<String>) -> impl IntoView {
    let i18n = use_i18n();
    let records = use_records();
    let theirs = records.ask(move |look| feedback_by_lesson(look, person));
    let is_empty = Memo::new(move |_| taught.with(|all| all.as_ref().map(Vec::is_empty)));
    let each = Signal::derive(move || taught.get().unwrap_or_default());
    let row = move |lesson: Taught| view! { <li><Lesson lesson theirs name /></li> };
    live(move || match is_empty.get() {
        None => ().into_any(),
        Some(true) => view! { <p class="meta">{t!(i18n, trainees.lessons_none)}</p> }.into_any(),
        Some(false) => view! {
            <ul class="lessons">
                <Growing each key=|lesson| lesson.clone() row />
            </ul>
        }
        .into_any(),
    })
}

/// The feedback of others on lessons, by lesson.
type Theirs = Memo<Option<Map<RecordId, RecordId>>>;

#[component]
fn Lesson(lesson: Taught, theirs: Theirs, name: StoredValue<String>) -> impl IntoView {
    let records = use_records();
    let asked = lesson.clone();
    let came = records.ask(move |look| {
        let others = || theirs.with(|theirs| theirs.as_ref()?.get(&asked.id).copied());
        outcome(look, records.person(), &asked, others)
    });
    live(move || came.get().map(|came| with_outcome(lesson.clone(), came, name.get_value())))
}

fn with_outcome(lesson: Taught, outcome: Outcome, name: String) -> AnyView {
    let i18n = use_i18n();
    let day = device::day_in_words(lesson.date);
    let title = title_words(&lesson.title);
    match outcome {
        Outcome::Begun(state) => view! {
            {state.map(|state| view! { <StateChip state /> })}
            <GoOn lesson />
        }
        .into_any(),
        Outcome::Feedback(feedback, state, time) => view! {
            <a href=format!("/feedback/{feedback}")>{title}</a>
            <p class="meta">{day}</p>
            {chip(state, time, name)}
        }
        .into_any(),
        Outcome::Nothing => view! {
            <p class="lesson-title">{title}</p>
            <p class="meta">{day}" · "{t!(i18n, lesson.no_feedback)}</p>
        }
        .into_any(),
    }
}

fn chip(state: State, time: Option<String>, name: String) -> AnyView {
    match time {
        Some(time) => view! { <StateChip state time name /> }.into_any(),
        None => view! { <StateChip state /> }.into_any(),
    }
}
