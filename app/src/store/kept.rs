//! All that a store holds, as it lies there; a view is made of it.

use domain::{
    api::Problem,
    id::ScopeId,
    sorted::Map,
    sync::{
        client::outbox::Entry,
        view::View,
        wire::{Cursor, Opened},
    },
};

use super::base::Base;

/// What is kept, all of it at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// Counts the writes of sync, as in [`Standing`](super::Standing).
    pub generation: u64,
    /// The records as the server last sent them.
    pub base: Base,
    /// What waits, in order.
    pub outbox: Vec<Entry>,
    /// What was refused, until the person has seen it.
    pub review: Vec<(Entry, Problem)>,
    /// The scopes that are open here.
    pub scopes: Map<ScopeId, Opened>,
    /// How far each scope has been received.
    pub cursors: Map<ScopeId, Cursor>,
}

impl Kept {
    /// What a person sees of it.
    pub fn view(self) -> View {
        let mut view = View::default();
        self.base.fill(&mut view);
        self.scopes.into_values().for_each(|opened| view.open(opened));
        self.cursors.into_iter().for_each(|(scope, cursor)| view.receive(scope, cursor));
        self.review.into_iter().for_each(|(entry, problem)| view.refuse(entry, problem));
        self.outbox.into_iter().for_each(|entry| view.keep(entry));
        view.settle();
        view
    }
}
