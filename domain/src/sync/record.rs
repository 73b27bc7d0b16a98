//! Records as they are stored and travel, with their open conflicts.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub use super::kind::RecordKind;
use super::{Body, path::Path, stage::Stage};
use crate::{
    api::{Code, Problem},
    id::{ConflictId, MutationId, PersonId, RecordId, ScopeId},
    plain::Read,
    sorted::Map,
};

/// Reads a body as the struct of its kind, keeping the fields it does not know.
pub fn read<T: Read>(body: &Body) -> Result<T, Problem> {
    Ok(T::read(Value::Object(body.clone()))?)
}

/// The body of a typed record.
pub fn body<T: Serialize>(record: &T) -> Result<Body, Problem> {
    match serde_json::to_value(record) {
        Ok(Value::Object(body)) => Ok(body),
        _ => Err(Problem::new(Code::Malformed)),
    }
}

/// Whether a body reads as a struct, for the kind that says so.
pub fn reads_as<T: Read>(body: &Body) -> Result<(), Problem> {
    read::<T>(body).map(drop)
}

/// A record: a body of fields in a scope, with its own count of revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Record {
    /// Made by the device, or from a natural key.
    pub id: RecordId,
    /// Where it lives for ever; nothing moves.
    pub scope: ScopeId,
    /// What it is.
    pub kind: RecordKind,
    /// Who began it.
    pub author: PersonId,
    /// Its own count of changes: 1, 2, 3…
    pub revision: u64,
    /// The number of its last change within the scope: the order in which devices receive it.
    pub version: u64,
    /// Its fields, among them those of newer releases.
    #[schema(value_type = Object)]
    pub body: Body,
    /// The revision in which each path was last changed.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = BTreeMap<String, u64>)]
    pub fields: Map<Path, u64>,
    /// Clashes that wait for a person; they travel with the record to everyone who reads it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// Whether it was deleted: readers then get a tombstone, and the body waits for an edit that survives.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// What made it what it is now.
    pub changed: Change,
}

impl Record {
    /// Where it stands in its life.
    pub fn stage(&self) -> Stage {
        (self.kind.says().stage)(&self.body)
    }
}

/// Who changed a record, by which mutation, when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// The mutation that did it.
    pub mutation: MutationId,
    /// Who sent it.
    pub by: PersonId,
    /// When the server decided it.
    pub at: DateTime<Utc>,
    /// The reason given for an amendment or a withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Two versions of one field: what was there, what stands now, and what came too late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conflict {
    /// Follows from the mutation and the path.
    pub id: ConflictId,
    /// The field.
    pub path: Path,
    /// What both started from; absent when it did not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub base: Option<Value>,
    /// What the record held when they met; absent when it had been removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub ours: Option<Value>,
    /// What the later one wanted; absent when it was to be removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub theirs: Option<Value>,
    /// Who wanted `theirs`.
    pub author: PersonId,
    /// The mutation that brought it.
    pub mutation: MutationId,
}

reads! {
    Record { needs id, scope, kind, author, revision, version, body, changed; may have fields, conflicts, deleted; }
    Change { needs mutation, by, at; may have reason; }
    Conflict { needs id, path, author, mutation; may have base, ours, theirs; }
}
