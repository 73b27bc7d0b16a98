//! The note that is being written, and how it is kept.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    field::{Inner, One},
    framework::Area,
    id::{ConflictId, EntryId, RecordId},
    notes::{
        NOTES, Tag,
        fields::{AREA, AT, LESSON, LESSON_MS, LINES, TAG, TEXT},
        notes_id,
    },
    people::own_scope,
    sorted,
    sync::{
        fields::{Class, Field, Limit},
        merge::Edit,
        mutation::{Action, Mutation},
        path::Path,
    },
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::clock::Clock;
use crate::record::{Rules, choice::Choice, fields::Fields, keeping::Keeping};
use crate::store::{Fault, live::Records};
use crate::sync::browser;

/// The text that is to become a note; until then it is no field of a record.
pub const TYPED: One = One::new(TEXT.name(), Class::Append, Limit::Text(TEXT.most()));
const ROWS: &[Field] = &[TYPED.row()];

/// What a person has under their hands during a lesson.
#[derive(Clone, Copy)]
pub struct Desk {
    records: Records,
    lesson: RecordId,
    /// The clock of the lesson.
    pub clock: Clock,
    /// The field of the note that is being typed.
    typed: Fields,
    /// The time at which the typing began, by the device's clock and in milliseconds of the lesson.
    pub began: RwSignal<Option<(DateTime<Utc>, u64)>>,
    /// The mark that the note will have.
    pub tag: RwSignal<Option<Tag>>,
    /// The area that the note will belong to.
    pub area: RwSignal<Option<Area>>,
    /// Whether a note is being saved.
    saving: RwSignal<bool>,
    /// The reason for which the last note was not saved.
    pub fault: RwSignal<Option<Fault>>,
}

/// The field of the note that is being typed in a lesson, with what stood in it when the app was last here.
pub fn field(records: Records, lesson: RecordId) -> Fields {
    let place = Keeping::new(format!("note {lesson}"), Rules::Words(ROWS));
    Fields::of_new(records, place.with_bare(TYPED.path()))
}

/// The desk of the lesson whose screen this is.
///
/// # Panics
/// Outside of a lesson.
pub fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// A desk with the field of the note that is being typed.
    pub fn new(records: Records, lesson: RecordId, clock: Clock, typed: Fields) -> Self {
        let is_begun = !untrack(|| typed.text(&TYPED.path())).is_empty();
        let began = is_begun.then(|| (browser::now(), clock.elapsed()));
        Self {
            records,
            lesson,
            clock,
            typed,
            began: RwSignal::new(began),
            tag: RwSignal::new(None),
            area: RwSignal::new(None),
            saving: RwSignal::new(false),
            fault: RwSignal::new(None),
        }
    }

    /// The text of the note that is being typed.
    pub fn text(self) -> String {
        self.typed.text(&TYPED.path())
    }

    /// The field has another text: it is kept from now on, as it stands.
    pub fn type_in(self, text: String) {
        if text.trim().is_empty() {
            self.began.set(None);
        } else if self.began.get_untracked().is_none() {
            self.began.set(Some((browser::now(), self.clock.elapsed())));
        }
        self.typed.type_in(&TYPED.path(), text);
    }

    /// Whether it is more than one note can hold: it stays in the field until it is shorter.
    pub fn is_too_long(self) -> bool {
        self.typed.problem(&TYPED.path()).is_some()
    }

    /// Makes a note of what was typed; the field is emptied when it is durably on the device, not before.
    pub fn finish(self) {
        let text = untrack(|| self.text());
        let began = self.began.get_untracked();
        let waits = self.saving.get_untracked() || untrack(|| self.is_too_long());
        let Some(began) = began.filter(|_| !waits) else { return };
        let (tag, area) = (self.tag.get_untracked(), self.area.get_untracked());
        let said = [(TEXT, json!(text.trim())), (AT, json!(began.0)), (LESSON_MS, json!(began.1))];
        let marks = [(TAG, tag.map(|tag| json!(tag))), (AREA, area.map(|area| json!(area)))];
        let marks = marks.into_iter().filter_map(|(field, mark)| Some((field, mark?)));
        let note = said.into_iter().chain(marks).map(|(field, value)| (field.name().to_owned(), value));
        let note = Value::Object(note.collect());
        let edits = vec![
            edit(LESSON.path(), None, Some(json!(self.lesson))),
            edit(LINES.of(EntryId(browser::new_id())), None, Some(note)),
        ];
        let mutation = self.mutation(edits, [].into());
        self.saving.set(true);
        let saving = self.typed.act(mutation, &self.typed.edits(), TimeDelta::zero());
        spawn_local(async move {
            let saved = saving.await;
            // The screen may be gone by now.
            let is_gone = self.saving.try_set(false).is_some();
            drop(self.fault.try_set(saved.as_ref().err().cloned()));
            if saved.is_ok() && !is_gone {
                self.begin_next();
            }
        });
    }

    /// What was typed while the note was being saved is the beginning of the next one.
    fn begin_next(self) {
        let is_begun = !untrack(|| self.text()).trim().is_empty();
        self.began.set(is_begun.then(|| (browser::now(), self.clock.elapsed())));
        self.tag.set(None);
        self.area.set(None);
    }

    /// Marks a note that is finished in another way; `before` is how it was marked.
    pub fn mark(self, entry: EntryId, mark: Inner, before: Option<Value>, after: Option<Value>) {
        self.change(vec![edit(mark.of(entry), before, after)], [].into());
    }

    /// Lets one of two marks of a note hold: the later one, or the one that stands.
    pub fn settle(self, choice: &Choice, late: bool) {
        self.change(choice.edits(late), [choice.conflict.id].into());
    }

    fn change(self, edits: Vec<Edit>, settles: sorted::Set<ConflictId>) {
        let mutation = self.mutation(edits, settles);
        spawn_local(async move {
            let saved = self.records.save(mutation, TimeDelta::zero(), None).await;
            drop(self.fault.try_set(saved.err()));
        });
    }

    fn mutation(self, edits: Vec<Edit>, settles: sorted::Set<ConflictId>) -> Mutation {
        let me = self.records.person();
        let action = Action::Edit { edits, settles };
        self.records.mutation(own_scope(me).id, notes_id(self.lesson, me), NOTES, action)
    }
}

fn edit(path: Path, base: Option<Value>, value: Option<Value>) -> Edit {
    Edit { path, base, value }
}
