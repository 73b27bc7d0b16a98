//! The fields of feedback, of its draft, and of the texts that its commands carry.

use chrono::{DateTime, Utc};

use super::{Acknowledgement, Content, Earlier, Withdrawn};
use crate::{
    field::Inner,
    framework::Area,
    id::{EntryId, PersonId, RecordId, ScopeId},
    notes::{DAY_MS, Tag},
    sorted::Map,
    sync::fields::{
        Field,
        Limit::{Entries, Text},
        Table,
    },
    target,
};

/// The fields of a draft, in the order in which they are read.
pub const DRAFT_FIELDS: Table =
    &[draft::Draft::ROWS, draft::LISTS, Strength::ROWS, AGREED, CONTENT, Quote::ROWS];

/// The fields of feedback that was sent, in the order in which they are read.
pub const SENT_FIELDS: Table = &[Feedback::ROWS, LISTS, Strength::ROWS, AGREED, CONTENT, Quote::ROWS];

record! {
    /// Feedback that was sent.
    Feedback in body with content: Content {
        /// The draft it was written as; its id derives from it.
        DRAFT draft: RecordId = need, Server;
        /// The lesson that it is about.
        LESSON lesson: RecordId = need, Server;
        /// The trainee for whom it is.
        TRAINEE trainee: PersonId = need, Server;
        /// The scope of the training that its targets went to.
        TRAINING training: ScopeId = need, Server;
        /// The number of the text as it is now: 1 as it was sent, one more with every amendment.
        VERSION version: u64 = need, Server, Integer(i64::MAX);
        /// The time at which the server received it.
        SENT_AT sent_at: DateTime<Utc> = need, Server;
        /// The time at which the trainee first opened the text as it is now.
        READ_AT read_at: Option<DateTime<Utc>> = may, Server;
        /// The number of the latest text they have opened; it is less than `version` when the text was changed since.
        READ_VERSION read_version: Option<u64> = may, Server, Integer(i64::MAX);
        /// The trainee's acknowledgements of this version and of earlier ones.
        ACKNOWLEDGEMENTS acknowledgements: Map<EntryId, Acknowledgement> = may, Server, Unknown;
        /// The words before each amendment; none are left once it was withdrawn.
        EARLIER earlier: Map<EntryId, Earlier> = may, Server, Unknown;
        /// The withdrawal, if it was taken away.
        WITHDRAWN withdrawn: Option<Withdrawn> = may, Server, Unknown;
        ..rest
    }

    /// Something that went well.
    Strength in strengths {
        /// The words for it.
        STRENGTH_TEXT text: String = need, Both, Text(1_000);
        /// The area that it belongs to.
        STRENGTH_AREA area: Option<Area> = may, Both;
        ..rest
    }

    /// The copy of a note line.
    Quote in quotes {
        /// The words that were noted.
        QUOTE_TEXT text: String = need, Both, Text(2_000);
        /// The time at which it was noted, in milliseconds of the lesson.
        QUOTE_LESSON_MS lesson_ms: u64 = need, Both, Integer(DAY_MS);
        /// The mark that it had.
        QUOTE_TAG tag: Option<Tag> = may, Both;
        /// The area that it belongs to.
        QUOTE_AREA area: Option<Area> = may, Both;
        ..rest
    }
}

// The rows of `Content`. How many strengths and targets it holds depends on where it stands.
fields! {
    /// What a draft and the feedback it becomes have in common: the author's words.
    CONTENT;
    /// The text that says what was talked about.
    DISCUSSION: One = "discussion", Both, Text(10_000);
    /// The lines of the notes that are shown.
    QUOTES: List = "quotes/*", Member, Entries(100);
}

fields! {
    /// How much can be sent.
    LISTS;
    /// The strengths, as many as can be sent.
    STRENGTHS: List = "strengths/*", Member, Entries(3);
    /// The targets, as many as can be sent.
    TARGETS: List = "targets/*", Member, Entries(3);
}

/// The text of a target.
pub const TARGET_TEXT: Inner = TARGETS.each(target::fields::TEXT);
/// The sign by which both will know that a target was reached.
pub const TARGET_SUCCESS: Inner = TARGETS.each(target::fields::SUCCESS);
/// The day by which a target is to be reached.
pub const TARGET_DUE: Inner = TARGETS.each(target::fields::DUE);
/// The area a target belongs to.
pub const TARGET_AREA: Inner = TARGETS.each(target::fields::AREA);
/// What is agreed in each target.
const AGREED: &[Field] = &[TARGET_TEXT.row(), TARGET_SUCCESS.row(), TARGET_DUE.row(), TARGET_AREA.row()];

/// What only a draft has.
pub mod draft {
    use super::Content;
    use crate::{id::RecordId, sync::fields::Limit::Entries};

    record! {
        /// A draft: feedback that is being written.
        Draft in body with content: Content {
            /// The lesson that it is about.
            LESSON lesson: RecordId = need, Append;
            ..rest
        }
    }

    fields! {
        /// How much may wait. Two phones may each have added up to three: the draft holds them all until its author has
        /// chosen what to send.
        LISTS;
        /// The strengths, as many as may wait to be chosen from.
        STRENGTHS: List = "strengths/*", Member, Entries(12);
        /// The targets, as many as may wait to be chosen from.
        TARGETS: List = "targets/*", Member, Entries(12);
    }
}

/// What a person writes to a command: no field of a record, and kept while it is typed as one is.
pub mod said {
    use crate::sync::fields::Limit::Text;

    fields! {
        /// The rows of these texts, as in a field table.
        ROWS;
        /// The reply of the trainee.
        REPLY: One = "reply", Both, Text(2_000);
        /// The reason for which the author changes or withdraws feedback; the trainee will read it.
        REASON: One = "reason", Both, Text(500);
    }
}
