//! A store in memory: the twin of the browser's, for tests that run without one.

use std::{cell::RefCell, rc::Rc};

use domain::{
    api::Problem,
    id::{MutationId, ScopeId},
    sorted::Map,
    sync::{
        client::outbox::Entry,
        wire::{Cursor, Opened},
    },
};

use super::{
    Fault, Standing, Store,
    base::Base,
    change::{Change, Row, may_replace},
    kept::Kept,
};

/// A store that is gone when its last handle is.
#[derive(Debug, Clone, Default)]
pub struct Memory(Rc<RefCell<Tables>>);

#[derive(Debug, Clone, Default)]
struct Tables {
    generation: u64,
    name: Option<(domain::id::ClientId, u64)>,
    outbox: Vec<Entry>,
    review: Map<MutationId, (Entry, Problem)>,
    drafts: Map<String, String>,
    scopes: Map<ScopeId, Opened>,
    cursors: Map<ScopeId, Cursor>,
    base: Map<String, Row>,
}

impl Store for Memory {
    async fn standing(&self) -> Result<Standing, Fault> {
        let Tables { generation, name, outbox, cursors, .. } = self.0.borrow().clone();
        Ok(Standing { generation, name, outbox, cursors })
    }

    async fn write(&self, seen: Option<u64>, changes: &[Change]) -> Result<u64, Fault> {
        let mut next = self.0.borrow().clone();
        if seen.is_some_and(|seen| seen != next.generation) {
            return Err(Fault::Stale);
        }
        next.generation += u64::from(seen.is_some());
        for change in changes {
            next.change(change)?;
        }
        let generation = next.generation;
        self.0.replace(next);
        Ok(generation)
    }

    async fn all(&self) -> Result<Kept, Fault> {
        let Tables { generation, outbox, review, scopes, cursors, base, .. } = self.0.borrow().clone();
        let base = Base { rows: base.into_values().collect(), ..Base::default() };
        let review = review.into_values().collect();
        Ok(Kept { generation, base, outbox, review, scopes, cursors })
    }

    async fn tidy(&self) -> Result<(), Fault> {
        Ok(())
    }

    async fn drafts(&self) -> Result<Map<String, String>, Fault> {
        Ok(self.0.borrow().drafts.clone())
    }
}

impl Tables {
    fn change(&mut self, change: &Change) -> Result<(), Fault> {
        match change.clone() {
            Change::Name(client, next) => self.name = Some((client, next)),
            Change::Entry(entry) => self.keep(entry)?,
            Change::Leave(id) => self.outbox.retain(|entry| entry.mutation.id != id),
            Change::Review(entry, problem) => {
                self.outbox.retain(|old| old.mutation.id != entry.mutation.id);
                self.review.insert(entry.mutation.id, (entry, problem));
            }
            Change::Dismiss(id) => drop(self.review.remove(&id)),
            Change::Draft(key, Some(text)) => drop(self.drafts.insert(key, text)),
            Change::Draft(key, None) => drop(self.drafts.remove(&key)),
            Change::Open(opened) => drop(self.scopes.insert(opened.id, opened)),
            Change::Drop(scope) => {
                self.base.retain(|_, row| row.scope != scope);
                self.scopes.remove(&scope);
                self.cursors.remove(&scope);
            }
            Change::Cursor(scope, cursor) => drop(self.cursors.insert(scope, cursor)),
            Change::Record(row) => drop(self.base.insert(row.id.clone(), row)),
            Change::Tomb(id) => drop(self.base.remove(&id.to_string())),
        }
        Ok(())
    }

    fn keep(&mut self, entry: Entry) -> Result<(), Fault> {
        match self.outbox.iter_mut().find(|old| old.mutation.id == entry.mutation.id) {
            Some(old) if !may_replace(old, &entry) => return Err(Fault::Sealed),
            Some(old) => *old = entry,
            None => self.outbox.push(entry),
        }
        Ok(())
    }
}
