//! Feedback on a lesson: drafted in its author's own scope, sent whole, read, and acknowledged with a reply.

pub mod command;
mod examples;
pub mod rules;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use self::command::{ACKNOWLEDGE, AMEND, OPEN, SEND, WITHDRAW};
use crate::{
    api::{Code, Problem},
    framework::{AREAS, Area},
    id::{EntryId, PersonId, RecordId, ScopeId},
    notes::{TAGS, Tag},
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
        fields::{Class, Field, Limit, Table, field},
        kind::{Kind, RecordKind},
        record::{read, reads_as},
        stage::{KEPT, NEW, Stage},
    },
    target::Agreed,
};

pub use examples::examples;

/// Feedback being written, its author's alone.
pub const DRAFT: RecordKind = RecordKind::of(&Kind {
    obey: belongs,
    counts_as: feedback_id,
    rules: &[rule(&[Owner], &[Person], &[EDIT], &[NEW, KEPT]), rule(&[Owner], &[Person], &[DELETE], &[KEPT])],
    ..Kind::new("feedback_draft", DRAFT_FIELDS, reads_as::<Draft>)
});

/// Feedback that was sent.
pub const FEEDBACK: RecordKind = RecordKind::of(&Kind {
    stages: &[SENT, READ, ACKNOWLEDGED, WITHDRAWN],
    stage,
    // It has one author; who that is, its commands check.
    rules: &[
        rule(&[Mentor], &[Shared], &[SEND], &[NEW, SENT, READ, ACKNOWLEDGED]),
        rule(&[Mentor], &[Shared], &[AMEND, WITHDRAW], &[SENT, READ, ACKNOWLEDGED]),
        rule(&[Trainee], &[Shared], &[OPEN, ACKNOWLEDGE], &[SENT, READ, ACKNOWLEDGED]),
    ],
    ..Kind::new("feedback", FIELDS, reads_as::<Feedback>)
});

/// Its reader has not opened it.
pub const SENT: Stage = Stage::new("sent", Acts::Recipient);
/// It was opened by the one it is for.
pub const READ: Stage = Stage::new("read", Acts::Recipient);
/// It was acknowledged by the one it is for, as it reads now.
pub const ACKNOWLEDGED: Stage = Stage::new("acknowledged", Acts::Nobody);
/// Its author has taken it away again.
pub const WITHDRAWN: Stage = Stage::new("withdrawn", Acts::Nobody);

const CONTENT: &[Field] = &[
    field("strengths/*/text", Class::Both, Limit::Text(1_000)),
    field("strengths/*/area", Class::Both, Limit::OneOf(AREAS)),
    field("targets/*/text", Class::Both, Limit::Text(1_000)),
    field("targets/*/success", Class::Both, Limit::Text(1_000)),
    field("targets/*/due", Class::Both, Limit::Date),
    field("targets/*/area", Class::Both, Limit::OneOf(AREAS)),
    field("discussion", Class::Both, Limit::Text(10_000)),
    field("quotes/*", Class::Member, Limit::Entries(100)),
    field("quotes/*/text", Class::Both, Limit::Text(2_000)),
    field("quotes/*/lesson_ms", Class::Both, Limit::Integer(24 * 60 * 60 * 1_000)),
    field("quotes/*/tag", Class::Both, Limit::OneOf(TAGS)),
    field("quotes/*/area", Class::Both, Limit::OneOf(AREAS)),
];

/// The fields of a draft. Two phones may each have added up to three: the draft holds them all until its author has
/// chosen what to send.
pub const DRAFT_FIELDS: Table = &[
    CONTENT,
    &[
        field("lesson", Class::Append, Limit::Id),
        field("strengths/*", Class::Member, Limit::Entries(12)),
        field("targets/*", Class::Member, Limit::Entries(12)),
    ],
];

