//! An observer's notes on a lesson: one record for each observer and lesson, in the observer's own scope for ever.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    api::{Code, Problem},
    examples::Cast,
    framework::Area,
    id::{EntryId, PersonId, RecordId},
    people::{Role::Owner, ScopeKind::Person},
    permission::rule,
    sorted::Map,
    sync::{
        Body,
        command::EDIT,
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::{self, reads_as},
        stage::{KEPT, NEW},
    },
};

/// The notes of one observer on one lesson, which only that observer can read.
pub const NOTES: RecordKind = RecordKind::of(&Kind {
    obey: receive,
    // A note is never deleted.
    rules: &[rule(&[Owner], &[Person], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("notes", &[fields::ROWS], reads_as::<Notes>)
});

/// The fields of notes: lines are only ever added; their marks may change.
pub mod fields {
    use super::{DAY_MS, Tag};
    use crate::{
        framework::Area,
        sync::fields::Limit::{Entries, Id, Integer, OneOf, Text, Time},
    };

    fields! {
        /// The rows of the field table.
        ROWS;
        /// The lesson that was observed.
        LESSON: One = "lesson", Append, Id;
        /// The lines that were noted, each under its id.
        LINES: List = "entries/*", Append, Entries(2_000);
        /// The text of a line: what was seen or heard.
        TEXT: Inner = "entries/*/text", Append, Text(2_000);
        /// The time of a line by the device's clock.
        AT: Inner = "entries/*/at", Append, Time;
        /// The time of a line in milliseconds of the lesson.
        LESSON_MS: Inner = "entries/*/lesson_ms", Append, Integer(DAY_MS);
        /// The mark that says what a line may become.
        TAG: Inner = "entries/*/tag", Both, OneOf(Tag::WORDS);
        /// The area that a line belongs to.
        AREA: Inner = "entries/*/area", Both, OneOf(Area::WORDS);
        /// The time at which the server received a line.
        RECEIVED: Inner = "entries/*/received", Server, Time;
    }
}

/// No note stands later in a lesson, in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

words! {
    /// What a note may become in the feedback.
    Tag {
        /// Something that went well.
        Strength "strength",
        /// Something to ask.
        Question "question",
        /// Something to work on.
        Target "target",
    }
}

/// One observer's notes on one lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// The lesson that was observed.
    pub lesson: RecordId,
    /// The lines that were noted, each under its id.
    #[serde(default)]
    pub entries: Map<EntryId, Note>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// A line that was noted during the lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The words for what was seen or heard.
    pub text: String,
    /// The time at which it was noted, by the device's clock, which may be wrong.
    pub at: DateTime<Utc>,
    /// The time at which it was noted, in milliseconds of the lesson, by a clock that cannot be set.
    pub lesson_ms: u64,
    /// The time at which the server received it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<DateTime<Utc>>,
    /// The mark that says what it may become.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    /// The area that it belongs to.
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
        return Err(Problem::new(Code::WrongId).at(fields::LESSON.name()));
    }
    let lines = body.get_mut(fields::LINES.name()).and_then(Value::as_object_mut);
    for line in lines.into_iter().flat_map(|lines| lines.values_mut()).filter_map(Value::as_object_mut) {
        line.entry(fields::RECEIVED.name()).or_insert_with(|| json!(now));
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
    vec![cast.sets(cast.mentor, cast.own, notes_id(cast.observed, cast.mentor), NOTES, &fields)]
}
