//! What a question can be about: whoever has asked is told when the answer may be another one.

use crate::{
    id::{RecordId, ScopeId},
    sorted::Set,
    sync::record::{Record, RecordKind},
};

/// A part of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// One record, and how far it has come.
    Record(RecordId),
    /// The records of a kind in one scope.
    Shelf(RecordKind, ScopeId),
    /// All records of a kind.
    Kind(RecordKind),
    /// The scopes that are open here.
    Scopes,
    /// How far each scope has been received.
    Received,
    /// What waits, and what was refused.
    Unsent,
}

/// The parts of the view that are not what they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched(Set<Topic>);

impl Touched {
    /// Everything that was touched.
    pub fn topics(&self) -> impl Iterator<Item = Topic> + '_ {
        self.0.iter().copied()
    }

    /// Whether nothing was.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this part was.
    pub fn contains(&self, topic: Topic) -> bool {
        self.0.contains(&topic)
    }

    /// A part is not what it was.
    pub(super) fn touch(&mut self, topic: Topic) {
        self.0.insert(topic);
    }

    /// A record is not what it was, nor is any list in which it stands.
    pub(super) fn record(&mut self, id: RecordId, kind: RecordKind, scope: ScopeId) {
        self.0.extend([Topic::Record(id), Topic::Shelf(kind, scope), Topic::Kind(kind)]);
    }

    /// The same for a record as unsent work leaves it.
    pub(super) fn left(&mut self, record: &Record) {
        self.record(record.id, record.kind, record.scope);
    }
}
