//! Capture: an observer's notes while the lesson goes on.

mod clock;
mod desk;
mod dock;
mod left;
mod list;
mod notice;
mod tag;

use domain::{
    id::{EntryId, PersonId, RecordId},
    lesson::{LESSON, Lesson},
    notes::{Note, Notes, notes_id},
    state::State,
    sync::record::read,
    target::Agreed,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use wasm_split_helpers::wasm_split;

use self::{
    clock::Clock,
    desk::{Desk, use_desk},
    dock::Dock,
    left::left,
    list::List,
    notice::Notice,
};
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{Opened, opened_to_write};
use crate::lesson::{called, title_words};
use crate::not_found::NotHere;
use crate::people::use_people;
use crate::record::choice::{Choice, choices};
use crate::routes::id_in_address;
use crate::session::use_records;
use crate::store::{live::Records, look::Wanted};
use crate::trainees::open_targets;

pub use tag::{TagChip, tag_words};

/// Opens the screen, whose code comes the first time.
#[wasm_split(lesson, fallible)]
pub fn open() -> Opened {
    opened_to_write(|| view! { <Capture /> }.into_any())
}

/// The lesson in the address, if it is on this device.
#[component]
fn Capture() -> impl IntoView {
    let records = use_records();
    let lesson = id_in_address::<RecordId>("lesson");
    move || match lesson.get() {
        Some(id) => view! { <Opened records id /> }.into_any(),
        None => view! { <NotHere /> }.into_any(),
    }
}

/// What was here of a lesson when it was opened.
#[derive(Debug, Clone, PartialEq)]
struct Opening {
    lesson: Lesson,
    /// The text that was being typed when the app was last here.
    typed: String,
    /// Where the last note stands in the lesson, in milliseconds.
    last: u64,
}

/// Notes as they are shown, and their state.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    lines: Vec<(EntryId, Note)>,
    /// The marks that have two versions.
    open: Vec<Choice>,
    state: Option<State>,
}

#[component]
fn Opened(records: Records, id: RecordId) -> impl IntoView {
    let lessons = records.view(Wanted::One(id));
    let lesson = Memo::new(move |_| {
        let found = lessons.get()?;
        let here = |record: &domain::sync::record::Record| record.kind == LESSON;
        Some(found.iter().find(|record| here(record)).and_then(|record| read::<Lesson>(&record.body).ok()))
    });
    let written = written(records, id);
    let typed = typed(records, id);
    // What is shown is opened once; the notes in it change by themselves.
    let opening = Memo::new(move |before: Option<&Option<Option<Opening>>>| {
        if let Some(Some(Some(before))) = before {
            return Some(Some(before.clone()));
        }
        let (lesson, written, typed) = (lesson.get()?, written.get()?, typed.get()?);
        let last = written.lines.iter().map(|(_, note)| note.lesson_ms).max().unwrap_or(0);
        Some(lesson.map(|lesson| Opening { lesson, typed, last }))
    });
    move || match opening.get() {
        None => ().into_any(),
        Some(None) => left(id, written, typed.get_untracked().unwrap_or_default()),
        Some(Some(opening)) => view! { <Room records id opening written /> }.into_any(),
    }
}

/// The notes of this person on the lesson, in the order of the lesson.
fn written(records: Records, lesson: RecordId) -> Memo<Option<Written>> {
    let id = notes_id(lesson, records.person());
    records.ask(move |look| {
        let record = look.get(id);
        let notes = record.as_ref().and_then(|record| read::<Notes>(&record.body).ok());
        let mut lines: Vec<_> = notes.into_iter().flat_map(|notes| notes.entries).collect();
        lines.sort_by_key(|(id, note)| (note.lesson_ms, note.at, *id));
        let open = record.as_ref().map(|record| choices(record)).unwrap_or_default();
        Written { lines, open, state: record.map(|record| look.state_of(&record)) }
    })
}

/// The text that was being typed; empty when nothing was, or when it cannot be read.
fn typed(records: Records, lesson: RecordId) -> RwSignal<Option<String>> {
    let typed = RwSignal::new(None);
    spawn_local(async move {
        let text = records.draft(&desk::draft_key(lesson)).await.ok().flatten().unwrap_or_default();
        drop(typed.try_set(Some(text)));
    });
    typed
}

/// Dark and quiet, whatever the theme: a lesson goes on around it.
#[component]
fn Room(records: Records, id: RecordId, opening: Opening, written: Memo<Option<Written>>) -> impl IntoView {
    let i18n = use_i18n();
    let Opening { lesson, typed, last } = opening;
    let clock = Clock::start(lesson.began_at, last);
    let desk = Desk::new(records, id, clock, typed);
    provide_context(desk);
    let people = use_people();
    let (trainee, words) = (lesson.trainee, called(&lesson));
    let name = Memo::new(move |_| people.get().map(|people| people.name(trainee)).unwrap_or_default());
    let title = Memo::new(move |_| {
        t_string!(i18n, notes.title, name = name.get(), lesson = title_words(&words)).to_string()
    });
    Effect::new(move |_| document().set_title(&t_string!(i18n, ui.title, title = title.get())));
    let targets = records.ask(move |look| open_targets(look, trainee));
    let targets = Memo::new(move |_| targets.get().filter(|targets| !targets.is_empty()));
    view! {
        <div class="capture">
            <Head id trainee title />
            <Notice records />
            {move || targets.get().map(|targets| view! { <Goals targets /> })}
            <List written />
            <Dock written />
        </div>
    }
}

/// Whose lesson it is, its clock, and its end.
#[component]
fn Head(id: RecordId, trainee: PersonId, title: Memo<String>) -> impl IntoView {
    let i18n = use_i18n();
    let desk = use_desk();
    view! {
        <header class="capture-head">
            <div>
                <h1>
                    <A href=format!("/trainees/{trainee}")>{title}</A>
                </h1>
                <p class="clock number" role="timer" aria-label=move || t_string!(i18n, notes.clock)>
                    {move || desk.clock.words()}
                </p>
            </div>
            // What stands in the field becomes a note first.
            <a class="button" href=format!("/lessons/{id}/feedback") on:click=move |_| desk.finish()>
                {t!(i18n, notes.finish)}
            </a>
        </header>
    }
}

/// What to look for, in one line.
#[component]
fn Goals(targets: Vec<Agreed>) -> impl IntoView {
    let i18n = use_i18n();
    let chip = |target: Agreed| view! { <li class="chip" dir="auto">{target.text}</li> };
    view! {
        <ul class="capture-goals" tabindex="0" aria-label=move || t_string!(i18n, notes.targets)>
            {targets.into_iter().map(chip).collect_view()}
        </ul>
    }
}
