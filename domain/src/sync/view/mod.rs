//! What a person sees: what the server last said, with the work that it has not yet received laid over it.
//!
//! A device has one [`View`] in memory: filled once, then followed by changes.

mod shelves;
mod text;
pub mod topic;
mod work;

use std::sync::Arc;

pub use self::text::Text;
use self::{
    shelves::Shelves,
    topic::{Topic, Touched},
    work::Work,
};
use super::{
    client::outbox::{Entry, local},
    decide::perform,
    loaded::{Loaded, needs},
    mutation::Mutation,
    record::{Record, RecordKind},
    wire::{Cursor, Opened},
};
use crate::{
    api::Problem,
    id::{MutationId, PersonId, RecordId, ScopeId},
    people::ScopeKind,
    sorted::{Map, Set},
    state::{self, Local, State},
};

/// Everything that is on a device, in memory.
///
/// What is done to it is seen once it is [settled](Self::settle).
#[derive(Debug, Default)]
pub struct View {
    shelves: Shelves,
    work: Work,
    review: Map<MutationId, (Entry, Problem)>,
    scopes: Map<ScopeId, Opened>,
    cursors: Map<ScopeId, Cursor>,
    touched: Touched,
}

/// What is done to it.
impl View {
    /// The server has said a record; `text` is all of it.
    pub fn hold(&mut self, id: RecordId, kind: RecordKind, scope: ScopeId, text: Text) {
        self.shelves.put(id, kind, scope, text);
        self.touched.record(id, kind, scope);
        self.work.renew(id);
    }

    /// Fills an empty view with a record, which nobody can have asked about.
    pub fn fill(&mut self, id: RecordId, kind: RecordKind, scope: ScopeId, text: Text) {
        self.shelves.put(id, kind, scope, text);
    }

    /// A record is gone.
    pub fn remove(&mut self, id: RecordId) {
        if let Some((kind, scope)) = self.shelves.remove(id) {
            self.touched.record(id, kind, scope);
            self.work.renew(id);
        }
    }

    /// An entry of the outbox as it is now; a new one goes behind all others.
    pub fn keep(&mut self, entry: Entry) {
        self.work.keep(entry, &mut self.touched);
    }

    /// An entry leaves the outbox.
    pub fn leave(&mut self, id: MutationId) {
        self.work.leave(id, &mut self.touched);
    }

    /// An entry was refused, and waits for the person.
    pub fn refuse(&mut self, entry: Entry, problem: Problem) {
        self.leave(entry.mutation.id);
        self.touched.entry(&entry);
        self.review.insert(entry.mutation.id, (entry, problem));
    }

    /// The person has seen a refusal.
    pub fn dismiss(&mut self, id: MutationId) {
        if let Some((entry, _)) = self.review.remove(&id) {
            self.touched.entry(&entry);
        }
    }

    /// A scope opens here, or its roles have changed.
    pub fn open(&mut self, opened: Opened) {
        if self.scopes.get(&opened.id) != Some(&opened) {
            self.touched.touch(Topic::Scopes);
            self.scopes.insert(opened.id, opened);
        }
    }

    /// A scope leaves with its records; what waits for it stays.
    pub fn drop_scope(&mut self, scope: ScopeId) {
        self.shelves.drop_scope(scope, &mut self.touched);
        self.work.renew_all();
        self.cursors.remove(&scope);
        self.touched.touch(Topic::Received);
        if self.scopes.remove(&scope).is_some() {
            self.touched.touch(Topic::Scopes);
        }
    }

    /// How far a scope has been received.
    pub fn receive(&mut self, scope: ScopeId, cursor: Cursor) {
        if self.cursors.insert(scope, cursor) != Some(cursor) {
            self.touched.touch(Topic::Received);
        }
    }

    /// Makes it whole again; tells what is not what it was.
    pub fn settle(&mut self) -> Touched {
        self.work.lay(|id| self.shelves.get(id), &mut self.touched);
        std::mem::take(&mut self.touched)
    }
}

/// What is asked of it.
impl View {
    /// A record as the person left it, wherever it is.
    pub fn get(&self, id: RecordId) -> Option<Arc<Record>> {
        let left = self.work.left().get(&id).cloned();
        left.or_else(|| self.shelves.get(id)).filter(|record| !record.deleted)
    }

    /// The same, where its kind and its scope are known.
    pub fn get_in(&self, kind: RecordKind, scope: ScopeId, id: RecordId) -> Option<Arc<Record>> {
        let left = self.work.left().get(&id).cloned();
        let found = left.or_else(|| self.shelves.get_in(kind, scope, id));
        found.filter(|record| !record.deleted && (record.kind, record.scope) == (kind, scope))
    }

    /// Whether there is a record; it stays unread.
    pub fn has(&self, kind: RecordKind, scope: ScopeId, id: RecordId) -> bool {
        let left = self.work.left().get(&id).map(|record| !record.deleted);
        left.unwrap_or_else(|| self.shelves.has(kind, scope, id))
    }

