//! A draft that is being written: its record, the notes beside it, and what is done to them.

use chrono::Days;
use domain::{
    feedback::{DRAFT, Quote, draft_id},
    framework::Area,
    id::EntryId,
    notes::{Note, Notes, notes_id},
    people::own_scope,
    sync::{Body, merge::Edit, path::Path, record::read},
};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{About, content::Lack, items::Part};
use crate::device::today;
use crate::feedback::versions::chosen;
use crate::people::name_of;
use crate::record::bound::{Bound, Place};
use crate::record::choice::Choice;
use crate::record::fields::Fields;
use crate::session::use_records;
use crate::state::StateChip;
use crate::store::look::Wanted;
use crate::sync::browser::new_id;

/// A draft on the screen.
#[derive(Clone, Copy)]
pub(super) struct Drafting {
    /// The lesson it is about.
    about: StoredValue<About>,
    bound: StoredValue<Bound>,
    /// The notes of the lesson, in its order.
    pub notes: Memo<Vec<(EntryId, Note)>>,
    /// What kept it from being sent.
    pub lacks: RwSignal<Vec<Lack>>,
    /// What the person has just added finds the focus.
    pub fresh: StoredValue<Option<EntryId>>,
    /// The field that is looked for in the step that opens next.
    pub sought: StoredValue<Option<Path>>,
}

impl Drafting {
    /// The one draft of this person on a lesson.
    pub fn new(about: About) -> Self {
        let records = use_records();
        let me = records.person();
        let record = draft_id(about.lesson, me);
        let place = Place { scope: own_scope(me).id, record, kind: DRAFT };
        let lesson = Edit { path: path("lesson"), base: None, value: Some(json!(about.lesson)) };
        let found = records.view(Wanted::One(notes_id(about.lesson, me)));
        let notes = Memo::new(move |_| {
            let notes = found.get().and_then(|found| read::<Notes>(&found.first()?.body).ok());
            let mut notes: Vec<_> =
                notes.map(|notes| notes.entries).unwrap_or_default().into_iter().collect();
            notes.sort_by_key(|(_, note)| note.lesson_ms);
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

    /// The lesson it is about.
    pub fn about(self) -> About {
        self.about.get_value()
    }

    /// Its record.
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
        view! { <div class="chip-place">{chip}</div> }.into_any()
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
        self.fields().set(vec![(part.member(id), Some(member(part, "", None)))]);
    }

    /// A note becomes a member under its own id, so that two phones that use it make the same one; its line is shown.
    pub fn use_note(self, part: Part, id: EntryId, note: &Note) {
        let value = member(part, &note.text, note.area);
        self.fields().set(vec![(part.member(id), Some(value)), (quote_path(id), Some(quote(note)))]);
    }

    /// Shows the line of a note, or no longer.
    pub fn show_line(self, id: EntryId, note: Option<&Note>) {
        self.fields().set(vec![(quote_path(id), note.map(quote))]);
    }

    /// Removes a member, and the line of the note it was made from; they can be put back until the next one is removed.
    pub fn remove(self, part: Part, id: EntryId) {
        let body = untrack(move || self.fields().body());
        let other = if part == Part::Strengths { Part::Targets } else { Part::Strengths };
        let is_used = other.member(id).get(&body).is_some();
        let paths = [Some(part.member(id)), (!is_used).then(|| quote_path(id))];
        self.fields().remove(paths.into_iter().flatten().collect());
    }

    /// What has two versions in members that are gone.
    pub fn lost(self, part: Part, members: &[EntryId]) -> Vec<Choice> {
        let gone = |choice: &Choice| !members.iter().any(|id| choice.is_below(&part.member(*id)));
        self.fields().choices(path(part.name())).get().into_iter().filter(gone).collect()
    }
}

/// A path of a draft.
pub(super) fn path(text: &str) -> Path {
    text.parse().expect("names of fields, and ids")
}

fn quote_path(id: EntryId) -> Path {
    path(&format!("quotes/{id}"))
}

fn quote(note: &Note) -> Value {
    let Note { text, lesson_ms, tag, area, .. } = note.clone();
    json!(Quote { text, lesson_ms, tag, area, rest: Body::new() })
}

/// A week is what most targets take.
fn member(part: Part, text: &str, area: Option<Area>) -> Value {
    let mut member = Body::new();
    member.insert("text".to_owned(), text.into());
    if let Some(area) = area {
        member.insert("area".to_owned(), json!(area));
    }
    if part == Part::Targets {
        member.insert("success".to_owned(), "".into());
        member.insert("due".to_owned(), json!(today() + Days::new(7)));
    }
    Value::Object(member)
}
