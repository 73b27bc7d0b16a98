//! A record as it stands on the screen: what is stored, with what is being typed laid over it.
//!
//! Every keystroke is kept on the device. It becomes an edit when the person leaves the field or rests, and names as its
//! base what stood there when they began, so that what another device wrote meanwhile is never overwritten unseen.

use chrono::TimeDelta;
use domain::{
    api::Problem,
    id::{ConflictId, EntryId, RecordId, ScopeId},
    sorted::{self, Map},
    sync::{
        Body,
        fields::{self, Limit},
        merge::Edit,
        mutation::Action,
        path::Path,
        record::{Record, RecordKind},
    },
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};

use super::{Fault, live::Records, look::Wanted};
use crate::{device, json};

/// After so long without a keystroke a text is saved, and goes out if it can.
const QUIET_MILLISECONDS: u32 = 5_000;
/// So long the edit of a field that was left waits for those of the next.
const HOLD: TimeDelta = TimeDelta::seconds(5);

/// Where a record is, or is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its scope.
    pub scope: ScopeId,
    /// Its id.
    pub record: RecordId,
    /// What it is.
    pub kind: RecordKind,
}

/// A record on the screen, and the texts that are being typed into it.
#[derive(Clone, Copy)]
pub struct Bound {
    place: Place,
    records: Records,
    /// None until it was looked for; then one, or none where it does not exist.
    stored: Memo<Option<Vec<Record>>>,
    typed: RwSignal<Map<Path, Typed>>,
    begins: StoredValue<Vec<Edit>>,
    keystrokes: StoredValue<u32>,
    fault: RwSignal<Option<Fault>>,
    by_itself: bool,
}

/// A text in a field.
#[derive(Debug, Clone, PartialEq)]
struct Typed {
    base: Option<Value>,
    text: String,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Typing,
    Saving,
    /// Durably here; shown until the record is seen with it.
    Saved,
}

impl Bound {
    /// A record that saves what is typed by itself; `begins` is what it starts with when it does not exist.
    pub fn saving(records: Records, place: Place, begins: Vec<Edit>) -> Self {
        let bound = Self::new(records, place, begins, true);
        on_cleanup(move || bound.flush());
        let hides = window_event_listener(leptos::ev::visibilitychange, move |_| bound.leave());
        on_cleanup(move || hides.remove());
        bound
    }

    /// A record whose typed texts wait until the person says what is to be done with them.
    pub fn waiting(records: Records, place: Place) -> Self {
        Self::new(records, place, Vec::new(), false)
    }

    fn new(records: Records, place: Place, begins: Vec<Edit>, by_itself: bool) -> Self {
        let found = records.view(Wanted::One(place.record));
        let typed = RwSignal::new(Map::<Path, Typed>::new());
        Effect::new(move |_| {
            if found.get().is_some() {
                typed.update(|typed| typed.retain(|_, typed| typed.stage != Stage::Saved));
            }
        });
        let bound = Self {
            place,
            records,
            stored: Memo::new(move |_| found.get()),
            typed,
            begins: StoredValue::new(begins),
            keystrokes: StoredValue::new(0),
            fault: RwSignal::new(None),
            by_itself,
        };
        bound.restore();
        bound
    }

    /// The record as it is stored, if it is.
    pub fn stored(self) -> Signal<Option<Record>> {
        Signal::derive(move || self.record())
    }

    fn record(self) -> Option<Record> {
        self.stored.get()?.pop()
    }

    /// Whether it is known what is stored: what was typed before would not know what it replaces.
    pub fn is_open(self) -> Memo<bool> {
        Memo::new(move |_| self.stored.with(Option::is_some))
    }

    /// What the store could not do, last.
    pub fn fault(self) -> Signal<Option<Fault>> {
        self.fault.into()
    }

    /// Something done beside it could not be stored.
    pub fn report(self, fault: Fault) {
        // The screen may be gone by now.
        drop(self.fault.try_set(Some(fault)));
    }

    /// The body with what is being typed.
    pub fn body(self) -> Body {
        let mut body = self.record().map(|record| record.body).unwrap_or_default();
        for (path, typed) in self.typed.get() {
            match self.value(&path, &typed.text) {
                // A text whose member is gone has nowhere to stand; it is still in its field.
                Some(value) if has_place(&body, &path) => drop(path.set(&mut body, value)),
                Some(_) => {}
                None => drop(path.remove(&mut body)),
            }
        }
        body
    }

