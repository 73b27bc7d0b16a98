//! What is known of one opportunity, and what its reader may do with it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    field::One,
    id::{MutationId, PersonId, RecordId, ScopeId},
    opportunity::{OPPORTUNITY, Opportunity},
    state::State,
    sync::{
        canonical::Digest,
        command::DELETE,
        merge::Edit,
        mutation::Action,
        path::Path,
        record::{Record, read},
        stage::Stage,
    },
};
use leptos::{prelude::*, task::spawn_local};

use super::offer::opens_with_what_is_typed;
use crate::people::{People, use_people};
use crate::record::bound::{Bound, RecordPlace};
use crate::record::choice::Choice;
use crate::record::undo::UNDO;
use crate::session::use_records;
use crate::store::{Fault, live::Records, look::Look};
use crate::ui::screen::focus_on;

/// What this device knows of an opportunity.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The training that it is part of; none where nothing is known of it.
    pub scope: Option<ScopeId>,
    /// The opportunity itself; none is left once it was withdrawn.
    pub found: Option<Found>,
    /// Its withdrawal by this person, and the time until which that stays here.
    pub withdrawal: Option<(MutationId, DateTime<Utc>)>,
}

/// An opportunity that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its record.
    pub record: Arc<Record>,
    /// The opportunity as its record reads.
    pub opportunity: Opportunity,
    /// The state in which it is, from the one table.
    pub state: State,
}

impl Known {
    /// What this device knows of the opportunity with this id.
    pub fn of(look: Look<'_>, id: RecordId) -> Self {
        let record = look.get(id).filter(|record| record.kind == OPPORTUNITY);
        let found = record.and_then(|record| {
            let (opportunity, state) = (read(&record.body).ok()?, look.state_of(&record));
            Some(Found { record, opportunity, state })
        });
        let waits = look.waiting(id).find(|entry| entry.mutation.action.verb() == DELETE);
        let withdrawal = waits.map(|entry| (entry.mutation.id, entry.hold_until));
        let scope = found.as_ref().map(|found| found.record.scope);
        let scope = scope.or_else(|| look.waiting(id).next().map(|entry| entry.mutation.scope));
        Self { scope, found, withdrawal }
    }
}

/// An opportunity on the screen.
#[derive(Clone, Copy)]
pub struct Page {
    place: RecordPlace,
    records: StoredValue<Records>,
    people: Signal<Option<People>>,
    bound: StoredValue<Bound>,
    /// The opportunity, if it is still there.
    pub found: Memo<Option<Found>>,
    /// Whether its form is open.
    pub open: RwSignal<bool>,
    /// Whether the person has just said that they took it: the form that opens then finds the focus.
    pub fresh: StoredValue<bool>,
}

impl Page {
    /// The page of an opportunity. A form that was left with something in it opens with it.
    pub fn new(record: RecordId, scope: ScopeId, known: Memo<Option<Known>>) -> Self {
        let place = RecordPlace { scope, record, kind: OPPORTUNITY };
        let bound = Bound::waiting(use_records(), place);
        let open = RwSignal::new(false);
        opens_with_what_is_typed(bound.fields, open);
        Self {
            place,
            records: StoredValue::new(use_records()),
            people: use_people(),
            bound: StoredValue::new(bound),
            found: Memo::new(move |_| known.get()?.found),
            open,
            fresh: StoredValue::new(false),
        }
    }

    /// Its record, and what is typed into it: nothing of that goes out before the person says so.
    pub fn bound(self) -> Bound {
        self.bound.get_value()
    }

    /// The trainee whose opportunity it is.
    pub fn trainee(self) -> Option<PersonId> {
        self.people.with(|people| people.as_ref()?.scopes.get(&self.place.scope)?.person)
    }

    /// Whether it is this person's own.
    pub fn is_own(self) -> bool {
        self.trainee() == Some(self.records.get_value().person())
    }

    /// The stage at which it stands, as the person left it.
    pub fn stage(self) -> Option<Stage> {
        self.found.with(|found| found.as_ref().map(|found| found.record.stage()))
    }

    /// Whether the person may change a field of it.
    pub fn may(self, field: One) -> bool {
        self.may_at(&field.path())
    }

    fn may_at(self, path: &Path) -> bool {
        let Some(stage) = self.stage() else { return false };
        self.people.with(|people| {
            people.as_ref().is_some_and(|people| people.may_edit(self.place.scope, OPPORTUNITY, stage, path))
        })
    }

    /// The fields with two versions between which the person may choose.
    pub fn choices(self) -> Signal<Vec<Choice>> {
        let all = self.bound().choices();
        let mine = move |choice: &Choice| self.may_at(&choice.conflict.path);
        Signal::derive(move || all.get().into_iter().filter(mine).collect())
    }

    /// Lets one of two versions hold.
    pub fn choose(self) -> Callback<(Choice, bool)> {
        Callback::new(move |(choice, late): (Choice, bool)| {
            let (edits, settles) = (choice.edits(late), [choice.conflict.id].into());
            self.does(self.bound().act(Action::Edit { edits, settles }, TimeDelta::zero()), || ());
        })
    }

    /// Saves edits; once they are durably here, its form closes.
    pub fn save(self, edits: Vec<Edit>) {
        let action = Action::Edit { edits, settles: [].into() };
        self.does(self.bound().act(action, TimeDelta::zero()), move || self.close());
    }

    /// Lets go of what is typed, and closes the form.
    pub fn leave(self) {
        self.bound().fields.forget();
        self.close();
    }

    fn close(self) {
        // The screen may be gone by now.
        let _gone = self.open.try_set(false);
        focus_on("opportunity");
    }

    /// Withdraws it, as it is on the screen; in the time for undoing it can be taken back.
    pub fn withdraw(self) {
        let seen = self.found.with_untracked(|found| Digest::of_body(&found.as_ref()?.record.body).ok());
        let Some(seen) = seen else { return };
        let RecordPlace { scope, record, kind } = self.place;
        let records = self.records.get_value();
        let mutation = records.mutation(scope, record, kind, Action::Delete { seen });
        self.does(records.save(mutation, UNDO, None), || ());
    }

    fn does(self, doing: impl Future<Output = Result<(), Fault>> + 'static, then: impl FnOnce() + 'static) {
        let bound = self.bound();
        spawn_local(async move {
            match doing.await {
                Ok(()) => then(),
                Err(fault) => bound.report(fault),
            }
        });
    }
}
