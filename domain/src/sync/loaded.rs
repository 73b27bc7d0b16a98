//! What a decision stands on and what it changes: plain maps, the same on the server, in the browser and in tests.

use super::{
    command::Answers as _,
    mutation::{Action, Mutation},
    record::Record,
};
use crate::{
    id::{RecordId, ScopeId},
    people::Scope,
    sorted::{Map, Set},
};

/// The scopes and records a batch is decided against; the scopes are locked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The scopes, with the number of the last change in each.
    pub scopes: Map<ScopeId, Scope>,
    /// The records, deleted ones too, wherever they live.
    pub records: Map<RecordId, Record>,
}

impl Loaded {
    /// Does what was decided, so that the next mutation of the batch meets it.
    pub fn apply(&mut self, writes: &Writes) {
        for record in &writes.puts {
            if let Some(scope) = self.scopes.get_mut(&record.scope) {
                scope.head = scope.head.max(record.version);
            }
            self.records.insert(record.id, record.clone());
        }
    }
}

/// What a decision writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writes {
    /// Records as they are from now on, each with the next number of its scope; deleted ones are tombstones.
    pub puts: Vec<Record>,
    /// Records as they were until now, where others can see them; a person's own scope keeps no past.
    pub history: Vec<Record>,
}

impl Writes {
    /// The last number given in each scope.
    pub fn touched(&self) -> Map<ScopeId, u64> {
        let mut touched = Map::new();
        for record in &self.puts {
            let last = touched.get_or_insert_with(record.scope, || record.version);
            *last = record.version.max(*last);
        }
        touched
    }
}

/// What must be locked and loaded before a mutation can be decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The scopes, to be locked in this order.
    pub scopes: Set<ScopeId>,
    /// The records, to be looked for in every scope: an id that lives elsewhere is refused.
    pub records: Set<RecordId>,
}

impl Needs {
    /// Adds what another mutation of the batch needs.
    pub fn extend(&mut self, other: Self) {
        self.scopes.extend(other.scopes);
        self.records.extend(other.records);
    }
}

/// What deciding this mutation needs; the mutation itself names all of it.
pub fn needs(mutation: &Mutation) -> Needs {
    let mut needs = Needs { scopes: [mutation.scope].into(), records: [mutation.record].into() };
    if let Action::Command(command) = &mutation.action {
        command.needs(mutation, &mut needs);
    }
    needs
}
