//! Fields on the screen: every keystroke is kept on the device until what was typed is durably something else.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    api::Problem,
    field::List,
    id::EntryId,
    sync::{Body, fields::Limit, merge::Edit, mutation::Mutation, path::Path},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;

use super::{bound::Saves, choice::Choice, form::Form, keeping::Keeping};
use crate::store::{Fault, live::Records};

/// After so long without a keystroke a text is saved, and goes out if it can.
const QUIET_MILLISECONDS: u32 = 5_000;
/// The time for which the edit of a field that was left waits for those of the next.
pub(super) const HOLD: TimeDelta = TimeDelta::seconds(5);

/// Fields that a person types into, and what is kept of them.
#[derive(Clone, Copy)]
pub struct Fields {
    form: RwSignal<Form>,
    kept: StoredValue<Kept>,
}

/// What outlives the screen, so that a save that is under way when it goes can end.
#[derive(Clone)]
pub(super) struct Kept {
    pub records: Records,
    /// The place on the device for what is typed.
    pub place: Keeping,
    pub form: ArcRwSignal<Form>,
    /// The way in which it is saved by itself, if it is.
    pub saves: Option<Arc<Saves>>,
}

impl Fields {
    /// Fields of something that is yet to be made or said: what is typed is kept until it is.
    pub fn of_new(records: Records, place: Keeping) -> Self {
        let form = Form::of_new(place.rules());
        let fields = Self::new(records, place, form, None);
        fields.restore();
        fields
    }

    /// Fields of a record.
    pub(super) fn of_record(records: Records, place: Keeping, saves: Option<Saves>) -> Self {
        let form = Form::new(place.rules());
        Self::new(records, place, form, saves)
    }

    fn new(records: Records, place: Keeping, form: Form, saves: Option<Saves>) -> Self {
        let form = ArcRwSignal::new(form);
        let kept = Kept { records, place, form: form.clone(), saves: saves.map(Arc::new) };
        Self { form: form.into(), kept: StoredValue::new(kept) }
    }

    /// What is known and typed, to be read or followed.
    pub fn form(self) -> RwSignal<Form> {
        self.form
    }

    /// Whether it is known what is stored and what was kept: what was typed before would not know what it replaces.
    pub fn is_open(self) -> Memo<bool> {
        Memo::new(move |_| self.form.with(Form::is_open))
    }

    /// The body with what is being typed.
    pub fn body(self) -> Body {
        self.form.with(Form::body)
    }

    /// The members of a collection, in the order in which they were made.
    pub fn members(self, list: List) -> Vec<EntryId> {
        self.form.with(|form| form.members(list))
    }

    /// The text at a path as it stands in its field.
    pub fn text(self, path: &Path) -> String {
        self.form.with(|form| form.text(path))
    }

    /// The value at a path, for what is chosen.
    pub fn value(self, path: &Path) -> Option<Value> {
        self.form.with(|form| form.value(path))
    }

    /// What is wrong with what stands in a field.
    pub fn problem(self, path: &Path) -> Option<Problem> {
        self.form.with(|form| form.problem(path))
    }

    /// The number of characters that a field takes, where that is known.
    pub fn most(self, path: &Path) -> Option<usize> {
        match self.form.with_untracked(|form| form.rules().limit(path)) {
            Some(Limit::Text(most) | Limit::Link(most)) => Some(most),
            _ => None,
        }
    }

    /// The fields that cannot be saved as they are.
    pub fn problems(self) -> Vec<Path> {
        self.form.with(Form::problems)
    }

    /// The fields below a path that have two versions.
    pub fn choices(self, below: Path) -> Signal<Vec<Choice>> {
        Signal::derive(move || self.form.with(|form| form.choices(&below)))
    }

    /// What was typed and can be saved, as edits.
    pub fn edits(self) -> Vec<Edit> {
        self.form.with_untracked(Form::edits)
    }

    /// The person has pressed a key: this is the text of the field by now.
    pub fn type_in(self, path: &Path, text: String) {
        self.form.update(|form| form.type_in(path, text));
        self.kept().keep();
        self.save_when_quiet();
    }

