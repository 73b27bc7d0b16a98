//! Records as they are stored and travel, with their open conflicts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Body, fields::Table, path::Path};
use crate::{
    api::{Code, Problem},
    feedback,
    id::{ConflictId, MutationId, PersonId, RecordId, ScopeId},
    lesson, notes, people,
    plain::Read,
    programme, school,
    sorted::Map,
    target,
};

/// A kind of record: it decides the fields, the rules and who may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// A lesson: who teaches what to whom, and what the observer looks for.
    Lesson,
    /// One observer's notes on one lesson, theirs alone.
    Notes,
    /// Feedback being written, its author's alone.
    FeedbackDraft,
    /// Feedback that was sent.
    Feedback,
    /// A target the trainee works on.
    Target,
    /// A programme of training.
    Programme,
    /// A school.
    School,
    /// A name and roles, in each scope whose member the person is.
    Card,
}

reads_words!(RecordKind);

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Lesson,
        Self::Notes,
        Self::FeedbackDraft,
        Self::Feedback,
        Self::Target,
        Self::Programme,
        Self::School,
        Self::Card,
    ];

    /// The field table of this kind.
    pub fn fields(self) -> Table {
        match self {
            Self::Lesson => lesson::FIELDS,
            Self::Notes => notes::FIELDS,
            Self::FeedbackDraft => feedback::DRAFT_FIELDS,
            Self::Feedback => feedback::FIELDS,
            Self::Target => target::FIELDS,
            Self::Programme => programme::FIELDS,
            Self::School => school::FIELDS,
            Self::Card => people::CARD_FIELDS,
        }
    }

    /// Whether a body reads as this kind's struct.
    pub fn parse(self, body: &Body) -> Result<(), Problem> {
        match self {
            Self::Lesson => read::<lesson::Lesson>(body).map(drop),
            Self::Notes => read::<notes::Notes>(body).map(drop),
            Self::FeedbackDraft => read::<feedback::Draft>(body).map(drop),
            Self::Feedback => read::<feedback::Feedback>(body).map(drop),
            Self::Target => read::<target::Target>(body).map(drop),
            Self::Programme => read::<programme::Programme>(body).map(drop),
            Self::School => read::<school::School>(body).map(drop),
            Self::Card => read::<people::Card>(body).map(drop),
        }
    }
}

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

/// Where a record stands in its life; what may be done to it depends on this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It does not exist yet.
    New,
    /// It exists, and its kind has no further states.
    Kept,
    /// Feedback that its reader has not opened.
    Sent,
    /// Feedback that was opened.
    Read,
    /// Feedback that was acknowledged, in this version or an earlier one.
    Acknowledged,
    /// Feedback its author took away again.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Kept, Self::Sent, Self::Read, Self::Acknowledged, Self::Withdrawn];
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
    pub fn state(&self) -> State {
        match self.kind {
            RecordKind::Feedback => feedback::state(&self.body),
            _ => State::Kept,
        }
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
