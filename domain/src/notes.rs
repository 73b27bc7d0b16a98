//! An observer's notes on a lesson: one record for each observer and lesson, in the observer's own scope for ever.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{
    api::{Code, Problem},
    examples::Cast,
    id::{PersonId, RecordId},
    people::{Role::Owner, ScopeKind::Person},
    permission::rule,
    sync::{
        Body,
        command::EDIT,
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::{self, reads_as},
        stage::{KEPT, NEW},
    },
};

pub use self::fields::{Note, Notes};

/// The notes of one observer on one lesson, which only that observer can read.
pub const NOTES: RecordKind = RecordKind::of(&Kind {
    obey: receive,
    // A note is never deleted.
    rules: &[rule(&[Owner], &[Person], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("notes", &[Notes::ROWS, Note::ROWS], reads_as::<Notes>)
});

/// The fields of notes: lines are only ever added; their marks may change.
pub mod fields {
    use chrono::{DateTime, Utc};

    use super::{DAY_MS, Tag};
    use crate::{
        framework::Area,
        id::{EntryId, RecordId},
        sorted::Map,
    };

    record! {
        /// One observer's notes on one lesson.
        Notes in body {
            /// The lesson that was observed.
            LESSON lesson: RecordId = need, Append;
            /// The lines that were noted, each under its id.
            LINES entries/each: Map<EntryId, Note> = may, Append, Entries(2_000);
            ..rest
        }

        /// A line that was noted during the lesson.
        Note in entries {
            /// The words for what was seen or heard.
            TEXT text: String = need, Append, Text(2_000);
            /// The time at which it was noted, by the device's clock, which may be wrong.
            AT at: DateTime<Utc> = need, Append;
            /// The time at which it was noted, in milliseconds of the lesson, by a clock that cannot be set.
            LESSON_MS lesson_ms: u64 = need, Append, Integer(DAY_MS);
            /// The time at which the server received it.
            RECEIVED received: Option<DateTime<Utc>> = may, Server;
            /// The mark that says what it may become.
            TAG tag: Option<Tag> = may, Both;
            /// The area that it belongs to.
            AREA area: Option<Area> = may, Both;
            ..rest
        }
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