    /// Chooses, adds or takes out values at once; what is typed inside of them gives way.
    pub fn set(self, values: Vec<(Path, Option<Value>)>) {
        self.form.update(|form| values.into_iter().for_each(|(path, value)| form.set(&path, value)));
        self.changed();
    }

    /// Removes members; they can be put back until the next ones are removed.
    pub fn remove(self, paths: Vec<Path>) {
        self.form.update(|form| form.remove(paths));
        self.changed();
    }

    /// Puts back what was removed last.
    pub fn put_back(self) {
        self.form.update(Form::put_back);
        self.changed();
    }

    /// The person has left a field.
    pub fn left(self) {
        if let Some(kept) = self.kept.try_get_value() {
            kept.save(HOLD);
        }
    }

    /// What is to be made would have this in its fields: it stands there until it is changed.
    pub fn suggest(self, body: Body) {
        self.form.update(|form| form.suggest(body));
    }

    /// Lets go of all that is typed.
    pub fn forget(self) {
        self.forgetting()();
    }

    /// Lets go of all that is typed when it is called, though the screen may be gone by then.
    pub fn forgetting(self) -> impl Fn() + Send + Sync + 'static {
        let kept = self.kept();
        move || {
            kept.form.update(Form::forget);
            kept.keep();
        }
    }

    /// Does something that takes over what was typed: these edits of it, as they are now. It ends when it is durably here.
    pub fn act(
        self,
        mutation: Mutation,
        said: &[Edit],
        hold: TimeDelta,
    ) -> impl Future<Output = Result<(), Fault>> + use<> {
        self.kept().act(mutation, said, hold)
    }

    pub(super) fn kept(self) -> Kept {
        self.kept.get_value()
    }

    fn changed(self) {
        let kept = self.kept();
        kept.keep();
        kept.save(HOLD);
    }

    /// What was kept when the app was last here stands in its fields again.
    pub(super) fn restore(self) {
        let Kept { records, place, form, .. } = self.kept();
        spawn_local(async move {
            let kept = place.read(records).await.unwrap_or_default();
            form.update(|form| form.restore(&kept));
            self.save_when_quiet();
        });
    }

    pub(super) fn save_when_quiet(self) {
        let waits =
            |kept: &Kept| kept.saves.is_some() && kept.form.with_untracked(|form| !form.kept().is_empty());
        let Some(kept) = self.kept.try_get_value().filter(waits) else { return };
        let count = kept.form.with_untracked(Form::keystrokes);
        spawn_local(async move {
            TimeoutFuture::new(QUIET_MILLISECONDS).await;
            // A screen that is gone has saved what was typed.
            let is_here = self.kept.try_get_value().is_some();
            if is_here && kept.form.with_untracked(Form::keystrokes) == count {
                kept.save(TimeDelta::zero());
            }
        });
    }
}

impl Kept {
    /// Keeps what is typed and not yet saved, each text with what it replaces.
    pub fn keep(&self) {
        self.form.with_untracked(|form| self.place.write(self.records, form));
    }

    /// Saves what is typed, if it is saved by itself and anything is.
    pub fn save(&self, hold: TimeDelta) {
        let Some(saves) = self.saves.clone() else { return };
        let edits = self.form.with_untracked(Form::edits);
        self.form.update_untracked(|form| form.ask_again(hold));
        if !edits.is_empty() {
            saves.save(self, &edits, [].into(), hold);
        }
    }

    pub fn act(
        &self,
        mutation: Mutation,
        said: &[Edit],
        hold: TimeDelta,
    ) -> impl Future<Output = Result<(), Fault>> + use<> {
        let id = self.form.try_update(|form| form.begin(said));
        let kept = self.clone();
        async move {
            let saved = kept.records.save(mutation, hold, Some(kept.place.key())).await;
            let again = kept.form.try_update(|form| match (&saved, id) {
                (Ok(()), Some(id)) => form.saved(id),
                (Err(_), Some(id)) => {
                    form.refused(id);
                    None
                }
                (_, None) => None,
            });
            if kept.form.with_untracked(|form| !form.kept().is_empty()) {
                kept.keep();
            }
            if let Some(hold) = again.flatten() {
                kept.save(hold);
            }
            saved
        }
    }
}
