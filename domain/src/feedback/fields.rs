//! The fields of feedback, of its draft, and of the texts that its commands carry.

use crate::{
    framework::Area,
    notes::{DAY_MS, Tag},
    sync::fields::{
        Limit::{Date, Entries, Id, Integer, OneOf, Text, Time, Unknown},
        Table,
    },
};

/// The fields of a draft.
pub const DRAFT_FIELDS: Table = &[CONTENT, draft::ROWS];

/// The fields of feedback that was sent.
pub const SENT_FIELDS: Table = &[CONTENT, SENT_ROWS];

fields! {
    /// What a draft and the feedback it becomes have in common: the author's words.
    CONTENT;
    /// The text of a strength.
    STRENGTH_TEXT: Inner = "strengths/*/text", Both, Text(1_000);
    /// The area a strength belongs to.
    STRENGTH_AREA: Inner = "strengths/*/area", Both, OneOf(Area::WORDS);
    /// The text of a target.
    TARGET_TEXT: Inner = "targets/*/text", Both, Text(1_000);
    /// The sign by which both will know that a target was reached.
    TARGET_SUCCESS: Inner = "targets/*/success", Both, Text(1_000);
    /// The day by which a target is to be reached.
    TARGET_DUE: Inner = "targets/*/due", Both, Date;
    /// The area a target belongs to.
    TARGET_AREA: Inner = "targets/*/area", Both, OneOf(Area::WORDS);
    /// The text that says what was talked about.
    DISCUSSION: One = "discussion", Both, Text(10_000);
    /// The lines of the notes that are shown.
    QUOTES: List = "quotes/*", Member, Entries(100);
    /// The text of a line that is shown.
    QUOTE_TEXT: Inner = "quotes/*/text", Both, Text(2_000);
    /// The time of a line that is shown, in milliseconds of the lesson.
    QUOTE_LESSON_MS: Inner = "quotes/*/lesson_ms", Both, Integer(DAY_MS);
    /// The mark of a line that is shown.
    QUOTE_TAG: Inner = "quotes/*/tag", Both, OneOf(Tag::WORDS);
    /// The area of a line that is shown.
    QUOTE_AREA: Inner = "quotes/*/area", Both, OneOf(Area::WORDS);
}

fields! {
    /// What feedback has once it was sent.
    SENT_ROWS;
    /// The strengths, as many as can be sent.
    STRENGTHS: List = "strengths/*", Member, Entries(3);
    /// The targets, as many as can be sent.
    TARGETS: List = "targets/*", Member, Entries(3);
    /// The draft it was written as.
    DRAFT: One = "draft", Server, Id;
    /// The lesson that it is about.
    LESSON: One = "lesson", Server, Id;
    /// The trainee for whom it is.
    TRAINEE: One = "trainee", Server, Id;
    /// The scope of the training that its targets went to.
    TRAINING: One = "training", Server, Id;
    /// The number of the text as it is now.
    VERSION: One = "version", Server, Integer(i64::MAX);
    /// The time at which the server received it.
    SENT_AT: One = "sent_at", Server, Time;
    /// The time at which the trainee first opened the text as it is now.
    READ_AT: One = "read_at", Server, Time;
    /// The latest text that the trainee has opened.
    READ_VERSION: One = "read_version", Server, Integer(i64::MAX);
    /// The acknowledgements of the trainee.
    ACKNOWLEDGEMENTS: One = "acknowledgements", Server, Unknown;
    /// The withdrawal, with its reason.
    WITHDRAWN: One = "withdrawn", Server, Unknown;
    /// The words before each amendment.
    EARLIER: One = "earlier", Server, Unknown;
}

/// What only a draft has.
pub mod draft {
    use crate::sync::fields::Limit::{Entries, Id};

    fields! {
        /// The rows of the field table. Two phones may each have added up to three: the draft holds them all until its
        /// author has chosen what to send.
        ROWS;
        /// The lesson that it is about.
        LESSON: One = "lesson", Append, Id;
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
