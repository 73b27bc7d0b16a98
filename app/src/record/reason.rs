//! The reason for doing something to a record: a field of its own, kept as it is typed, and what it still lacks.

use chrono::TimeDelta;
use domain::{
    field::One,
    sync::{merge::Edit, mutation::Mutation},
};
use leptos::{prelude::*, task::spawn_local};

use super::{fields::Fields, keeping::Keeping, row::Row};
use crate::{
    session::use_records,
    store::{Fault, live::Records},
    ui::text::Writing,
};

/// A reason as it is typed.
#[derive(Clone, Copy)]
pub struct Reason {
    records: Records,
    field: One,
    fields: Fields,
    /// What keeps it from being sent, in words; it is said at the field.
    pub lack: RwSignal<Option<&'static str>>,
}

impl Reason {
    /// A reason that is kept in its place until it is sent.
    pub fn new(place: Keeping, field: One) -> Self {
        let records = use_records();
        Self { records, field, fields: Fields::of_new(records, place), lack: RwSignal::new(None) }
    }

    /// The reason, if there is one that fits; otherwise it is said at the field, and in these words that there is none.
    pub fn check(self, none: &'static str) -> Option<String> {
        let text = untrack(|| self.fields.text(&self.field.path())).trim().to_owned();
        let is_fit = untrack(|| self.fields.problems()).is_empty();
        self.lack.set(text.is_empty().then_some(none));
        (is_fit && !text.is_empty()).then_some(text)
    }

    /// Does what the reason is for; ends when that is durably here, and the reason with it.
    pub fn act(self, mutation: Mutation, hold: TimeDelta) -> impl Future<Output = Result<(), Fault>> + use<> {
        self.fields.act(mutation, &self.fields.edits(), hold)
    }

    /// Lets go of the reason when it is called, and closes its form once that is on the disk: a form with something in it
    /// opens again.
    pub fn done(self, close: impl Fn() + Clone + Send + Sync + 'static) -> impl Fn() + Send + Sync + 'static {
        let (records, forget) = (self.records, self.fields.forgetting());
        move || {
            let close = close.clone();
            forget();
            spawn_local(async move {
                records.flush().await;
                close();
            });
        }
    }

    /// The field for it.
    pub fn row(self, label: String) -> AnyView {
        let lack = Signal::derive(move || self.lack.get().map(str::to_owned));
        let row = Row::new(self.field.path(), Signal::stored(label), Writing::Lines(2)).lack(lack);
        row.of(self.fields)
    }
}

/// The edit that a reason would have been, so that it can stand in its field again.
pub fn said(field: One, reason: &str) -> Edit {
    Edit { path: field.path(), base: None, value: Some(reason.into()) }
}