    /// The records of a kind in one scope, by id.
    pub fn of(&self, kind: RecordKind, scope: ScopeId) -> Vec<Arc<Record>> {
        let here = |record: &&Arc<Record>| (record.kind, record.scope) == (kind, scope);
        let mut all: Map<RecordId, Arc<Record>> =
            self.shelves.of(kind, scope).map(|record| (record.id, record)).collect();
        all.extend(self.work.left().values().filter(here).map(|record| (record.id, Arc::clone(record))));
        all.into_values().filter(|record| !record.deleted).collect()
    }

    /// All records of a kind, scope by scope.
    pub fn all(&self, kind: RecordKind) -> Vec<Arc<Record>> {
        self.places(kind).iter().flat_map(|scope| self.of(kind, *scope)).collect()
    }

    /// How many records of a kind there are.
    pub fn count(&self, kind: RecordKind) -> usize {
        let of_kind = |record: &&Arc<Record>| record.kind == kind;
        let left = self.work.left().values().filter(of_kind);
        let (gone, new) = left.fold((0, 0), |(gone, new), record| {
            let is_held = self.shelves.has(kind, record.scope, record.id);
            (gone + usize::from(is_held && record.deleted), new + usize::from(!is_held && !record.deleted))
        });
        self.shelves.count(kind) + new - gone
    }

    /// The scopes in which there may be records of a kind.
    pub fn places(&self, kind: RecordKind) -> Set<ScopeId> {
        let left = self.work.left().values().filter(|record| record.kind == kind);
        self.shelves.scopes(kind).chain(left.map(|record| record.scope)).collect()
    }

    /// The scopes that are about a person, and those of a kind of which it is no longer known whom they are about.
    pub fn about(&self, kind: RecordKind, person: PersonId) -> Set<ScopeId> {
        let about = self.scopes.values().filter(|opened| opened.person == Some(person));
        let unknown = self.places(kind).into_iter().filter(|scope| !self.scopes.contains_key(scope));
        about.map(|opened| opened.id).chain(unknown).collect()
    }

    /// The scopes that are open here.
    pub fn scopes(&self) -> &Map<ScopeId, Opened> {
        &self.scopes
    }

    /// How far each scope has been received.
    pub fn cursors(&self) -> &Map<ScopeId, Cursor> {
        &self.cursors
    }

    /// What waits, in order.
    pub fn outbox(&self) -> impl DoubleEndedIterator<Item = &Entry> + Clone {
        self.work.entries()
    }

    /// What was refused, until the person has seen it.
    pub fn review(&self) -> impl Iterator<Item = &(Entry, Problem)> {
        self.review.values()
    }

    /// The record of a mutation as the server last said it.
    pub fn base(&self, id: RecordId) -> Option<Arc<Record>> {
        self.shelves.get(id)
    }

    /// Whether there is anything left to do with a record.
    pub fn is_concerned(&self, id: RecordId) -> bool {
        self.work.is_about(id) || self.is_refused(id)
    }

    fn is_refused(&self, id: RecordId) -> bool {
        self.review.values().any(|(entry, _)| needs(&entry.mutation).records.contains(&id))
    }

    /// How far a record has come on this device; `sending` says whether a request is under way.
    pub fn local(&self, id: RecordId, sending: bool) -> Local {
        if self.is_refused(id) { Local::Refused } else { local(self.work.entries(), sending, id) }
    }

    /// The state of a record that is in this scope; none when it does not exist.
    pub fn state(&self, how_far: Local, scope: ScopeId, record: Option<&Record>) -> State {
        state::state(how_far, self.kind_of(scope), record)
    }

    /// A scope that is no longer open here is shown as one that others read: nothing is hidden by saying "draft".
    pub fn kind_of(&self, scope: ScopeId) -> ScopeKind {
        self.scopes.get(&scope).map_or(ScopeKind::Shared, |opened| opened.kind)
    }
}

/// The records that unsent work changes, as they will be; all others are as the server last said.
///
/// What cannot be done on this base is left out here: the server will say why, and the text is kept. The numbers of the
/// scopes in these records mean nothing.
pub fn overlay<'a>(
    base: &Map<RecordId, Record>,
    outbox: impl IntoIterator<Item = &'a Mutation>,
) -> Map<RecordId, Record> {
    let mut changed: Map<RecordId, Record> = Map::new();
    for mutation in outbox {
        let left = |id| changed.get(&id).or_else(|| base.get(&id)).cloned();
        let puts = after(mutation, left);
        changed.extend(puts.into_iter().map(|record| (record.id, record)));
    }
    changed
}

/// The records that one piece of unsent work changes, as it leaves them; `find` gives those it meets.
pub fn after(mutation: &Mutation, mut find: impl FnMut(RecordId) -> Option<Record>) -> Vec<Record> {
    let mut loaded = Loaded::default();
    let met = needs(mutation).records.into_iter().filter_map(|id| Some((id, find(id)?)));
    loaded.records.extend(met);
    perform(&loaded, mutation.at, mutation).map(|decision| decision.writes.puts).unwrap_or_default()
}
