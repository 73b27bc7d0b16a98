//! What a form answers: the text in each field, what is to be saved and kept, and what is wrong.

use domain::{
    api::Problem,
    field::List,
    id::EntryId,
    sync::{Body, merge::Edit, path::Path, record::Record},
};
use serde_json::{Value, json};

use super::{Entry, Form, Stage};
use crate::record::{
    choice::{Choice, choices},
    held::{Rules, below, is_same, place, text_of},
};

impl Form {
    /// Whether it is known what is stored and what was kept: what was typed before would not know what it replaces.
    pub fn is_open(&self) -> bool {
        self.known && self.restored
    }

    /// The record as it is stored, if it is.
    pub fn record(&self) -> Option<&Record> {
        self.stored.as_ref()
    }

    /// Whether it is known that the record does not exist.
    pub fn is_new(&self) -> bool {
        self.known && self.stored.is_none()
    }

    /// The body with what is typed.
    pub fn body(&self) -> Body {
        let mut body = self.stands().clone();
        for (path, entry) in self.entries.iter().filter(|(_, entry)| entry.stage != Stage::Covered) {
            place(&mut body, path, self.rules.value(path, &entry.held));
        }
        body
    }

    /// The text at a path as it stands in its field.
    pub fn text(&self, path: &Path) -> String {
        match self.entries.get(path).filter(|entry| entry.stage != Stage::Covered) {
            Some(entry) => entry.held.text(),
            None => text_of(self.shown(path).as_ref()),
        }
    }

    /// The value at a path as it is chosen, for what is not typed.
    pub fn value(&self, path: &Path) -> Option<Value> {
        match self.entries.get(path).filter(|entry| entry.stage != Stage::Covered) {
            Some(entry) => self.rules.value(path, &entry.held),
            None => self.shown(path),
        }
    }

    /// The members of a collection, in the order in which they were made.
    pub fn members(&self, list: List) -> Vec<EntryId> {
        let body = self.body();
        let members = body.get(list.name()).and_then(Value::as_object);
        members.into_iter().flat_map(|members| members.keys()).filter_map(|key| key.parse().ok()).collect()
    }

    /// What was removed last.
    pub fn removed(&self) -> &[(Path, Value)] {
        &self.removed
    }

    /// What is wrong with what was put into a field.
    pub fn problem(&self, path: &Path) -> Option<Problem> {
        let entry = self.entries.get(path).filter(|entry| entry.stage != Stage::Covered)?;
        self.rules.problem(path, self.rules.value(path, &entry.held).as_ref())
    }

    /// The fields that cannot be saved as they are.
    pub fn problems(&self) -> Vec<Path> {
        self.entries.keys().filter(|path| self.problem(path).is_some()).cloned().collect()
    }

    /// The fields with two versions, below a path.
    pub fn choices(&self, below: &Path) -> Vec<Choice> {
        let all = self.record().map(choices).unwrap_or_default();
        all.into_iter().filter(|choice| choice.is_below(below)).collect()
    }

    /// What was typed, can be saved, and waits for no save that is under way, as edits.
    pub fn edits(&self) -> Vec<Edit> {
        let fits = |path: &Path| self.known && self.problem(path).is_none();
        let ready =
            |path: &Path, entry: &Entry| self.is_changed(path, entry) && !self.is_busy(path) && fits(path);
        let ready = self.entries.iter().filter(|(path, entry)| ready(path, entry));
        ready.map(|(path, entry)| self.edit(path, entry)).collect()
    }

    /// What must be on the device so that nothing typed is lost: each text with what it replaces.
    pub fn kept(&self) -> Body {
        let typed = self.entries.iter().filter(|(_, entry)| entry.stage != Stage::Covered);
        let typed = typed.filter(|(path, entry)| entry.is_open(self.rules, path));
        typed.map(|(path, entry)| (path.to_string(), json!([entry.base, entry.held.keep()]))).collect()
    }

    /// What a field takes.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The number of the last keystroke.
    pub fn keystrokes(&self) -> u64 {
        self.keystrokes
    }

    fn edit(&self, path: &Path, entry: &Entry) -> Edit {
        Edit { path: path.clone(), base: entry.base.clone(), value: self.rules.value(path, &entry.held) }
    }

    pub(super) fn is_changed(&self, path: &Path, entry: &Entry) -> bool {
        let value = self.rules.value(path, &entry.held);
        let said = entry.saving.as_ref().map_or(&entry.base, |(_, said)| said);
        matches!(entry.stage, Stage::Blind | Stage::Typed) && !is_same(said.as_ref(), value.as_ref())
    }

    /// Whether the field, or one above or below it, is being saved.
    pub(super) fn is_busy(&self, path: &Path) -> bool {
        let saving = self.entries.iter().filter(|(_, entry)| entry.saving.is_some());
        saving.into_iter().any(|(other, _)| other.covers(path) || path.covers(other))
    }

    /// What stands in the fields where nothing is typed.
    fn stands(&self) -> &Body {
        self.record().map_or(&self.suggested, |record| &record.body)
    }

    /// What a field shows into which nothing was put itself: the value is in what was set above it, or stored.
    fn shown(&self, path: &Path) -> Option<Value> {
        let mut set = self.entries.iter().filter(|(_, entry)| entry.stage != Stage::Covered);
        match set.rfind(|(above, _)| above.covers(path)) {
            Some((above, entry)) => {
                below(above, self.rules.value(above, &entry.held).as_ref(), path).cloned()
            }
            None => path.get(self.stands()).cloned(),
        }
    }

    /// What stands at a path for someone who begins to change it: as the field shows it, but without what is typed below.
    pub(super) fn stood(&self, path: &Path) -> Option<Value> {
        let mut body = self.stands().clone();
        for (other, entry) in self.entries.iter() {
            if entry.stage == Stage::Saved || other.covers(path) {
                place(&mut body, other, self.rules.value(other, &entry.held));
            }
        }
        path.get(&body).cloned()
    }
}
