//! An observer's notes on a lesson: one record for each observer and lesson, in the observer's own scope for ever.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    api::{Code, Problem},
    examples::Cast,
    framework::{AREAS, Area},
    id::{EntryId, PersonId, RecordId},
    people::{Role::Owner, ScopeKind::Person},
    permission::rule,
    sorted::Map,
    sync::{
        Body,
        command::EDIT,
        fields::{Class, Limit, Table, field},
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::{self, reads_as},
        stage::{KEPT, NEW},
    },
};

/// One observer's notes on one lesson, theirs alone.
pub const NOTES: RecordKind = RecordKind::of(&Kind {
    obey: receive,
    // A note is never deleted.
    rules: &[rule(&[Owner], &[Person], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("notes", FIELDS, reads_as::<Notes>)
});

/// The fields of notes: lines are only ever added; their marks may change.
pub const FIELDS: Table = &[&[
    field("lesson", Class::Append, Limit::Id),
    field("entries/*", Class::Append, Limit::Entries(2_000)),
    field("entries/*/text", Class::Append, Limit::Text(2_000)),
    field("entries/*/at", Class::Append, Limit::Time),
    field("entries/*/lesson_ms", Class::Append, Limit::Integer(DAY_MS)),
    field("entries/*/tag", Class::Both, Limit::OneOf(TAGS)),
    field("entries/*/area", Class::Both, Limit::OneOf(AREAS)),
    field("entries/*/received", Class::Server, Limit::Time),
]];

/// No note stands later in a lesson, in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The words of the tags on the wire, for field tables.
pub const TAGS: &[&str] = &["strength", "question", "target"];

/// What a note may become in the feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Something that went well.
    Strength,
    /// Something to ask.
    Question,
    /// Something to work on.
    Target,
}

reads_words!(Tag);

/// One observer's notes on one lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// The lesson.
    pub lesson: RecordId,
    /// The lines.
    #[serde(default)]
    pub entries: Map<EntryId, Note>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What was seen or heard.
    pub text: String,
    /// When, by the device's clock, which may be wrong.
    pub at: DateTime<Utc>,
    /// When, in milliseconds of the lesson, by a clock that cannot be set.
    pub lesson_ms: u64,
    /// When the server received it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<DateTime<Utc>>,
    /// What it may become.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    /// The area it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

reads! {
    Notes { needs lesson; may have entries; keeps rest; }
    Note { needs text, at, lesson_ms; may have received, tag, area; keeps rest; }
}

/// The one record of an observer's notes on a lesson, whichever of their devices begins it.
pub fn notes_id(lesson: RecordId, observer: PersonId) -> RecordId {
    RecordId::natural("notes", &[&lesson, &observer])
}

/// Checks that the notes are the one record of this observer and lesson, and stamps the lines that are new.
fn receive(id: RecordId, observer: PersonId, now: DateTime<Utc>, body: &mut Body) -> Result<(), Problem> {
    let notes: Notes = record::read(body)?;
    if notes_id(notes.lesson, observer) != id {
        return Err(Problem::new(Code::WrongId).at("lesson"));
    }
    let lines = body.get_mut("entries").and_then(Value::as_object_mut);
    for line in lines.into_iter().flat_map(|lines| lines.values_mut()).filter_map(Value::as_object_mut) {
        line.entry("received").or_insert_with(|| json!(now));
    }
    Ok(())
}

/// What a device sends of notes, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let line = json!({
        "text": "Settled in two minutes", "at": "2026-11-21T08:56:05Z", "lesson_ms": 65_000, "tag": "strength"
    });
    let entry = format!("entries/{}", cast.entry("line"));
    let fields = [("lesson", json!(cast.observed)), (entry.as_str(), line)];
    vec![cast.sets(cast.own, notes_id(cast.observed, cast.mentor), NOTES, &fields)]
}
