//! Kinds of record: what a subject says about the records it keeps, and the handle by which everyone else knows them.

use std::{borrow::Cow, cmp::Ordering, fmt, hash};

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use super::{
    Body,
    fields::Table,
    stage::{KEPT, NEW, Stage},
};
use crate::{
    api::Problem,
    id::{PersonId, RecordId},
    kinds::KINDS,
    permission::Rule,
    plain::{Read, Unreadable},
};

/// What a subject says about one kind of its records.
pub struct Kind {
    /// The word by which it goes on the wire and in the database, for ever.
    pub word: &'static str,
    /// What a record of this kind holds.
    pub fields: Table,
    /// Reads a body as the struct of this kind.
    pub read: fn(&Body) -> Result<(), Problem>,
    /// What an edit must obey beyond its fields.
    pub obey: Obey,
    /// The fields that name a person, who must be the one whom the scope is about.
    pub about: &'static [&'static str],
    /// Every stage in the life of a record of this kind, after it was made.
    pub stages: &'static [Stage],
    /// The stage at which a body stands.
    pub stage: fn(&Body) -> Stage,
    /// Who may do what to it, and where; what no rule allows may not be done.
    pub rules: &'static [Rule],
    /// Whether an edit that meets a deletion leaves it deleted: the words are kept, but nothing comes back.
    pub stays_deleted: bool,
    /// The record as which a person counts this one: a draft counts as what it becomes.
    pub counts_as: fn(RecordId) -> RecordId,
}

/// What an edited record must obey; gets its id, its author, the time and the body as it is to be, which it may complete.
pub type Obey = fn(RecordId, PersonId, DateTime<Utc>, &mut Body) -> Result<(), Problem>;

impl Kind {
    /// A kind with fields and a reader, and nothing out of the ordinary; nobody may write it yet.
    pub const fn new(word: &'static str, fields: Table, read: fn(&Body) -> Result<(), Problem>) -> Self {
        Self {
            word,
            fields,
            read,
            obey: |_, _, _, _| Ok(()),
            about: &[],
            stages: &[KEPT],
            stage: |_| KEPT,
            rules: &[],
            stays_deleted: false,
            counts_as: |id| id,
        }
    }
}

/// A kind of record: it decides the fields, the rules and who may write.
///
/// Two of these are the same when their words are.
#[derive(Clone, Copy)]
pub struct RecordKind(&'static Kind);

impl RecordKind {
    /// The handle of what a subject says.
    pub const fn of(kind: &'static Kind) -> Self {
        Self(kind)
    }

    /// The word by which it goes on the wire.
    pub const fn word(self) -> &'static str {
        self.0.word
    }

    /// What a record of this kind holds.
    pub const fn fields(self) -> Table {
        self.0.fields
    }

    /// Whether a body reads as the struct of this kind.
    pub fn parse(self, body: &Body) -> Result<(), Problem> {
        (self.0.read)(body)
    }

    /// Everything that its subject says about it.
    pub const fn says(self) -> &'static Kind {
        self.0
    }

    /// Every stage in the life of a record of this kind, from before it is made.
    pub fn stages(self) -> impl Iterator<Item = Stage> {
        [NEW].into_iter().chain(self.0.stages.iter().copied())
    }
}

impl PartialEq for RecordKind {
    fn eq(&self, other: &Self) -> bool {
        self.word() == other.word()
    }
}

impl Eq for RecordKind {}

impl PartialOrd for RecordKind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RecordKind {
    fn cmp(&self, other: &Self) -> Ordering {
        self.word().cmp(other.word())
    }
}

impl hash::Hash for RecordKind {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.word().hash(state);
    }
}

impl fmt::Debug for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for RecordKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl Read for RecordKind {
    fn read(value: Value) -> Result<Self, Unreadable> {
        let known = value.as_str().and_then(|word| KINDS.iter().find(|kind| kind.word() == word));
        known.copied().ok_or(Unreadable::new("not one of its words"))
    }
}

through_plain!(RecordKind);

impl ToSchema for RecordKind {
    fn name() -> Cow<'static, str> {
        "RecordKind".into()
    }
}

impl PartialSchema for RecordKind {
    fn schema() -> RefOr<Schema> {
        let about = "A kind of record: it decides the fields, the rules and who may write.";
        let words = KINDS.map(RecordKind::word);
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(about))
            .enum_values(Some(words))
            .into()
    }
}
