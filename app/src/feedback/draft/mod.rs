//! From notes to feedback, in three short steps at one address.

mod check;
mod content;
mod drafting;
mod items;
mod lines;
mod part;
pub mod send;

use domain::{
    feedback::{Content, DRAFT, WITHDRAWN, draft_id, feedback_id},
    id::{PersonId, RecordId, ScopeId},
    lesson::{LESSON, Lesson},
    people::own_scope,
    sync::record::{Record, read},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wasm_split_helpers::wasm_split;

use self::{drafting::Drafting, part::Part};
use super::Words;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened_to_write};
use crate::people::use_people;
use crate::record::bound::{Bound, RecordPlace};
use crate::record::versions::{Versions, chosen};
use crate::routes::id_in_address;
use crate::session::{fault_words, use_records};
use crate::store::look::Wanted;
use crate::ui::icon::Shape;
use crate::ui::screen::Screen;
use crate::ui::show::live;
use crate::ui::strip::Strip;

/// The lesson that feedback is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ObservedLesson {
    lesson: RecordId,
    shared: ScopeId,
    trainee: PersonId,
}

/// What there is to show of the feedback on a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Opening,
    Missing,
    Write(ObservedLesson),
    Sent,
    Withdrawn,
}

/// Opens the screen, whose code comes the first time.
#[wasm_split(lesson, fallible)]
pub fn open() -> LoadedScreen {
    opened_to_write(|| view! { <DraftFeedback /> }.into_any())
}

/// The feedback on the lesson of the address, to be written or already sent.
#[component]
fn DraftFeedback() -> impl IntoView {
    let lesson = id_in_address::<RecordId>("lesson");
    live(move || lesson.get().map_or_else(missing, of_lesson))
}

fn of_lesson(lesson: RecordId) -> AnyView {
    let records = use_records();
    let people = use_people();
    let draft = draft_id(lesson, records.person());
    let feedback = feedback_id(draft);
    let lessons = records.view(Wanted::One(lesson));
    let sent = records.view(Wanted::One(feedback));
    let page = Memo::new(move |_| {
        let (Some(lessons), Some(sent), Some(people)) = (lessons.get(), sent.get(), people.get()) else {
            return Page::Opening;
        };
        match (sent.first().map(Record::stage), about(lessons.first())) {
            (Some(WITHDRAWN), _) => Page::Withdrawn,
            (Some(_), _) => Page::Sent,
            (None, Some(about)) if people.trainee_called(about.trainee).is_some_and(|one| one.observed) => {
                Page::Write(about)
            }
            (None, _) => Page::Missing,
        }
    });
    let show = move || match page.get() {
        Page::Opening => ().into_any(),
        Page::Missing => left(draft),
        Page::Write(about) => write(about),
        Page::Sent => already_sent(feedback),
        Page::Withdrawn => withdrawn(draft),
    };
    show.into_any()
}

fn about(lesson: Option<&Record>) -> Option<ObservedLesson> {
    let record = lesson.filter(|record| record.kind == LESSON)?;
    let lesson: Lesson = read(&record.body).ok()?;
    Some(ObservedLesson { lesson: record.id, shared: record.scope, trainee: lesson.trainee })
}

fn write(about: ObservedLesson) -> AnyView {
    let i18n = use_i18n();
    let drafting = Drafting::new(about);
    let step = step(drafting);
    let title = move || {
        let title = match step.get() {
            1 => t_string!(i18n, draft.strengths_title),
            2 => t_string!(i18n, draft.targets_title),
            _ => t_string!(i18n, draft.check_title),
        };
        title.to_string()
    };
    let is_open = drafting.fields().is_open();
    let content = move || match step.get() {
        _ if !is_open.get() => ().into_any(),
        1 => items::items(drafting, Part::Strengths),
        2 => items::items(drafting, Part::Targets),
        _ => check::check(drafting),
    };
    let name = drafting.name();
    let place = move || {
        let place = t_string!(i18n, draft.step, step = step.get());
        format!("{place} · {}", name.get())
    };
    let fault = move || drafting.bound().fault().get().map(|fault| fault_words(&fault));
    view! {
        <Screen title>
            <p class="lead">{live(place)}</p>
            {drafting.chip()}
            {move || fault().map(|words| view! { <Strip shape=Shape::Eye><span>{words}</span></Strip> })}
            {move || send::summary(drafting, step)}
            {live(content)}
        </Screen>
    }
    .into_any()
}

/// The step of the address; when it becomes another, the focus goes to its heading, or to the field that is looked for.
fn step(drafting: Drafting) -> Memo<u8> {
    let query = use_query_map();
    let step = Memo::new(move |_| {
        let step = query.with(|query| query.get("step")?.parse::<u8>().ok());
        step.filter(|step| (1..=3).contains(step)).unwrap_or(1)
    });
    Effect::new(move |before: Option<u8>| {
        let now = step.get();
        if before.is_some_and(|before| before != now) {
            items::focus(drafting.sought.get_value());
        }
        drafting.sought.set_value(None);
        now
    });
    step
}

fn missing() -> AnyView {
    let i18n = use_i18n();
    view! {
        <Screen title=t_string!(i18n, draft.missing_title)>
            <p>{t!(i18n, draft.missing)}</p>
            <a class="button primary" href="/">{t!(i18n, draft.home)}</a>
        </Screen>
    }
    .into_any()
}

/// A lesson that is not here, or no longer: its author still has the words in the draft.
fn left(draft: RecordId) -> AnyView {
    let i18n = use_i18n();
    let words = words_of(draft);
    let screen = move || match words.get() {
        None => missing(),
        Some(content) => view! {
            <Screen title=t_string!(i18n, draft.left_title)>
                <p>{t!(i18n, draft.left)}</p>
                <Words content />
                <a class="button primary" href="/">{t!(i18n, draft.home)}</a>
            </Screen>
        }
        .into_any(),
    };
    screen.into_any()
}

/// What a draft says, if it is here.
fn words_of(draft: RecordId) -> Memo<Option<Content>> {
    let drafts = use_records().view(Wanted::One(draft));
    Memo::new(move |_| read(&content::content(&drafts.get()?.first()?.body)).ok())
}

fn already_sent(feedback: RecordId) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Screen title=t_string!(i18n, draft.sent_title)>
            <p>{t!(i18n, draft.sent)}</p>
            <a class="button primary" href=format!("/feedback/{feedback}")>{t!(i18n, draft.see_sent)}</a>
        </Screen>
    }
    .into_any()
}

/// What was withdrawn is gone for everyone; its author still has the words in the draft.
fn withdrawn(draft: RecordId) -> AnyView {
    let i18n = use_i18n();
    let records = use_records();
    let place = RecordPlace { scope: own_scope(records.person()).id, record: draft, kind: DRAFT };
    let bound = Bound::saving(records, place, Vec::new());
    let words = words_of(draft);
    let words = move || words.get().map(|content| view! { <Words content /> });
    let open = bound.choices();
    view! {
        <Screen title=t_string!(i18n, draft.withdrawn_title)>
            <p>{t!(i18n, draft.withdrawn)}</p>
            <Versions open choose=chosen(bound) />
            {live(words)}
        </Screen>
    }
    .into_any()
}
