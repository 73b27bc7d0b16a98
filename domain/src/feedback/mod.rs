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
    framework::Area,
    id::{EntryId, PersonId, RecordId, ScopeId},
    notes::Tag,
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

pub use examples::examples;

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

/// A draft: feedback that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The lesson that it is about.
    pub lesson: RecordId,
    /// The words as they are so far.
    #[serde(flatten)]
    pub content: Content,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// The words of feedback.
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

/// Something that went well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strength {
    /// The words for it.
    pub text: String,
    /// The area that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// The copy of a note line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The words that were noted.
    pub text: String,
    /// The time at which it was noted, in milliseconds of the lesson.
    pub lesson_ms: u64,
    /// The mark that it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    /// The area that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// Feedback that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Feedback {
    /// The draft it was written as; its id derives from it.
    pub draft: RecordId,
    /// The lesson that it is about.
    pub lesson: RecordId,
    /// The trainee for whom it is.
    pub trainee: PersonId,
    /// The scope of the training that its targets went to.
    pub training: ScopeId,
    /// The number of the text as it is now: 1 as it was sent, one more with every amendment.
    pub version: u64,
    /// The time at which the server received it.
    pub sent_at: DateTime<Utc>,
    /// The words, which are empty once it was withdrawn.
    #[serde(flatten)]
    pub content: Content,
    /// The time at which the trainee first opened the text as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<DateTime<Utc>>,
    /// The number of the latest text they have opened; it is less than `version` when the text was changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_version: Option<u64>,
    /// The trainee's acknowledgements of this version and of earlier ones.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub acknowledgements: Map<EntryId, Acknowledgement>,
    /// The words before each amendment; none are left once it was withdrawn.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub earlier: Map<EntryId, Earlier>,
    /// The withdrawal, if it was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
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
    Draft { needs lesson; with content; keeps rest; }
    Content { may have strengths, targets, discussion, quotes; }
    Strength { needs text; may have area; keeps rest; }
    Quote { needs text, lesson_ms; may have tag, area; keeps rest; }
    Feedback { needs draft, lesson, trainee, training, version, sent_at; may have read_at, read_version, acknowledgements, earlier, withdrawn;
        with content; keeps rest; }
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
