//! What is typed into the fields of a record: a machine that knows no browser, no clock and no store.
//!
//! Nothing that was typed is ever lost: it is in its field, in what is kept on the device, or in an edit that was saved.
//! An edit names as its base what stood in the field when the person began; what arrives from elsewhere meanwhile
//! changes neither the text nor its base.

use chrono::TimeDelta;
use domain::{
    sorted::Map,
    sync::{Body, merge::Edit, path::Path, record::Record},
};
use serde_json::Value;

use super::held::{Held, Rules, is_same, text_of, with};

mod answers;
#[cfg(test)]
mod tests;

/// The fields of a record as they stand on the screen.
#[derive(Debug, Clone)]
pub struct Form {
    rules: Rules,
    /// Whether the record was looked for.
    known: bool,
    /// The record, if it exists.
    stored: Option<Record>,
    /// What stands in the fields of something that is yet to be made, until it is changed.
    suggested: Body,
    /// Whether what is typed goes away into something of its own, and stays no field.
    goes: bool,
    /// Whether what was kept on the device is here.
    restored: bool,
    entries: Map<Path, Entry>,
    /// What was removed last, with what was typed in it.
    removed: Vec<(Path, Value)>,
    saves: u64,
    keystrokes: u64,
    /// What waits for a save that is under way is to be saved when that has ended.
    again: Option<TimeDelta>,
}

/// A field that a person has changed.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    /// What stood there when they began.
    base: Option<Value>,
    held: Held,
    stage: Stage,
    /// The save that is under way, and the value it carries.
    saving: Option<(SaveId, Option<Value>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Typed before it was known what is stored.
    Blind,
    Typed,
    /// The text is durably here, and is shown until the record is seen with it.
    Saved,
    /// Something above it was set while it was being saved.
    Covered,
}

/// One save of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaveId(u64);