    /// The members of a collection, in the order in which they were made.
    pub fn members(self, collection: &str) -> Vec<EntryId> {
        let body = self.record().map(|record| record.body).unwrap_or_default();
        let members = body.get(collection).and_then(Value::as_object);
        members.into_iter().flat_map(|members| members.keys()).filter_map(|key| key.parse().ok()).collect()
    }

    /// The text at a path as it stands in its field.
    pub fn text(self, path: &Path) -> String {
        if let Some(text) = self.typed.with(|typed| typed.get(path).map(|typed| typed.text.clone())) {
            return text;
        }
        let there = self.stored.with(|stored| path.get(&stored.as_ref()?.first()?.body).cloned());
        there.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// What is wrong with the text in a field.
    pub fn problem(self, path: &Path) -> Option<Problem> {
        let value = self.value(path, &self.text(path));
        fields::validate(self.place.kind, path, value.as_ref()).err()
    }

    /// The fields whose text cannot be saved as it is.
    pub fn problems(self) -> Vec<Path> {
        let typed = self.typed.get().into_keys();
        typed.filter(|path| self.problem(path).is_some()).collect()
    }

    /// A keystroke.
    pub fn type_in(self, path: &Path, text: String) {
        let stored = self.stored_at(path);
        self.typed.update(|typed| {
            let base = match typed.get(path) {
                Some(known) if known.stage == Stage::Typing => known.base.clone(),
                Some(known) => self.value(path, &known.text),
                None => stored,
            };
            typed.insert(path.clone(), Typed { base, text, stage: Stage::Typing });
        });
        self.keep();
        self.save_when_quiet();
    }

    /// Saves what is typed, if anything is.
    pub fn flush(self) {
        self.save_typed(HOLD);
    }

    fn save_typed(self, hold: TimeDelta) {
        let edits = self.edits();
        if self.by_itself && !edits.is_empty() {
            self.edit(edits, sorted::Set::new(), hold);
        }
    }

    /// A page that is hidden may never be seen again: what is typed is saved, and goes out if it can.
    fn leave(self) {
        if !device::is_visible() {
            self.save_typed(TimeDelta::zero());
        }
    }

    /// Lets go of all that is typed.
    pub fn forget(self) {
        self.typed.update(|typed| *typed = Map::new());
        self.records.keep_draft(&self.key(), "{}");
    }

    /// Sets fields at once, with all that is typed; what is typed inside of them gives way.
    pub fn set(self, values: Vec<(Path, Option<Value>)>, settles: sorted::Set<ConflictId>) {
        self.typed.update(|typed| typed.retain(|path, _| !values.iter().any(|(set, _)| set.covers(path))));
        let mut edits = self.edits();
        for (path, value) in values {
            edits.push(Edit { base: self.stored_at(&path), path, value });
        }
        self.edit(edits, settles, HOLD);
    }

    /// What was typed and can be saved, as edits.
    pub fn edits(self) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (path, typed) in self.typed.try_get_untracked().unwrap_or_default() {
            let value = self.value(&path, &typed.text);
            let fits = fields::validate(self.place.kind, &path, value.as_ref()).is_ok();
            if typed.stage == Stage::Typing && typed.base != value && fits {
                edits.push(Edit { path, base: typed.base, value });
            }
        }
        edits
    }

    /// Does something to the record that takes over what was typed; ends when it is durably here.
    pub async fn act(self, action: Action, hold: TimeDelta) -> Result<(), Fault> {
        let Place { scope, record, kind } = self.place;
        let said = match &action {
            Action::Edit { edits, .. } => edits.clone(),
            Action::Amend(amend) => amend.edits.clone(),
            _ => Vec::new(),
        };
        self.move_on(&said, Stage::Typing, Stage::Saving);
        let mutation = self.records.mutation(scope, record, kind, action);
        let saved = self.records.save(mutation, hold, Some(&self.key())).await;
        let stage = if saved.is_ok() { Stage::Saved } else { Stage::Typing };
        self.move_on(&said, Stage::Saving, stage);
        self.keep();
        saved
    }

    fn edit(self, edits: Vec<Edit>, settles: sorted::Set<ConflictId>, hold: TimeDelta) {
        let is_new = self.stored.try_get_untracked().flatten().is_none_or(|found| found.is_empty());
        let begins = if is_new { self.begins.try_get_value().unwrap_or_default() } else { Vec::new() };
        let edits = begins.into_iter().chain(edits).collect();
        spawn_local(async move {
            let saved = self.act(Action::Edit { edits, settles }, hold).await;
            // The screen may be gone by now.
            drop(self.fault.try_set(saved.err()));
        });
    }

