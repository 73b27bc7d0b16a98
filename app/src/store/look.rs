//! What a screen sees: the records the server sent, with the work it has not yet received laid over them.

use domain::{
    api::Problem,
    id::{MutationId, RecordId, ScopeId},
    people::ScopeKind,
    sorted::{Map, Set},
    state::{self, Local, State},
    sync::{
        client::outbox::{Entry, local},
        loaded::needs,
        mutation::Mutation,
        record::{Record, RecordKind},
        view::overlay,
        wire::Opened,
    },
};

/// Which records a screen wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of a kind.
    Kind(RecordKind),
    /// All of a kind in one scope.
    KindIn(RecordKind, ScopeId),
    /// One.
    One(RecordId),
    /// None: only the outbox and what it touches.
    Nothing,
}

impl Wanted {
    fn includes(&self, record: &Record) -> bool {
        match self {
            Self::Kind(kind) => record.kind == *kind,
            Self::KindIn(kind, scope) => record.kind == *kind && record.scope == *scope,
            Self::One(id) => record.id == *id,
            Self::Nothing => false,
        }
    }
}

/// What was found, all of it at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The records wanted, and those that unsent or refused work is about.
    pub base: Map<RecordId, Record>,
    /// What waits, in order.
    pub outbox: Vec<Entry>,
    /// What was refused, until the person has seen it.
    pub review: Vec<(Entry, Problem)>,
    /// The scopes that are open here.
    pub scopes: Map<ScopeId, Opened>,
}

/// One line of *Not sent yet*.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsent {
    /// What the person did.
    pub entry: Entry,
    /// Its state, from the one table.
    pub state: State,
    /// Why it was refused, if it was.
    pub problem: Option<Problem>,
}

/// A thing as its person counts.
pub type Thing = (RecordId, Option<MutationId>);

impl Unsent {
    /// What it is part of: a draft and its feedback are one thing, and what was refused stands by itself.
    pub fn thing(&self) -> Thing {
        let Mutation { id, record, kind, .. } = &self.entry.mutation;
        let record = (kind.says().counts_as)(*record);
        (record, self.problem.is_some().then_some(*id))
    }
}

/// How many things that is.
pub fn things<'a>(unsent: impl Iterator<Item = &'a Unsent>) -> usize {
    unsent.map(Unsent::thing).collect::<Set<Thing>>().len()
}

impl Found {
    /// The records as the person left them, by id.
    pub fn view(&self, wanted: &Wanted) -> Vec<Record> {
        self.left().into_values().filter(|record| !record.deleted && wanted.includes(record)).collect()
    }

    /// Everything that was found, as the person left it.
    pub fn left(&self) -> Map<RecordId, Record> {
        let mut all = self.base.clone();
        all.extend(overlay(&self.base, self.outbox.iter().map(|entry| &entry.mutation)));
        all
    }

    /// What has not been received by the server, in order, and what it refused.
    pub fn unsent(&self, sending: bool) -> Vec<Unsent> {
        let waiting = self.outbox.iter().filter(|entry| !entry.is_acked());
        let waiting = waiting.map(|entry| {
            let how_far = local(std::slice::from_ref(entry), sending, entry.mutation.record);
            Unsent { entry: entry.clone(), state: self.state(entry, how_far), problem: None }
        });
        let refused = self.review.iter().map(|(entry, problem)| Unsent {
            entry: entry.clone(),
            state: self.state(entry, Local::Refused),
            problem: Some(problem.clone()),
        });
        waiting.chain(refused).collect()
    }

    /// The state of a record; `sending` says whether a request is under way.
    pub fn state_of(&self, record: &Record, sending: bool) -> State {
        let concerns = |(entry, _): &(Entry, Problem)| needs(&entry.mutation).records.contains(&record.id);
        let refused = self.review.iter().any(concerns);
        let how_far = if refused { Local::Refused } else { local(&self.outbox, sending, record.id) };
        state::state(how_far, self.place(record.scope), Some(record))
    }

    fn state(&self, entry: &Entry, how_far: Local) -> State {
        let record = self.base.get(&entry.mutation.record);
        state::state(how_far, self.place(entry.mutation.scope), record)
    }

    /// A scope that is no longer open here is shown as one that others read: nothing is hidden by saying "draft".
    fn place(&self, scope: ScopeId) -> ScopeKind {
        self.scopes.get(&scope).map_or(ScopeKind::Shared, |opened| opened.kind)
    }
}

/// The records that unsent work reads or changes, and those that refused work was about.
pub(super) fn needed<'a>(entries: impl Iterator<Item = &'a Entry>) -> Set<RecordId> {
    entries.flat_map(|entry| needs(&entry.mutation).records).collect()
}
