//! The fields of feedback, of its draft, and of the texts that its commands carry.

use crate::{
    framework::AREAS,
    notes::{DAY_MS, TAGS},
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
    /// What went well.
    STRENGTH_TEXT: Inner = "strengths/*/text", Both, Text(1_000);
    /// The area a strength belongs to.
    STRENGTH_AREA: Inner = "strengths/*/area", Both, OneOf(AREAS);
    /// What to work on.
    TARGET_TEXT: Inner = "targets/*/text", Both, Text(1_000);
    /// How both will know that a target was reached.
    TARGET_SUCCESS: Inner = "targets/*/success", Both, Text(1_000);
    /// The day by which a target is to be reached.
    TARGET_DUE: Inner = "targets/*/due", Both, Date;
    /// The area a target belongs to.
    TARGET_AREA: Inner = "targets/*/area", Both, OneOf(AREAS);
    /// What was talked about.
    DISCUSSION: One = "discussion", Both, Text(10_000);
    /// The lines of the notes that are shown.
    QUOTES: List = "quotes/*", Member, Entries(100);
    /// What was noted.
    QUOTE_TEXT: Inner = "quotes/*/text", Both, Text(2_000);
    /// When it was noted, in milliseconds of the lesson.
    QUOTE_LESSON_MS: Inner = "quotes/*/lesson_ms", Both, Integer(DAY_MS);
    /// How it was marked.
    QUOTE_TAG: Inner = "quotes/*/tag", Both, OneOf(TAGS);
    /// The area it belongs to.
    QUOTE_AREA: Inner = "quotes/*/area", Both, OneOf(AREAS);
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
    /// The lesson.
    LESSON: One = "lesson", Server, Id;
    /// Whom it is for.
    TRAINEE: One = "trainee", Server, Id;
    /// Where its targets went.
    TRAINING: One = "training", Server, Id;
    /// Which text this is.
    VERSION: One = "version", Server, Integer(i64::MAX);
    /// When the server received it.
    SENT_AT: One = "sent_at", Server, Time;
    /// When the trainee first opened the text as it is now.
    READ_AT: One = "read_at", Server, Time;
    /// The latest text that the trainee has opened.
    READ_VERSION: One = "read_version", Server, Integer(i64::MAX);
    /// What the trainee answered.
    ACKNOWLEDGEMENTS: One = "acknowledgements", Server, Unknown;
    /// That it was taken away, and why.
    WITHDRAWN: One = "withdrawn", Server, Unknown;
    /// What it said before each amendment.
    EARLIER: One = "earlier", Server, Unknown;
}

/// What only a draft has.
pub mod draft {
    use crate::sync::fields::Limit::{Entries, Id};

    fields! {
        /// The rows of the field table. Two phones may each have added up to three: the draft holds them all until its
        /// author has chosen what to send.
        ROWS;
        /// The lesson.
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
        /// What each may hold.
        ROWS;
        /// What the trainee replies.
        REPLY: One = "reply", Both, Text(2_000);
        /// Why the author changes or withdraws it, for the trainee to read.
        REASON: One = "reason", Both, Text(500);
    }
}
