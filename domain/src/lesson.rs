//! A lesson: who teaches which class, when, and what the observer looks for.
//!
//! Shared by everyone on the placement, and begun by whoever is first, the mentor or the trainee.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::json;

use crate::{
    examples::Cast,
    framework::Area,
    id::{EntryId, PersonId},
    people::{
        Role::{Mentor, Trainee},
        ScopeKind::Shared,
    },
    permission::rule,
    sorted::Map,
    sync::{
        Body,
        command::EDIT,
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

/// A lesson: who teaches what to whom, and what the observer looks for.
pub const LESSON: RecordKind = RecordKind::of(&Kind {
    about: &["trainee"],
    // It is begun by whoever is first.
    rules: &[rule(&[Trainee, Mentor], &[Shared], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("lesson", &[fields::ROWS], reads_as::<Lesson>)
});

/// The fields of a lesson.
pub mod fields {
    use crate::{
        framework::Area,
        sync::fields::Limit::{Date, Entries, Id, OneOf, Text, Time},
    };

    fields! {
        /// The rows of the field table.
        ROWS;
        /// The trainee who teaches it.
        TRAINEE: One = "trainee", Append, Id;
        /// The subject that is taught.
        SUBJECT: One = "subject", Both, Text(80);
        /// The class, by the school's name for it.
        CLASS: One = "class", Both, Text(60);
        /// The ages of the pupils.
        AGES: One = "ages", Both, Text(20);
        /// The day on which it is taught.
        DATE: One = "date", Both, Date;
        /// The instant at which the lesson clock began.
        BEGAN_AT: One = "began_at", Both, Time;
        /// The things that the observer was asked to look for.
        FOCI: List = "foci/*", Member, Entries(10);
        /// One thing to look for, in a few words.
        FOCUS_TEXT: Inner = "foci/*/text", Both, Text(300);
        /// The area that this thing belongs to.
        FOCUS_AREA: Inner = "foci/*/area", Both, OneOf(Area::WORDS);
    }
}

/// A lesson that is taught by a trainee and observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lesson {
    /// The trainee who teaches it.
    pub trainee: PersonId,
    /// The day on which it is taught.
    pub date: NaiveDate,
    /// The subject that is taught.
    #[serde(default)]
    pub subject: String,
    /// The class, by the school's name for it.
    #[serde(default)]
    pub class: String,
    /// The ages of the pupils, as in `11–12`.
    #[serde(default)]
    pub ages: String,
    /// The instant at which the observer's lesson clock began, by the device's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_at: Option<DateTime<Utc>>,
    /// The things that the observer was asked to look for.
    #[serde(default)]
    pub foci: Map<EntryId, Focus>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// One thing to look for in a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Focus {
    /// A few words that say what to look for.
    pub text: String,
    /// The area that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

reads! {
    Lesson { needs trainee, date; may have subject, class, ages, began_at, foci; keeps rest; }
    Focus { needs text; may have area; keeps rest; }
}

/// What a device sends of lessons, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let fields = [
        ("trainee", json!(cast.trainee)),
        ("date", json!("2026-11-21")),
        ("subject", json!("Science")),
        ("class", json!("9B")),
        ("began_at", json!("2026-11-21T08:55:00Z")),
    ];
    vec![cast.sets(cast.mentor, cast.shared, cast.observed, LESSON, &fields)]
}
