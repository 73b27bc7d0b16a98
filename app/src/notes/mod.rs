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
    notes::{NOTES, Note, Notes, notes_id},
    sorted::sort_by_key,
    state::State,
    sync::record::read,
    target::Agreed,
};
use leptos::prelude::*;
use leptos_router::components::A;
use wasm_split_helpers::wasm_split;

use self::{
    clock::Clock,
    desk::{Desk, TYPED, use_desk},
    dock::Dock,
    left::left,
    list::List,
    notice::Notice,
};
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened_to_write};
use crate::lesson::{called, title_words};
use crate::not_found::NotHere;
use crate::not_sent::Edited;
use crate::people::use_people;
use crate::record::choice::{Choice, choices};
use crate::record::fields::Fields;
use crate::routes::id_in_address;
use crate::session::use_records;
use crate::store::{live::Records, look::Wanted};
use crate::subjects::Brings;
use crate::trainees::open_targets;
use crate::ui::show::{live, whenever};

pub use tag::{TagChip, tag_words};

/// What notes bring to the screens of every subject.
pub const BRINGS: Brings = Brings {
    states: &[],
    edited: &[Edited {
        kind: NOTES,
        name: || t_string!(use_i18n(), not_sent.notes),
        address: |known| Some(format!("/lessons/{}", known.about.lesson?)),
    }],
};

/// Opens the screen, whose code comes the first time.
#[wasm_split(lesson, fallible)]
pub fn open() -> LoadedScreen {
    opened_to_write(|| view! { <Capture /> }.into_any())
}

/// The lesson in the address, if it is on this device.
#[component]
fn Capture() -> impl IntoView {
    let records = use_records();
    let lesson = id_in_address::<RecordId>("lesson");
    live(move || match lesson.get() {
        Some(id) => view! { <InLesson records id /> }.into_any(),
        None => view! { <NotHere /> }.into_any(),
    })
}

/// What was here of a lesson when it was opened.
#[derive(Debug, Clone, PartialEq)]
struct Opening {
    lesson: Lesson,
    /// The time of the last note, in milliseconds of the lesson.
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
fn InLesson(records: Records, id: RecordId) -> impl IntoView {
    let lessons = records.view(Wanted::One(id));
    let lesson = Memo::new(move |_| {
        let found = lessons.get()?;
        let here = |record: &domain::sync::record::Record| record.kind == LESSON;
        Some(found.iter().find(|record| here(record)).and_then(|record| read::<Lesson>(&record.body).ok()))
    });
    let written = written(records, id);
    let typed = desk::field(records, id);
    let is_open = typed.is_open();
    // What is shown is opened once; the notes in it change by themselves.
    let opening = Memo::new(move |before: Option<&Option<Option<Opening>>>| {
        if let Some(Some(Some(before))) = before {
            return Some(Some(before.clone()));
        }
        let (lesson, written, true) = (lesson.get()?, written.get()?, is_open.get()) else { return None };
        let last = written.lines.iter().map(|(_, note)| note.lesson_ms).max().unwrap_or(0);
        Some(lesson.map(|lesson| Opening { lesson, last }))
    });
    live(move || match opening.get() {
        None => ().into_any(),
        Some(None) => left(id, written, untrack(|| typed.text(&TYPED.path()))),
        Some(Some(opening)) => view! { <Room records id opening written typed /> }.into_any(),
    })
}

/// The notes of this person on the lesson, in the order of the lesson.
fn written(records: Records, lesson: RecordId) -> Memo<Option<Written>> {
    let id = notes_id(lesson, records.person());
    records.ask(move |look| {
        let record = look.get(id);
        let notes = record.as_ref().and_then(|record| read::<Notes>(&record.body).ok());
        let mut lines: Vec<_> = notes.into_iter().flat_map(|notes| notes.entries).collect();
        sort_by_key(&mut lines, |(id, note)| (note.lesson_ms, note.at, *id));
        let open = record.as_ref().map(|record| choices(record)).unwrap_or_default();
        Written { lines, open, state: record.map(|record| look.state_of(&record)) }
    })
}

/// Dark and quiet, whatever the theme: a lesson goes on around it.
#[component]
fn Room(
    records: Records,
    id: RecordId,
    opening: Opening,
    written: Memo<Option<Written>>,
    typed: Fields,
) -> impl IntoView {
    let i18n = use_i18n();
    let Opening { lesson, last } = opening;
    let clock = Clock::start(lesson.began_at, last);
    let desk = Desk::new(records, id, clock, typed);
    provide_context(desk);
    let people = use_people();
    let (trainee, words) = (lesson.trainee, called(&lesson));
    let name = Memo::new(move |_| people.get().map(|people| people.name(trainee)).unwrap_or_default());
    let title =
        Memo::new(move |_| t_string!(i18n, notes.title, name = name.get(), lesson = title_words(&words)));
    whenever(move || document().set_title(&t_string!(i18n, ui.title, title = title.get())));
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

/// The head of the screen: whose lesson it is, its clock, and the way to its end.
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