    /// What was not said, because it does not fit or was typed since, stays in its field.
    fn move_on(self, said: &[Edit], from: Stage, to: Stage) {
        let is_said = |path: &Path, value: &Option<Value>| {
            said.iter().any(|edit| edit.path == *path && edit.value == *value)
        };
        let _gone = self.typed.try_update(|typed| {
            for (path, typed) in typed.iter_mut() {
                let value = self.value(path, &typed.text);
                if typed.stage == from && is_said(path, &value) {
                    typed.stage = to;
                }
                if to == Stage::Saved && typed.base == value {
                    typed.stage = Stage::Saved;
                }
            }
        });
    }

    fn value(self, path: &Path, text: &str) -> Option<Value> {
        let limit = fields::find(self.place.kind, path).map(|row| row.limit);
        let is_none = text.is_empty() && matches!(limit, Ok(Limit::Date));
        (!is_none).then(|| Value::from(text))
    }

    fn stored_at(self, path: &Path) -> Option<Value> {
        self.stored.with_untracked(|stored| path.get(&stored.as_ref()?.first()?.body).cloned())
    }

    fn key(self) -> String {
        key(self.place.record)
    }

    /// Keeps what is typed and not yet saved, each text with what it replaces.
    fn keep(self) {
        let typed = self.typed.try_get_untracked().unwrap_or_default();
        let unsaved = typed.into_iter().filter(|(_, typed)| typed.stage != Stage::Saved);
        let texts: Body =
            unsaved.map(|(path, typed)| (path.to_string(), json!([typed.base, typed.text]))).collect();
        if !texts.is_empty() {
            self.records.keep_draft(&self.key(), &Value::Object(texts).to_string());
        }
    }

    fn restore(self) {
        spawn_local(async move {
            let kept = self.records.draft(&self.key()).await.ok().flatten();
            let texts: Body = kept.and_then(|kept| json::read(&kept).ok()).unwrap_or_default();
            let texts: Vec<_> = texts.iter().filter_map(kept_text).collect();
            if texts.is_empty() {
                return;
            }
            let _gone = self.typed.try_update(|typed| {
                for (path, text) in texts {
                    typed.get_or_insert_with(path, || text);
                }
            });
            self.save_when_quiet();
        });
    }

    fn save_when_quiet(self) {
        let count = self.keystrokes.try_get_value().unwrap_or_default() + 1;
        let _gone = self.keystrokes.try_set_value(count);
        if self.by_itself {
            spawn_local(async move {
                TimeoutFuture::new(QUIET_MILLISECONDS).await;
                if self.keystrokes.try_get_value() == Some(count) {
                    self.save_typed(TimeDelta::zero());
                }
            });
        }
    }
}

/// Lets edits of a record that were taken back stand in their fields again, except where something newer is typed.
pub async fn keep_edits(records: Records, record: RecordId, edits: &[Edit]) -> Result<(), Fault> {
    let kept = records.draft(&key(record)).await?;
    let mut texts: Body = kept.and_then(|kept| json::read(&kept).ok()).unwrap_or_default();
    for Edit { path, base, value } in edits {
        let path = path.to_string();
        // A day that was taken out was an empty field.
        let text = value.as_ref().map_or(Some(""), Value::as_str);
        if let (Some(text), false) = (text, texts.contains_key(&path)) {
            texts.insert(path, json!([base, text]));
        }
    }
    records.keep_draft(&key(record), &Value::Object(texts).to_string());
    Ok(())
}

/// Whether something is typed for a record that was not saved or done yet.
pub async fn has_typed(records: Records, record: RecordId) -> Result<bool, Fault> {
    let kept = records.draft(&key(record)).await?;
    let texts: Body = kept.and_then(|kept| json::read(&kept).ok()).unwrap_or_default();
    Ok(texts.iter().any(|kept| kept_text(kept).is_some()))
}

fn key(record: RecordId) -> String {
    format!("record/{record}")
}

fn has_place(body: &Body, path: &Path) -> bool {
    let mut segments = path.segments();
    let (first, second) = (segments.next().unwrap_or_default(), segments.next());
    second.is_none_or(|member| body.get(first).and_then(|members| members.get(member)).is_some())
}

fn kept_text((path, kept): (&String, &Value)) -> Option<(Path, Typed)> {
    let base = kept.get(0)?.clone();
    let base = (!base.is_null()).then_some(base);
    let text = kept.get(1)?.as_str()?.to_owned();
    let changes = base.as_ref().and_then(Value::as_str).unwrap_or_default() != text;
    changes.then_some((path.parse().ok()?, Typed { base, text, stage: Stage::Typing }))
}