impl Form {
    /// A form in which nothing is typed, and of which nothing is known.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            known: false,
            stored: None,
            suggested: Body::new(),
            goes: false,
            restored: false,
            entries: Map::new(),
            removed: Vec::new(),
            saves: 0,
            keystrokes: 0,
            again: None,
        }
    }

    /// A form of something that is yet to be made or said. What is saved of it leaves its field.
    pub fn of_new(rules: Rules) -> Self {
        Self { known: true, goes: true, ..Self::new(rules) }
    }

    /// What is to be made would have this in its fields: it stands there until it is changed.
    pub fn suggest(&mut self, body: Body) {
        self.suggested = body;
    }

    /// The record was looked for, or has changed: what was saved is seen in it, and what is typed stays.
    pub fn see(&mut self, record: Option<Record>) {
        let (rules, body) = (self.rules, record.as_ref().map(|record| &record.body));
        self.entries.retain(|path, entry| entry.is_open(rules, path));
        for (path, entry) in self.entries.iter_mut().filter(|(_, entry)| entry.stage == Stage::Blind) {
            let stands = body.and_then(|body| path.get(body));
            // An empty field was seen there, and an empty text is one.
            if text_of(stands).is_empty() {
                entry.base = stands.cloned();
            }
            entry.stage = Stage::Typed;
        }
        (self.known, self.stored) = (true, record);
    }

    /// What was kept on the device is here. Was something typed into the same field before, both are in it.
    pub fn restore(&mut self, kept: &Body) {
        for (path, base, held) in kept.iter().filter_map(kept_entry) {
            if is_same(self.rules.value(&path, &held).as_ref(), base.as_ref()) {
                continue;
            }
            let held = match (held, self.entries.get(&path).map(|entry| &entry.held)) {
                (Held::Text(before), Some(Held::Text(now))) if !now.is_empty() => {
                    Held::Text(format!("{before} {now}"))
                }
                (held, None) => held,
                (_, Some(newer @ Held::Value(_))) => newer.clone(),
                (before, Some(_)) => before,
            };
            self.entries.insert(path, Entry { base, held, stage: Stage::Typed, saving: None });
        }
        self.restored = true;
    }

    /// The person has pressed a key: this is the text of the field by now.
    pub fn type_in(&mut self, path: &Path, text: String) {
        self.keystrokes += 1;
        self.hold(path, Held::Text(text));
    }

    /// A value is chosen, added or, with none, taken out; what is typed inside of it gives way.
    pub fn set(&mut self, path: &Path, value: Option<Value>) {
        self.entries.retain(|inner, entry| inner == path || !path.covers(inner) || entry.saving.is_some());
        for (inner, entry) in self.entries.iter_mut() {
            if inner != path && path.covers(inner) {
                entry.stage = Stage::Covered;
            }
        }
        self.hold(path, Held::Value(value));
    }

    /// Removes members; they can be put back, with what was typed in them, until the next ones are removed.
    pub fn remove(&mut self, paths: Vec<Path>) {
        let body = self.body();
        let there = |path: Path| path.get(&body).cloned().map(|value| (path, value));
        self.removed = paths.into_iter().filter_map(there).collect();
        for (path, _) in self.removed.clone() {
            self.set(&path, None);
        }
    }

    /// Puts back what was removed last.
    pub fn put_back(&mut self) {
        for (path, value) in std::mem::take(&mut self.removed) {
            self.set(&path, Some(value));
        }
    }

    /// Edits that were on their way were taken back: they stand in their fields again, except where something newer is typed.
    pub fn take_back(&mut self, edits: &[Edit]) {
        for Edit { path, base, value } in edits {
            if self.entries.get(path).is_some_and(|entry| self.is_changed(path, entry)) {
                continue;
            }
            let held = Held::said(value.as_ref());
            let entry = Entry { base: base.clone(), held, stage: Stage::Typed, saving: None };
            self.entries.insert(path.clone(), entry);
        }
    }

    /// Lets go of all that is typed.
    pub fn forget(&mut self) {
        self.entries = Map::new();
        self.removed = Vec::new();
        self.again = None;
    }

    /// A save of these edits has begun.
    pub fn begin(&mut self, said: &[Edit]) -> SaveId {
        self.saves += 1;
        let id = SaveId(self.saves);
        for Edit { path, value, .. } in said {
            if let Some(entry) = self.entries.get_mut(path) {
                entry.saving = Some((id, value.clone()));
            }
        }
        id
    }

    /// What cannot be saved yet, because a save of the same field is under way, is to be saved after it.
    pub fn ask_again(&mut self, hold: TimeDelta) {
        if self.entries.iter().any(|(path, entry)| self.is_changed(path, entry) && self.is_busy(path)) {
            self.again = Some(self.again.map_or(hold, |before| before.min(hold)));
        }
    }

    /// A save has ended well. Tells whether what waited for it is to be saved now.
    pub fn saved(&mut self, id: SaveId) -> Option<TimeDelta> {
        for (path, value, stage) in self.end(id) {
            match stage {
                Stage::Covered => self.change_below(&path, value.as_ref()),
                _ if self.goes => self.let_go(&path, value.as_ref()),
                _ => self.rest_on(&path, value),
            }
        }
        self.again.take()
    }

    /// A save has failed: what it carried is still in its field.
    pub fn refused(&mut self, id: SaveId) {
        drop(self.end(id));
        self.again = None;
    }

    fn end(&mut self, id: SaveId) -> Vec<(Path, Option<Value>, Stage)> {
        let mut said = Vec::new();
        for (path, entry) in self.entries.iter_mut() {
            if let Some((_, value)) = entry.saving.take_if(|(other, _)| *other == id) {
                said.push((path.clone(), value, entry.stage));
            }
        }
        self.entries.retain(|_, entry| entry.stage != Stage::Covered || entry.saving.is_some());
        said
    }

    /// A field was saved after something above it was set: that replaces what the field says by now.
    fn change_below(&mut self, path: &Path, value: Option<&Value>) {
        for (above, entry) in self.entries.iter_mut().filter(|(above, _)| above.covers(path)) {
            entry.base = with(above, entry.base.take(), path, value.cloned());
        }
    }

    /// What a field said was carried away: what was typed behind it meanwhile is the beginning of the next.
    fn let_go(&mut self, path: &Path, value: Option<&Value>) {
        let Some(entry) = self.entries.get_mut(path) else { return };
        let (now, said) = (entry.held.text(), text_of(value));
        match (now.strip_prefix(&said), &entry.held) {
            (Some(""), _) => drop(self.entries.remove(path)),
            (Some(next), Held::Text(_)) => entry.held = Held::Text(next.to_owned()),
            // It was changed altogether.
            _ => {}
        }
    }

    /// A field was saved with this value: what is typed from now on replaces it.
    fn rest_on(&mut self, path: &Path, value: Option<Value>) {
        let shown = self.record().and_then(|record| path.get(&record.body)).cloned();
        let Some(entry) = self.entries.get_mut(path) else { return };
        let is_seen = shown != std::mem::replace(&mut entry.base, value);
        if is_same(entry.base.as_ref(), self.rules.value(path, &entry.held).as_ref()) {
            entry.stage = Stage::Saved;
            // The record may have been seen with it before the save could tell.
            if is_seen {
                self.entries.remove(path);
            }
        }
    }

    fn hold(&mut self, path: &Path, held: Held) {
        if let Some(entry) = self.entries.get_mut(path) {
            if entry.stage != Stage::Blind {
                entry.stage = Stage::Typed;
            }
            entry.held = held;
            return;
        }
        let stage = if self.known { Stage::Typed } else { Stage::Blind };
        let entry = Entry { base: self.stood(path), held, stage, saving: None };
        self.entries.insert(path.clone(), entry);
    }
}

impl Entry {
    /// Whether it says something that is not durably in the record, or may not be.
    fn is_open(&self, rules: Rules, path: &Path) -> bool {
        let is_same = is_same(self.base.as_ref(), rules.value(path, &self.held).as_ref());
        self.saving.is_some() || self.stage != Stage::Saved && !is_same
    }
}

fn kept_entry((path, kept): (&String, &Value)) -> Option<(Path, Option<Value>, Held)> {
    let base = kept.get(0).filter(|base| !base.is_null()).cloned();
    Some((path.parse().ok()?, base, Held::read(kept.get(1)?)?))
}
