//! A record as it stands on the screen: what is stored, with what is being typed laid over it.
//!
//! What is typed becomes an edit when the person leaves the field or rests, and names as its base what stood there when
//! they began, so that what another device wrote meanwhile is never overwritten unseen.

use chrono::TimeDelta;
use domain::{
    id::{ConflictId, RecordId, ScopeId},
    sorted,
    sync::{
        merge::Edit,
        mutation::Action,
        record::{Record, RecordKind},
    },
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    choice::{Choice, choices},
    fields::{Fields, HOLD, Kept},
    form::Form,
    keeping::Keeping,
};
use crate::{
    device,
    store::{Fault, live::Records, look::Wanted},
};

/// The place in which a record is, or is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordPlace {
    /// The scope that the record is in.
    pub scope: ScopeId,
    /// The id of the record.
    pub record: RecordId,
    /// The kind of the record.
    pub kind: RecordKind,
}

/// A record on the screen, and what is being typed into it.
#[derive(Clone, Copy)]
pub struct Bound {
    /// The fields that are typed into.
    pub fields: Fields,
    place: RecordPlace,
    fault: RwSignal<Option<Fault>>,
}

/// The way in which the fields of a record are saved by themselves.
pub(super) struct Saves {
    place: RecordPlace,
    /// What the record starts with when it does not exist.
    begins: Vec<Edit>,
    fault: ArcRwSignal<Option<Fault>>,
}

impl Bound {
    /// A record that saves what is typed by itself; `begins` is what it starts with when it does not exist.
    pub fn saving(records: Records, place: RecordPlace, begins: Vec<Edit>) -> Self {
        let fault = ArcRwSignal::new(None);
        let saves = Saves { place, begins, fault: fault.clone() };
        let bound = Self::new(records, place, fault, Some(saves));
        on_cleanup(move || bound.fields.left());
        let hides = window_event_listener(leptos::ev::visibilitychange, move |_| bound.hidden());
        on_cleanup(move || hides.remove());
        bound
    }

    /// A record whose typed texts wait until the person says what is to be done with them.
    pub fn waiting(records: Records, place: RecordPlace) -> Self {
        Self::new(records, place, ArcRwSignal::new(None), None)
    }

    fn new(
        records: Records,
        place: RecordPlace,
        fault: ArcRwSignal<Option<Fault>>,
        saves: Option<Saves>,
    ) -> Self {
        let found = records.view(Wanted::One(place.record));
        let fields = Fields::of_record(records, Keeping::record(place.record, place.kind), saves);
        Effect::new(move |before: Option<bool>| {
            let Some(mut found) = found.get() else { return false };
            fields.form().update(|form| form.see(found.pop()));
            if before != Some(true) {
                // What was typed before waits no longer.
                fields.save_when_quiet();
            }
            true
        });
        fields.restore();
        Self { fields, place, fault: fault.into() }
    }

    /// The record as it is stored, if it is.
    pub fn stored(self) -> Signal<Option<Record>> {
        let form = self.fields.form();
        Signal::derive(move || form.with(|form| form.record().cloned()))
    }

    /// Its fields that have two versions.
    pub fn choices(self) -> Signal<Vec<Choice>> {
        let stored = self.stored();
        Signal::derive(move || stored.with(|stored| stored.as_ref().map(choices).unwrap_or_default()))
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

    /// A page that is hidden may never be seen again: what is typed is saved, and goes out if it can.
    fn hidden(self) {
        if !device::is_visible() {
            self.fields.kept().save(TimeDelta::zero());
        }
    }

    /// Lets one of two versions hold: the late one, or the one that stands.
    pub fn settle(self, choice: &Choice, late: bool) {
        let Choice { conflict, stands } = choice;
        let value = if late { &conflict.theirs } else { stands };
        self.fields.form().update(|form| form.set(&conflict.path, value.clone()));
        let kept = self.fields.kept();
        kept.keep();
        if let Some(saves) = kept.saves.clone() {
            let edits = self.fields.edits();
            saves.save(&kept, &edits, [conflict.id].into(), HOLD);
        }
    }

    /// Does something to the record that takes over what was typed; ends when it is durably here.
    pub fn act(self, action: Action, hold: TimeDelta) -> impl Future<Output = Result<(), Fault>> + use<> {
        let RecordPlace { scope, record, kind } = self.place;
        let said = action.edits().to_vec();
        let kept = self.fields.kept();
        let mutation = kept.records.mutation(scope, record, kind, action);
        kept.act(mutation, &said, hold)
    }
}

impl Saves {
    /// Saves edits of what was typed.
    pub fn save(&self, kept: &Kept, said: &[Edit], settles: sorted::Set<ConflictId>, hold: TimeDelta) {
        let RecordPlace { scope, record, kind } = self.place;
        let begins = if kept.form.with_untracked(Form::is_new) { self.begins.as_slice() } else { &[] };
        let edits = [begins, said].concat();
        let mutation = kept.records.mutation(scope, record, kind, Action::Edit { edits, settles });
        let (saving, fault) = (kept.act(mutation, said, hold), self.fault.clone());
        spawn_local(async move { fault.set(saving.await.err()) });
    }
}
