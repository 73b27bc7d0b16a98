//! What is written, in the smallest parts: the same for every store.

use domain::{
    api::Problem,
    id::{ClientId, MutationId, RecordId, ScopeId},
    kinds::KINDS,
    sync::{
        client::{Apply, Effect, outbox::Entry},
        record::RecordKind,
        wire::{Cursor, Opened, Put},
    },
};
use serde_json::Value;

/// One part of a write.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The device's name and the number its next mutation gets.
    Name(ClientId, u64),
    /// An entry of the outbox as it is now; a new one goes behind all others.
    Entry(Entry),
    /// An entry leaves the outbox.
    Leave(MutationId),
    /// An entry was refused: it leaves the outbox and is kept for the person.
    Review(Entry, Problem),
    /// The person has seen a refusal.
    Dismiss(MutationId),
    /// A text that is being typed; none when it is done with.
    Draft(String, Option<String>),
    /// A scope opens here, or its roles have changed.
    Open(Opened),
    /// A scope leaves this device with its records; what waits in the outbox stays.
    Drop(ScopeId),
    /// How far a scope has been received.
    Cursor(ScopeId, Cursor),
    /// A record as the server last said it.
    Record(Row),
    /// A record was deleted.
    Tomb(RecordId),
}

/// A record as it is stored: kept as it came, also when only a newer build can read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The record.
    pub id: String,
    /// Where it lives.
    pub scope: ScopeId,
    /// The word for its kind.
    pub kind: String,
    /// The text of all of it.
    pub json: String,
}

impl Change {
    /// Whether it must be on the disk before anyone is told: what a person did, not what the server can say again.
    pub fn is_strict(&self) -> bool {
        match self {
            Self::Name(..)
            | Self::Entry(_)
            | Self::Leave(_)
            | Self::Review(..)
            | Self::Dismiss(_)
            | Self::Draft(..) => true,
            Self::Open(_) | Self::Drop(_) | Self::Cursor(..) | Self::Record(_) | Self::Tomb(_) => false,
        }
    }

    /// The writes among what the machine wants done, in order; the rest is given back.
    pub fn split(effects: Vec<Effect>) -> (Vec<Self>, Vec<Effect>) {
        let (mut changes, mut rest) = (Vec::new(), Vec::new());
        for effect in effects {
            match effect {
                Effect::Keep { client, next_seq, entries } => {
                    changes.push(Self::Name(client, next_seq));
                    changes.extend(entries.into_iter().map(Self::Entry));
                }
                Effect::Forget(id) => changes.push(Self::Leave(id)),
                Effect::Apply(apply) => changes.extend(Self::apply(*apply)),
                Effect::Send(_) | Effect::Wake(_) | Effect::Tell(_) => rest.push(effect),
            }
        }
        (Self::last_of_each(changes), rest)
    }

    /// Without those that a later one of the same write replaces: what is kept and sealed at once is written once.
    fn last_of_each(changes: Vec<Self>) -> Vec<Self> {
        let mut last: Vec<Self> = Vec::with_capacity(changes.len());
        for change in changes {
            last.retain(|earlier| !change.replaces(earlier));
            last.push(change);
        }
        last
    }

    /// Whether nothing is left of an earlier one.
    fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Name(..), Self::Name(..)) => true,
            (Self::Entry(now), Self::Entry(then)) => now.mutation.id == then.mutation.id,
            _ => false,
        }
    }

    fn apply(apply: Apply) -> Vec<Self> {
        let mut changes: Vec<Self> = apply.dropped.into_iter().map(Self::Drop).collect();
        changes.extend(apply.opened.into_iter().map(Self::Open));
        for page in apply.pages {
            changes.extend(page.put.iter().filter_map(|put| Row::of(page.scope, put)).map(Self::Record));
            changes.extend(page.tomb.into_iter().map(|tomb| Self::Tomb(tomb.id)));
            changes.push(Self::Cursor(page.scope, page.to));
        }
        changes.extend(apply.acked.into_iter().map(Self::Entry));
        changes.extend(apply.done.into_iter().map(Self::Leave));
        changes.extend(apply.review.into_iter().map(|(entry, problem)| Self::Review(entry, problem)));
        changes
    }
}

impl Row {
    /// The row of a record that came in a page; what has not even an id cannot be kept.
    pub fn of(scope: ScopeId, put: &Put) -> Option<Self> {
        let json = serde_json::to_value(put).ok()?;
        let word = |name| json.get(name).and_then(Value::as_str).map(str::to_owned);
        let (id, kind) = (word("id")?, word("kind").unwrap_or_default());
        Some(Self { id, scope, kind, json: json.to_string() })
    }

    /// Its id and its kind, if this build knows the kind.
    pub fn known(&self) -> Option<(RecordId, RecordKind)> {
        Some((self.id.parse().ok()?, kind_of(&self.kind)?))
    }
}

/// The kind that has this word, if this build knows it.
pub(super) fn kind_of(word: &str) -> Option<RecordKind> {
    KINDS.into_iter().find(|kind| kind.word() == word)
}

/// Whether an entry may be replaced by another form of itself: once sealed, what it says never changes.
pub(super) fn may_replace(old: &Entry, new: &Entry) -> bool {
    old.envelope().is_none_or(|sent| new.envelope().is_some_and(|now| now.payload == sent.payload))
}