/// The fields of feedback that was sent.
pub const FIELDS: Table = &[
    CONTENT,
    &[
        field("strengths/*", Class::Member, Limit::Entries(3)),
        field("targets/*", Class::Member, Limit::Entries(3)),
        field("draft", Class::Server, Limit::Id),
        field("lesson", Class::Server, Limit::Id),
        field("trainee", Class::Server, Limit::Id),
        field("training", Class::Server, Limit::Id),
        field("version", Class::Server, Limit::Integer(i64::MAX)),
        field("sent_at", Class::Server, Limit::Time),
        field("read_at", Class::Server, Limit::Time),
        field("read_version", Class::Server, Limit::Integer(i64::MAX)),
        field("acknowledgements", Class::Server, Limit::Unknown),
        field("withdrawn", Class::Server, Limit::Unknown),
        field(EARLIER, Class::Server, Limit::Unknown),
    ],
];

/// The names of the fields that are the author's words; withdrawing takes these away, and what they were earlier.
pub const WORDS: [&str; 4] = ["strengths", "targets", "discussion", "quotes"];

/// The name of the field that keeps the words of earlier versions.
const EARLIER: &str = "earlier";

/// Feedback being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The lesson.
    pub lesson: RecordId,
    /// What is to be said.
    #[serde(flatten)]
    pub content: Content,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// What feedback says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Content {
    /// What went well, up to three.
    #[serde(default)]
    pub strengths: Map<EntryId, Strength>,
    /// What was agreed to work on, up to three.
    #[serde(default)]
    pub targets: Map<EntryId, Agreed>,
    /// What was talked about.
    #[serde(default)]
    pub discussion: String,
    /// The note lines the author chose to show, by the id of the note.
    #[serde(default)]
    pub quotes: Map<EntryId, Quote>,
}

/// Something that went well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strength {
    /// What.
    pub text: String,
    /// The area it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// The copy of a note line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// What was noted.
    pub text: String,
    /// When, in milliseconds of the lesson.
    pub lesson_ms: u64,
    /// How it was marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    /// The area it belongs to.
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
    /// The lesson.
    pub lesson: RecordId,
    /// Whom it is for.
    pub trainee: PersonId,
    /// Where its targets went.
    pub training: ScopeId,
    /// Which text this is: 1 as sent, one more with every amendment.
    pub version: u64,
    /// When the server received it.
    pub sent_at: DateTime<Utc>,
    /// What it says; empty once withdrawn.
    #[serde(flatten)]
    pub content: Content,
    /// When the trainee first opened the text as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<DateTime<Utc>>,
    /// The latest text they have opened; earlier than `version` when it was changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_version: Option<u64>,
    /// The trainee's acknowledgements, of this version or earlier ones.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub acknowledgements: Map<EntryId, Acknowledgement>,
    /// What it said before each amendment; empty once withdrawn.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub earlier: Map<EntryId, Earlier>,
    /// That it was taken away, and why.
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
    /// The reply; may be empty.
    pub reply: String,
    /// When the server received it.
    pub at: DateTime<Utc>,
}

/// What feedback said before an amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// Which text this was.
    pub version: u64,
    /// What it said.
    pub words: Content,
    /// Why it was replaced, in the author's words.
    pub reason: String,
    /// When the server received the amendment.
    pub at: DateTime<Utc>,
}

/// That feedback was taken away again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Withdrawn {
    /// Why, in the author's words.
    pub reason: String,
    /// When the server received it.
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
    if draft_id(draft.lesson, author) == id { Ok(()) } else { Err(Problem::new(Code::WrongId).at("lesson")) }
}

/// The feedback a draft becomes: the same one from whichever phone it is sent.
pub fn feedback_id(draft: RecordId) -> RecordId {
    RecordId::natural("feedback", &[&draft])
}

/// Where feedback stands in its life; who acknowledged an earlier version has yet to read this one.
fn stage(body: &Body) -> Stage {
    let has = |name| body.get(name).is_some_and(|value| !value.is_null());
    let said = body.get("acknowledgements").and_then(Value::as_object);
    let is_acknowledged =
        said.is_some_and(|said| said.values().any(|one| one.get("version") == body.get("version")));
    if has("withdrawn") {
        WITHDRAWN
    } else if is_acknowledged {
        ACKNOWLEDGED
    } else if has("read_at") {
        READ
    } else {
        SENT
    }
}
