//! What a screen asks of the view: the records the server sent, with the work it has not yet received laid over them.

use std::sync::Arc;

use domain::{
    api::Problem,
    id::{MutationId, PersonId, RecordId, ScopeId},
    sorted::{Map, Set},
    state::{Local, State},
    sync::{
        client::outbox::{Entry, local},
        mutation::Mutation,
        record::{Record, RecordKind},
        view::{View, topic::Topic},
        wire::Opened,
    },
};

/// Which records a screen wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of a kind.
    Kind(RecordKind),
    /// Those of a kind that are about a person.
    About(RecordKind, PersonId),
    /// One.
    One(RecordId),
}

/// The view while one question is answered: what is read is noted, so that it is asked again when that is not what it was.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    view: &'a View,
    reads: &'a dyn Fn(Topic),
    sending: &'a dyn Fn() -> bool,
}

impl<'a> Look<'a> {
    /// A look at a view; `reads` is told what it depends on, and `sending` says whether a request is under way.
    pub fn new(view: &'a View, reads: &'a dyn Fn(Topic), sending: &'a dyn Fn() -> bool) -> Self {
        Self { view, reads, sending }
    }

    /// A record as the person left it, wherever it is.
    pub fn get(&self, id: RecordId) -> Option<Arc<Record>> {
        (self.reads)(Topic::Record(id));
        self.view.get(id)
    }

    /// The same, quicker, where its kind and its scope are known.
    pub fn get_in(&self, kind: RecordKind, scope: ScopeId, id: RecordId) -> Option<Arc<Record>> {
        (self.reads)(Topic::Record(id));
        self.view.get_in(kind, scope, id)
    }

    /// Whether there is a record; it stays unread.
    pub fn has(&self, kind: RecordKind, scope: ScopeId, id: RecordId) -> bool {
        (self.reads)(Topic::Record(id));
        self.view.has(kind, scope, id)
    }

    /// The same for whoever looks for many of a kind in one scope: whatever changes there, they are told.
    pub fn holds(&self, kind: RecordKind, scope: ScopeId, id: RecordId) -> bool {
        (self.reads)(Topic::Shelf(kind, scope));
        self.view.has(kind, scope, id)
    }

    /// The records of a kind in one scope, by id.
    pub fn of(&self, kind: RecordKind, scope: ScopeId) -> Vec<Arc<Record>> {
        (self.reads)(Topic::Shelf(kind, scope));
        self.view.of(kind, scope)
    }

    /// The records of a kind in the scopes that are about a person.
    pub fn about(&self, kind: RecordKind, person: PersonId) -> Vec<Arc<Record>> {
        (self.reads)(Topic::Scopes);
        self.view.about(kind, person).into_iter().flat_map(|scope| self.of(kind, scope)).collect()
    }

    /// All records of a kind.
    pub fn all(&self, kind: RecordKind) -> Vec<Arc<Record>> {
        (self.reads)(Topic::Kind(kind));
        self.view.all(kind)
    }

    /// How many records of a kind there are.
    pub fn count(&self, kind: RecordKind) -> usize {
        (self.reads)(Topic::Kind(kind));
        self.view.count(kind)
    }

    /// The records that are wanted.
    pub fn wanted(&self, wanted: Wanted) -> Vec<Arc<Record>> {
        match wanted {
            Wanted::Kind(kind) => self.all(kind),
            Wanted::About(kind, person) => self.about(kind, person),
            Wanted::One(id) => self.get(id).into_iter().collect(),
        }
    }

    /// The scopes that are open here.
    pub fn scopes(&self) -> &'a Map<ScopeId, Opened> {
        (self.reads)(Topic::Scopes);
        self.view.scopes()
    }

    /// What waits to be done to a record, in order.
    pub fn waiting(&self, record: RecordId) -> impl DoubleEndedIterator<Item = &'a Entry> {
        (self.reads)(Topic::Record(record));
        self.view.outbox().filter(move |entry| entry.mutation.record == record)
    }

    /// The state of a record.
    pub fn state_of(&self, record: &Record) -> State {
        (self.reads)(Topic::Record(record.id));
        (self.reads)(Topic::Scopes);
        let concerned = self.view.is_concerned(record.id);
        let how_far = if concerned { self.view.local(record.id, (self.sending)()) } else { Local::Done };
        self.view.state(how_far, record.scope, Some(record))
    }

    /// What has not been received by the server, in order, and what it refused.
    pub fn unsent(&self) -> Vec<Unsent> {
        (self.reads)(Topic::Unsent);
        (self.reads)(Topic::Scopes);
        let sending = (self.sending)();
        let waiting = self.view.outbox().filter(|entry| !entry.is_acked()).map(|entry| {
            let how_far = local([entry], sending, entry.mutation.record);
            Unsent { entry: entry.clone(), state: self.state_of_work(entry, how_far), problem: None }
        });
        let refused = self.view.review().map(|(entry, problem)| Unsent {
            entry: entry.clone(),
            state: self.state_of_work(entry, Local::Refused),
            problem: Some(problem.clone()),
        });
        waiting.chain(refused).collect()
    }

    fn state_of_work(&self, entry: &Entry, how_far: Local) -> State {
        let Mutation { record, scope, .. } = entry.mutation;
        (self.reads)(Topic::Record(record));
        self.view.state(how_far, scope, self.view.base(record).as_deref())
    }

    /// Whether all that was there when each scope opened has been received.
    pub fn has_received_all(&self) -> bool {
        (self.reads)(Topic::Received);
        let received = |opened: &Opened| {
            self.view.cursors().get(&opened.id).is_some_and(|cursor| cursor.version >= opened.head)
        };
        let scopes = self.scopes();
        !scopes.is_empty() && scopes.values().all(received)
    }
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
