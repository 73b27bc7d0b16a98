//! Rows as PostgreSQL writes and reads them in JSON: so one statement carries rows of several tables.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::id::{ClientId, GrantId, MutationId, PersonId, RecordId, ScopeId};
use domain::people::{Carrier, Grant, Role, Scope, ScopeKind, Span};
use domain::sorted::Map;
use domain::sync::Body;
use domain::sync::batch::Decided;
use domain::sync::canonical::Digest;
use domain::sync::fields::in_this_century;
use domain::sync::mutation::Ack;
use domain::sync::path::Path;
use domain::sync::record::{Change, Conflict, Record, RecordKind};
use domain::sync::sequence::Receipt;
use domain::sync::wire::{Cursor, Request};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Asked;
use super::group::Turn;

/// What is known of a device's database.
#[derive(Debug, Serialize, Deserialize)]
pub struct ClientRow {
    pub id: ClientId,
    pub person: PersonId,
    pub last_seq: u64,
    pub build: String,
    pub cursors: Map<ScopeId, Cursor>,
    pub outbox_depth: u64,
    pub oldest_unsent: Option<DateTime<Utc>>,
    pub seen_at: DateTime<Utc>,
}

impl ClientRow {
    /// A device as it is after an exchange; nobody has sent anything from a new one. Where its clock is far off, it says
    /// nothing of how long its work has waited.
    pub fn after(asked: &Asked, last_seq: u64, cursors: Map<ScopeId, Cursor>) -> Self {
        let Request { client, build, outbox_depth, oldest_unsent, .. } = &asked.request;
        Self {
            id: *client,
            person: asked.by.person,
            last_seq,
            build: build.clone(),
            cursors,
            outbox_depth: *outbox_depth,
            oldest_unsent: oldest_unsent.filter(in_this_century),
            seen_at: asked.at,
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct GrantRow {
    id: GrantId,
    person: PersonId,
    role: Role,
    scope: ScopeId,
    from_at: DateTime<Utc>,
    until_at: Option<DateTime<Utc>>,
}

impl From<GrantRow> for Grant {
    fn from(row: GrantRow) -> Self {
        let span = Span { from: row.from_at, until: row.until_at };
        Self { id: row.id, person: row.person, role: row.role, scope: row.scope, span }
    }
}

#[derive(Debug, Deserialize)]
pub struct ScopeRow {
    id: ScopeId,
    kind: ScopeKind,
    person: Option<PersonId>,
    epoch: u32,
    head: u64,
}

#[derive(Debug, Deserialize)]
pub struct CarrierRow {
    scope: ScopeId,
    carrier: ScopeId,
    from_at: DateTime<Utc>,
    until_at: Option<DateTime<Utc>>,
}

impl ScopeRow {
    /// The scope with what carries it, of all these, and its epoch.
    pub fn carried_by(self, carriers: &[CarrierRow]) -> (Scope, u32) {
        let span = |row: &CarrierRow| Span { from: row.from_at, until: row.until_at };
        let carrier = |row: &CarrierRow| Carrier { scope: row.carrier, span: span(row) };
        let carried_by = carriers.iter().filter(|row| row.scope == self.id).map(carrier).collect();
        let Self { id, kind, person, head, epoch } = self;
        (Scope { id, kind, person, head, carried_by }, epoch)
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct MutationRow {
    id: MutationId,
    client: ClientId,
    seq: u64,
    person: PersonId,
    #[serde(serialize_with = "hash_to_bytea", deserialize_with = "hash_from_bytea")]
    hash: Digest,
    ack: Ack,
    received_at: DateTime<Utc>,
}

impl MutationRow {
    /// The rows of what was decided now; a mutation whose id belongs to another has none.
    pub fn of(turn: &Turn<'_>) -> impl Iterator<Item = Self> {
        let row = |decided: &Decided| {
            let receipt = decided.receipt.as_ref()?;
            Some(Self {
                id: decided.envelope.id,
                client: turn.client.id,
                seq: decided.envelope.seq,
                person: turn.actor.person,
                hash: receipt.hash,
                ack: receipt.ack.clone(),
                received_at: turn.asked.at,
            })
        };
        turn.batch.decided.iter().filter_map(row)
    }

    /// The answer, with the id it is kept under.
    pub fn into_receipt(self) -> (MutationId, Receipt) {
        (self.id, Receipt { hash: self.hash, ack: self.ack })
    }
}

/// PostgreSQL writes bytes as text with this before the digits.
const BYTEA: &str = "\\x";

fn hash_to_bytea<S: Serializer>(hash: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Bytea(hash))
}

fn hash_from_bytea<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.trim_start_matches(BYTEA).parse().map_err(D::Error::custom)
}

struct Bytea<'a>(&'a Digest);

impl fmt::Display for Bytea<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BYTEA}{}", self.0)
    }
}

/// A record, as it is or as it was: the table of the past has some columns fewer, which are passed over.
#[derive(Debug, Serialize, Deserialize)]
pub struct RecordRow {
    id: RecordId,
    scope: ScopeId,
    kind: RecordKind,
    author: PersonId,
    revision: u64,
    version: u64,
    body: Body,
    fields: Map<Path, u64>,
    conflicts: Vec<Conflict>,
    deleted: bool,
    mutation: MutationId,
    changed_by: PersonId,
    changed_at: DateTime<Utc>,
    reason: Option<String>,
}

impl From<&Record> for RecordRow {
    fn from(record: &Record) -> Self {
        let record = record.clone();
        Self {
            id: record.id,
            scope: record.scope,
            kind: record.kind,
            author: record.author,
            revision: record.revision,
            version: record.version,
            body: record.body,
            fields: record.fields,
            conflicts: record.conflicts,
            deleted: record.deleted,
            mutation: record.changed.mutation,
            changed_by: record.changed.by,
            changed_at: record.changed.at,
            reason: record.changed.reason,
        }
    }
}

impl From<RecordRow> for Record {
    fn from(row: RecordRow) -> Self {
        Self {
            id: row.id,
            scope: row.scope,
            kind: row.kind,
            author: row.author,
            revision: row.revision,
            version: row.version,
            body: row.body,
            fields: row.fields,
            conflicts: row.conflicts,
            deleted: row.deleted,
            changed: Change {
                mutation: row.mutation,
                by: row.changed_by,
                at: row.changed_at,
                reason: row.reason,
            },
        }
    }
}
