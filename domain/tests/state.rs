//! The states of a record as a person sees them, by table.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::DateTime;
use serde_json::{Value, json};

use domain::{
    feedback::{ACKNOWLEDGED, DRAFT, FEEDBACK, READ, WITHDRAWN},
    id::{ConflictId, MutationId, PersonId, RecordId, ScopeId},
    lesson::LESSON,
    opportunity::{OFFERED, OPPORTUNITY, REFLECTED, TAKEN},
    people::ScopeKind,
    state::{
        self, DRAFT_HERE, DRAFT_KEPT, Local, NEEDS_YOU, SENDING, SENT, State, TWO_VERSIONS, WAITING, state,
    },
    sync::record::{Change, Conflict, Record, RecordKind},
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
    Record { conflicts: vec![Conflict { id, path, base, ours, theirs, author, mutation }], ..record.clone() }
}

#[test]
fn every_state_by_table() {
    let feedback = |body| record(FEEDBACK, body);
    let sent = feedback(json!({}));
    let read = feedback(json!({"read_at": "x"}));
    let acknowledged = feedback(json!({"read_at": "x", "acknowledgements": {"a": {}}}));
    let withdrawn = feedback(json!({"read_at": "x", "acknowledgements": {"a": {}}, "withdrawn": {}}));
    let two = clash(&read);
    let draft = record(DRAFT, json!({}));
    let lesson = record(LESSON, json!({}));
    let opportunity = |body| record(OPPORTUNITY, body);
    let offered = opportunity(json!({"reflection": " "}));
    let taken = opportunity(json!({"taken_on": "2026-11-25", "reflection": ""}));
    let reflected = opportunity(json!({"taken_on": "2026-11-25", "reflection": "x"}));
    let (own, shared, training) = (ScopeKind::Person, ScopeKind::Shared, ScopeKind::Training);
    let cases = [
        (Local::Waiting, own, None, DRAFT_HERE),
        (Local::Sending, own, None, DRAFT_HERE),
        (Local::Sending, own, Some(&draft), DRAFT_HERE),
        (Local::Done, own, Some(&draft), DRAFT_KEPT),
        (Local::Waiting, shared, None, WAITING),
        (Local::Waiting, shared, Some(&read), WAITING),
        (Local::Sending, shared, None, SENDING),
        (Local::Done, shared, Some(&lesson), SENT),
        (Local::Done, shared, Some(&sent), SENT),
        (Local::Done, shared, Some(&read), READ.state),
        (Local::Done, shared, Some(&acknowledged), ACKNOWLEDGED.state),
        (Local::Done, shared, Some(&withdrawn), WITHDRAWN.state),
        (Local::Done, training, Some(&offered), OFFERED.state),
        (Local::Done, training, Some(&taken), TAKEN.state),
        (Local::Done, training, Some(&reflected), REFLECTED.state),
        (Local::Done, shared, Some(&two), TWO_VERSIONS),
        (Local::Waiting, shared, Some(&two), TWO_VERSIONS),
        (Local::Refused, shared, Some(&two), NEEDS_YOU),
        (Local::Refused, own, None, NEEDS_YOU),
    ];
    for (local, place, record, expected) in cases {
        assert_eq!(state(local, place, record), expected, "{local:?} {place:?} {record:?}");
    }
    let met: std::collections::BTreeSet<State> = cases.iter().map(|case| case.3).collect();
    assert_eq!(met.len(), state::all().len(), "every state can be reached");
}

#[test]
fn every_state_has_its_own_words() {
    let all = state::all();
    let words: std::collections::BTreeSet<_> = all.iter().map(|state| state.word).collect();
    assert_eq!(words.len(), all.len());
}
