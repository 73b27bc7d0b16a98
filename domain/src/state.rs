//! The one table of states a person sees, each with who acts next. The words belong to the message files.

use crate::{
    people::ScopeKind,
    sync::record::{self, Record, RecordKind},
};

/// A state as a person sees it; no screen has another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Draft, only on this phone.
    DraftHere,
    /// Draft, kept in the person's account.
    DraftKept,
    /// Done by the person, not yet by the network.
    Waiting,
    /// On its way.
    Sending,
    /// With everyone who may read it.
    Sent,
    /// Opened by the one it is for.
    Read,
    /// Acknowledged by the one it is for.
    Acknowledged,
    /// Taken away by its author.
    Withdrawn,
    /// Refused, or changed since: the person has to look.
    NeedsYou,
    /// Two versions, to be settled by a person.
    TwoVersions,
}

/// Who acts next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Next {
    /// The person who wrote it.
    Author,
    /// The network.
    Network,
    /// The person it is for.
    Recipient,
    /// Nobody: it is done.
    Nobody,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The state.
    pub state: State,
    /// The key of its words in the message files.
    pub key: &'static str,
    /// Who acts next.
    pub next: Next,
}

const fn row(state: State, key: &'static str, next: Next) -> Row {
    Row { state, key, next }
}

/// Every state, in the order of a record's life, the exceptions last.
pub const STATES: [Row; 10] = [
    row(State::DraftHere, "state-draft-here", Next::Author),
    row(State::DraftKept, "state-draft-kept", Next::Author),
    row(State::Waiting, "state-waiting", Next::Network),
    row(State::Sending, "state-sending", Next::Network),
    row(State::Sent, "state-sent", Next::Recipient),
    row(State::Read, "state-read", Next::Recipient),
    row(State::Acknowledged, "state-acknowledged", Next::Nobody),
    row(State::Withdrawn, "state-withdrawn", Next::Nobody),
    row(State::NeedsYou, "state-needs-you", Next::Author),
    row(State::TwoVersions, "state-two-versions", Next::Author),
];

impl State {
    /// The row of this state.
    pub fn row(self) -> Row {
        let found = STATES.into_iter().find(|row| row.state == self);
        found.unwrap_or(row(self, "state-needs-you", Next::Author))
    }
}

/// What this device still has to do with a record, the furthest from done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Local {
    /// Something of it was refused and waits for the person.
    Refused,
    /// Something of it waits to be sent.
    Waiting,
    /// Something of it is on the wire.
    Sending,
    /// Nothing of it is left to do.
    Done,
}

/// The state of a record, from what this device has to do with it and the record as it is shown, if there is one.
///
/// In a person's own scope nothing is ever sent to anyone: there a record is a draft for ever.
pub fn state(local: Local, place: ScopeKind, record: Option<&Record>) -> State {
    let own = place == ScopeKind::Person;
    match (local, record) {
        (Local::Refused, _) => State::NeedsYou,
        (_, Some(record)) if !record.conflicts.is_empty() => State::TwoVersions,
        (Local::Waiting | Local::Sending, _) | (Local::Done, None) if own => State::DraftHere,
        (Local::Sending, _) => State::Sending,
        (Local::Done, _) if own => State::DraftKept,
        (Local::Done, Some(record)) if record.kind == RecordKind::Feedback => feedback(record.state()),
        (Local::Done, Some(_)) => State::Sent,
        (Local::Waiting, _) | (Local::Done, None) => State::Waiting,
    }
}

fn feedback(state: record::State) -> State {
    match state {
        record::State::New | record::State::Kept | record::State::Sent => State::Sent,
        record::State::Read => State::Read,
        record::State::Acknowledged => State::Acknowledged,
        record::State::Withdrawn => State::Withdrawn,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        id::{ConflictId, MutationId, PersonId, RecordId, ScopeId},
        sync::record::{Change, Conflict},
    };

    fn record(kind: RecordKind, body: Value) -> Record {
        let (by, mutation) = (PersonId::natural("test", &[&1]), MutationId::natural("test", &[&1]));
        Record {
            id: RecordId::natural("test", &[&1]),
            scope: ScopeId::natural("test", &[&1]),
            kind,
            author: by,
            revision: 1,
            version: 1,
            body: serde_json::from_value(body).unwrap(),
            fields: [].into(),
            conflicts: Vec::new(),
            deleted: false,
            changed: Change { mutation, by, at: DateTime::UNIX_EPOCH, reason: None },
        }
    }

    fn clash(record: &Record) -> Record {
        let Change { mutation, by: author, .. } = record.changed;
        let path = "discussion".parse().unwrap();
        let id = ConflictId::natural("test", &[&1]);
        let (base, ours, theirs) = (None, Some(json!("a")), Some(json!("b")));
        Record {
            conflicts: vec![Conflict { id, path, base, ours, theirs, author, mutation }],
            ..record.clone()
        }
    }

    #[test]
    fn every_state_by_table() {
        let feedback = |body| record(RecordKind::Feedback, body);
        let sent = feedback(json!({}));
        let read = feedback(json!({"read_at": "x"}));
        let acknowledged = feedback(json!({"read_at": "x", "acknowledgements": {"a": {}}}));
        let withdrawn = feedback(json!({"read_at": "x", "acknowledgements": {"a": {}}, "withdrawn": {}}));
        let two = clash(&read);
        let draft = record(RecordKind::FeedbackDraft, json!({}));
        let lesson = record(RecordKind::Lesson, json!({}));
        let (own, shared) = (ScopeKind::Person, ScopeKind::Shared);
        let cases = [
            (Local::Waiting, own, None, State::DraftHere),
            (Local::Sending, own, None, State::DraftHere),
            (Local::Sending, own, Some(&draft), State::DraftHere),
            (Local::Done, own, Some(&draft), State::DraftKept),
            (Local::Waiting, shared, None, State::Waiting),
            (Local::Waiting, shared, Some(&read), State::Waiting),
            (Local::Sending, shared, None, State::Sending),
            (Local::Done, shared, Some(&lesson), State::Sent),
            (Local::Done, shared, Some(&sent), State::Sent),
            (Local::Done, shared, Some(&read), State::Read),
            (Local::Done, shared, Some(&acknowledged), State::Acknowledged),
            (Local::Done, shared, Some(&withdrawn), State::Withdrawn),
            (Local::Done, shared, Some(&two), State::TwoVersions),
            (Local::Waiting, shared, Some(&two), State::TwoVersions),
            (Local::Refused, shared, Some(&two), State::NeedsYou),
            (Local::Refused, own, None, State::NeedsYou),
        ];
        for (local, place, record, expected) in cases {
            assert_eq!(state(local, place, record), expected, "{local:?} {place:?} {record:?}");
        }
        let met: std::collections::BTreeSet<State> = cases.iter().map(|case| case.3).collect();
        assert_eq!(met.len(), STATES.len(), "every state can be reached");
    }

    #[test]
    fn every_state_has_one_row_and_its_own_words() {
        let keys: std::collections::BTreeSet<_> = STATES.iter().map(|row| row.key).collect();
        assert_eq!(keys.len(), STATES.len());
        assert!(STATES.iter().all(|row| row.state.row() == *row));
    }
}
