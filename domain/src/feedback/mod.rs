//! Feedback on a lesson: drafted in its author's own scope, sent whole, read, and acknowledged with a reply.

pub mod command;
mod examples;
pub mod fields;
pub mod rules;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use self::command::{ACKNOWLEDGE, AMEND, OPEN, SEND, WITHDRAW};
use crate::{
    api::{Code, Problem},
    field::One,
    id::{EntryId, PersonId, RecordId},
    people::{
        Role::{Mentor, Owner, Trainee},
        ScopeKind::{Person, Shared},
    },
    permission::rule,
    sorted::Map,
    state::Acts,
    sync::{
        Body,
        command::{DELETE, EDIT},
        kind::{Kind, RecordKind},
        record::{read, reads_as},
        stage::{KEPT, NEW, Stage},
    },
    target::Agreed,
};

pub use self::{
    examples::examples,
    fields::{Feedback, Quote, Strength, draft::Draft},
};

/// The kind of feedback that is being written, which only its author can read.
pub const DRAFT: RecordKind = RecordKind::of(&Kind {
    obey: belongs,
    counts_as: feedback_id,
    rules: &[rule(&[Owner], &[Person], &[EDIT], &[NEW, KEPT]), rule(&[Owner], &[Person], &[DELETE], &[KEPT])],
    ..Kind::new("feedback_draft", fields::DRAFT_FIELDS, reads_as::<Draft>)
});

/// The kind of feedback that was sent.
pub const FEEDBACK: RecordKind = RecordKind::of(&Kind {
    stages: &[SENT, READ, ACKNOWLEDGED, WITHDRAWN],
    stage,
    // It has one author; who that is, its commands check.
    rules: &[
        rule(&[Mentor], &[Shared], &[SEND], &[NEW, SENT, READ, ACKNOWLEDGED]),
        rule(&[Mentor], &[Shared], &[AMEND, WITHDRAW], &[SENT, READ, ACKNOWLEDGED]),
        rule(&[Trainee], &[Shared], &[OPEN, ACKNOWLEDGE], &[SENT, READ, ACKNOWLEDGED]),
    ],
    ..Kind::new("feedback", fields::SENT_FIELDS, reads_as::<Feedback>)
});

/// The one for whom it is has not opened it yet.
pub const SENT: Stage = Stage::new("sent", Acts::Recipient);
/// The one for whom it is has opened it.
pub const READ: Stage = Stage::new("read", Acts::Recipient);
/// The one for whom it is has acknowledged it as it reads now.
pub const ACKNOWLEDGED: Stage = Stage::new("acknowledged", Acts::Nobody);
/// Its author has taken it away again.
pub const WITHDRAWN: Stage = Stage::new("withdrawn", Acts::Nobody);

/// The names of the fields that are the author's words; withdrawing takes these away, and what they were earlier.
pub const WORDS: [&str; 4] =
    [fields::STRENGTHS.name(), fields::TARGETS.name(), fields::DISCUSSION.name(), fields::QUOTES.name()];

/// The words of feedback; how many there may be of each depends on where they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Content {
    /// Up to three things that went well.
    #[serde(default)]
    pub strengths: Map<EntryId, Strength>,
    /// Up to three things that were agreed to be worked on.
    #[serde(default)]
    pub targets: Map<EntryId, Agreed>,
    /// A text that says what was talked about.
    #[serde(default)]
    pub discussion: String,
    /// The note lines the author chose to show, by the id of the note.
    #[serde(default)]
    pub quotes: Map<EntryId, Quote>,
}

/// "I have read this", and what the trainee has to say to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acknowledgement {
    /// The version that was on the screen.
    pub version: u64,
    /// The reply, which may be empty.
    pub reply: String,
    /// The time at which the server received it.
    pub at: DateTime<Utc>,
}

/// What feedback said before an amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// The number of the text.
    pub version: u64,
    /// The words as they were.
    pub words: Content,
    /// The reason for which it was replaced, in the author's words.
    pub reason: String,
    /// The time at which the server received the amendment.
    pub at: DateTime<Utc>,
}

/// The withdrawal of feedback by its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Withdrawn {
    /// The reason, in the author's words.
    pub reason: String,
    /// The time at which the server received it.
    pub at: DateTime<Utc>,
}

reads! {
    Content { may have strengths, targets, discussion, quotes; }
    Acknowledgement { needs version, reply, at; }
    Earlier { needs version, words, reason, at; }
    Withdrawn { needs reason, at; }
}

/// The one draft of an author's feedback on a lesson, whichever of their devices begins it.
pub fn draft_id(lesson: RecordId, author: PersonId) -> RecordId {
    RecordId::natural("feedback draft", &[&lesson, &author])
}

/// Checks that a draft is the one of its author about its lesson.
fn belongs(id: RecordId, author: PersonId, _now: DateTime<Utc>, body: &mut Body) -> Result<(), Problem> {
    let draft: Draft = read(body)?;
    if draft_id(draft.lesson, author) == id {
        Ok(())
    } else {
        Err(Problem::new(Code::WrongId).at(fields::LESSON.name()))
    }
}

/// The feedback a draft becomes: the same one from whichever phone it is sent.
pub fn feedback_id(draft: RecordId) -> RecordId {
    RecordId::natural("feedback", &[&draft])
}

/// The stage at which feedback stands; whoever acknowledged an earlier version has yet to read this one.
fn stage(body: &Body) -> Stage {
    let has = |field: One| body.get(field.name()).is_some_and(|value| !value.is_null());
    let said = body.get(fields::ACKNOWLEDGEMENTS.name()).and_then(Value::as_object);
    let version = fields::VERSION.name();
    let is_acknowledged =
        said.is_some_and(|said| said.values().any(|one| one.get("version") == body.get(version)));
    if has(fields::WITHDRAWN) {
        WITHDRAWN
    } else if is_acknowledged {
        ACKNOWLEDGED
    } else if has(fields::READ_AT) {
        READ
    } else {
        SENT
    }
}
