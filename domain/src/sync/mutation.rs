//! Mutations: all a device ever sends, and what comes of them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Body,
    canonical::{Digest, NotCanonical},
    command::{Answers as _, DELETE, EDIT, Verb},
    merge::Edit,
    record::RecordKind,
};
use crate::{
    api::{Code, Problem},
    id::{ConflictId, MutationId, PersonId, RecordId, ScopeId},
    kinds::Command,
    plain::{Fields, Read, ReadFields, Unreadable},
    sorted::{Map, Set},
    word::Word,
};

/// A mutation as it travels: its place in the device's order, its id, and what it says, not yet read.
///
/// The payload stays JSON here, so that one strange mutation never stops a batch, and is sent on, hashed and kept in
/// exactly the form in which the device made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Envelope {
    /// 1, 2, 3… without gaps, for each client.
    pub seq: u64,
    /// The idempotency key.
    pub id: MutationId,
    /// A [`Mutation`] without its id.
    #[schema(value_type = Mutation)]
    pub payload: Value,
}

impl Envelope {
    /// The hash of the payload. The sequence number is not part of it: a client that has to renumber still says the same.
    pub fn hash(&self) -> Result<Digest, NotCanonical> {
        Digest::of(&self.payload)
    }

    /// Reads the payload.
    pub fn open(&self) -> Result<Mutation, Problem> {
        let Value::Object(payload) = &self.payload else {
            return Err(Problem::new(Code::Malformed).at("payload"));
        };
        known::<RecordKind>(payload, "kind", Code::UnknownKind)?;
        known::<Verb>(payload, "action", Code::UnknownCommand)?;
        let mut whole = payload.clone();
        whole.insert("id".to_owned(), self.id.to_string().into());
        Ok(Mutation::read(Value::Object(whole))?)
    }
}

/// A word that only a newer release knows is told apart from a payload that is broken.
fn known<T: Read>(payload: &Body, field: &str, unknown: Code) -> Result<(), Problem> {
    match payload.get(field) {
        Some(Value::String(word)) => {
            let read = T::read(Value::String(word.clone()));
            read.map(drop).map_err(|_| Problem::new(unknown).at(field).with("word", word))
        }
        _ => Err(Problem::new(Code::Malformed).at(field)),
    }
}

/// What a person did to one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mutation {
    /// The idempotency key.
    #[schema(ignore)]
    pub id: MutationId,
    /// Who did it; a session of another person may not send it.
    pub author: PersonId,
    /// When, by the device's clock.
    pub at: DateTime<Utc>,
    /// The scope of the record.
    pub scope: ScopeId,
    /// The record.
    pub record: RecordId,
    /// What the record is.
    pub kind: RecordKind,
    /// What was done.
    #[serde(flatten)]
    pub action: Action,
}

impl Mutation {
    /// The mutation as it travels, with its place in the device's order.
    pub fn seal(&self, seq: u64) -> Result<Envelope, Problem> {
        let mut payload = super::record::body(self)?;
        payload.remove("id");
        Ok(Envelope { seq, id: self.id, payload: Value::Object(payload) })
    }

    /// One mutation that says what this one and the next one say, while neither has left the device.
    ///
    /// A command given twice, as by a double tap, is given once: taking it back takes all of it back.
    #[must_use]
    pub fn join(&self, next: &Self) -> Option<Self> {
        let same = (self.author, self.scope, self.record) == (next.author, next.scope, next.record);
        if same && self.action == next.action {
            return Some(self.clone());
        }
        let (Action::Edit { edits, settles }, Action::Edit { edits: more, settles: also }) =
            (&self.action, &next.action)
        else {
            return None;
        };
        let mut edits = edits.clone();
        for edit in more {
            let overlaps =
                |earlier: &Edit| earlier.path.covers(&edit.path) || edit.path.covers(&earlier.path);
            match edits.iter().position(overlaps) {
                Some(index) if edits[index].path == edit.path => edits[index].value.clone_from(&edit.value),
                Some(_) => return None,
                None => edits.push(edit.clone()),
            }
        }
        let action = Action::Edit { edits, settles: settles | also };
        same.then(|| Self { action, at: next.at, ..self.clone() })
    }
}

/// What is done to a record: fields set, or one of a few commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Fields are set; a record that does not exist begins with them.
    Edit {
        /// The fields, each with the value it replaces.
        edits: Vec<Edit>,
        /// The conflicts a person has decided with this.
        #[serde(default, skip_serializing_if = "Set::is_empty")]
        settles: Set<ConflictId>,
    },
    /// The record is deleted, if it still is what the person saw.
    Delete {
        /// The digest of the body that was seen.
        seen: Digest,
    },
    /// A command of one of the subjects.
    #[serde(untagged)]
    Command(Command),
}

impl Action {
    /// The word under which the rules have it.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Edit { .. } => EDIT,
            Self::Delete { .. } => DELETE,
            Self::Command(command) => command.verb(),
        }
    }

    /// The edits that it carries.
    pub fn edits(&self) -> &[Edit] {
        match self {
            Self::Edit { edits, .. } => edits,
            Self::Delete { .. } => &[],
            Self::Command(command) => command.edits(),
        }
    }
}

/// What came of a mutation, once and for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It was done as it was meant.
    Applied,
    /// It was done beside what others had done meanwhile.
    Merged,
    /// Both versions are kept, and shown, until a person settles them.
    Conflict {
        /// The conflicts it opened or added to.
        conflicts: Set<ConflictId>,
    },
    /// It was so already.
    Noop,
    /// It was not done; its payload is kept in quarantine and on the device.
    Rejected {
        /// Why.
        problem: Problem,
    },
    /// What a newer server says came of it; it was received, and nothing more is known here.
    #[serde(untagged)]
    Other {
        /// The word for it.
        outcome: Word,
        /// What stands beside the word.
        #[serde(flatten)]
        rest: Body,
    },
}

/// The server's receipt for a mutation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ack {
    /// The sequence number under which it was sent this time.
    pub seq: u64,
    /// The mutation.
    pub id: MutationId,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Every scope in which its effect can be seen, with the number up to which a device must have pulled.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = BTreeMap<ScopeId, u64>)]
    pub touched: Map<ScopeId, u64>,
}

reads! {
    Envelope { needs seq, id, payload; }
    Mutation { needs id, author, at, scope, record, kind; with action; }
    Ack { needs seq, id; may have touched; with outcome; }
}
reads_fields!(Action, Outcome);

impl ReadFields for Action {
    fn take(fields: &mut Fields) -> Result<Self, Unreadable> {
        Ok(match fields.need("action")? {
            EDIT => Self::Edit { edits: fields.need("edits")?, settles: fields.may("settles")? },
            DELETE => Self::Delete { seen: fields.need("seen")? },
            verb => Self::Command(Command::take(verb, fields)?),
        })
    }
}

impl ReadFields for Outcome {
    fn take(fields: &mut Fields) -> Result<Self, Unreadable> {
        match fields.need::<String>("outcome")?.as_str() {
            "applied" => Ok(Self::Applied),
            "merged" => Ok(Self::Merged),
            "conflict" => Ok(Self::Conflict { conflicts: fields.need("conflicts")? }),
            "noop" => Ok(Self::Noop),
            "rejected" => Ok(Self::Rejected { problem: fields.need("problem")? }),
            other => {
                let outcome = Word::of(other).ok_or(Unreadable::new("not a word"))?;
                Ok(Self::Other { outcome, rest: fields.rest() })
            }
        }
    }
}
