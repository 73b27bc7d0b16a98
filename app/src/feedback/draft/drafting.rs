//! A draft that is being written: its record, the notes beside it, and what is done to them.

use chrono::Days;
use domain::{
    feedback::{
        DRAFT, Quote, draft_id,
        fields::{self, QUOTES, draft},
    },
    framework::Area,
    id::EntryId,
    notes::{Note, Notes, notes_id},
    people::own_scope,
    sorted::sort_by_key,
    sync::{Body, merge::Edit, path::Path, record::read},
};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{ObservedLesson, content::Lack, part::Part};
use crate::device::today;
use crate::people::name_of;
use crate::record::bound::{Bound, RecordPlace};
use crate::record::choice::Choice;
use crate::record::fields::Fields;
use crate::record::versions::chosen;
use crate::session::use_records;
use crate::state::StateChip;
use crate::store::look::Wanted;
use crate::sync::browser::new_id;
use crate::ui::show::live;

/// A draft on the screen.
#[derive(Clone, Copy)]
pub(super) struct Drafting {
    /// The lesson that it is about.
    about: StoredValue<ObservedLesson>,
    bound: StoredValue<Bound>,
    /// The notes of the lesson, in its order.
    pub notes: Memo<Vec<(EntryId, Note)>>,
    /// The reasons for which it could not be sent.
    pub lacks: RwSignal<Vec<Lack>>,
    /// What the person has just added finds the focus.
    pub fresh: StoredValue<Option<EntryId>>,
    /// The field that is looked for in the step that opens next.
    pub sought: StoredValue<Option<Path>>,
}

impl Drafting {
    /// The one draft of this person on a lesson.
    pub fn new(about: ObservedLesson) -> Self {
        let records = use_records();
        let me = records.person();
        let record = draft_id(about.lesson, me);
        let place = RecordPlace { scope: own_scope(me).id, record, kind: DRAFT };
        let lesson = Edit { path: draft::LESSON.path(), base: None, value: Some(json!(about.lesson)) };
        let found = records.view(Wanted::One(notes_id(about.lesson, me)));
        let notes = Memo::new(move |_| {
            let notes = found.get().and_then(|found| read::<Notes>(&found.first()?.body).ok());
            let mut notes: Vec<_> =
                notes.map(|notes| notes.entries).unwrap_or_default().into_iter().collect();
            sort_by_key(&mut notes, |(_, note)| note.lesson_ms);
            notes
        });
        Self {
            about: StoredValue::new(about),
            bound: StoredValue::new(Bound::saving(records, place, vec![lesson])),
            notes,
            lacks: RwSignal::new(Vec::new()),
            fresh: StoredValue::new(None),
            sought: StoredValue::new(None),
        }
    }

    /// The lesson that the draft is about.
    pub fn about(self) -> ObservedLesson {
        self.about.get_value()
    }

    /// The record of the draft.
    pub fn bound(self) -> Bound {
        self.bound.get_value()
    }

    /// What is typed and chosen in it.
    pub fn fields(self) -> Fields {
        self.bound().fields
    }

    /// What the trainee is called.
    pub fn name(self) -> Signal<String> {
        name_of(self.about().trainee)
    }

    /// The address of one of the steps.
    pub fn address(self, step: u8) -> String {
        format!("/lessons/{}/feedback?step={step}", self.about().lesson)
    }

    /// Whether the draft is only here, or in the person's account as well. Its place is there before it is: the first
    /// save comes while a button is being pressed, and must not move it from under the mouse.
    pub fn chip(self) -> AnyView {
        let records = use_records();
        let stored = self.bound().stored();
        let state = records.ask(move |look| Some(look.state_of(&stored.get()?)));
        let chip = move || state.get().flatten().map(|state| view! { <StateChip state /> });
        view! { <div class="chip-place">{live(chip)}</div> }.into_any()
    }

    /// The fields below a path that have two versions.
    pub fn choices(self, below: Path) -> Signal<Vec<Choice>> {
        self.fields().choices(below)
    }

    /// Lets one of two versions hold.
    pub fn choose(self) -> Callback<(Choice, bool)> {
        chosen(self.bound())
    }

    /// A new member is written whole, so that it can survive being removed elsewhere.
    pub fn add(self, part: Part) {
        let id = EntryId(new_id());
        self.fresh.set_value(Some(id));
        self.fields().set(vec![(part.list().of(id), Some(member(part, "", None)))]);
    }

    /// A note becomes a member under its own id, so that two phones that use it make the same one; its line is shown.
    pub fn use_note(self, part: Part, id: EntryId, note: &Note) {
        let value = member(part, &note.text, note.area);
        self.fields().set(vec![(part.list().of(id), Some(value)), (QUOTES.of(id), Some(quote(note)))]);
    }

    /// Shows the line of a note, or no longer.
    pub fn show_line(self, id: EntryId, note: Option<&Note>) {
        self.fields().set(vec![(QUOTES.of(id), note.map(quote))]);
    }

    /// Removes a member, and the line of the note it was made from; they can be put back until the next one is removed.
    pub fn remove(self, part: Part, id: EntryId) {
        let body = untrack(move || self.fields().body());
        let other = if part == Part::Strengths { Part::Targets } else { Part::Strengths };
        let is_used = other.list().of(id).get(&body).is_some();
        let paths = [Some(part.list().of(id)), (!is_used).then(|| QUOTES.of(id))];
        self.fields().remove(paths.into_iter().flatten().collect());
    }

    /// What has two versions in members that are gone.
    pub fn lost(self, part: Part, members: &[EntryId]) -> Vec<Choice> {
        let gone = |choice: &Choice| !members.iter().any(|id| choice.is_below(&part.list().of(*id)));
        self.fields().choices(part.list().path()).get().into_iter().filter(gone).collect()
    }
}

fn quote(note: &Note) -> Value {
    let Note { text, lesson_ms, tag, area, .. } = note.clone();
    json!(Quote { text, lesson_ms, tag, area, rest: Body::new() })
}

/// A week is what most targets take.
fn member(part: Part, text: &str, area: Option<Area>) -> Value {
    let mut member = Body::new();
    member.insert(part.text().name().to_owned(), text.into());
    if let Some(area) = area {
        member.insert(part.area().name().to_owned(), json!(area));
    }
    if part == Part::Targets {
        member.insert(fields::TARGET_SUCCESS.name().to_owned(), "".into());
        member.insert(fields::TARGET_DUE.name().to_owned(), json!(today() + Days::new(7)));
    }
    Value::Object(member)
}
