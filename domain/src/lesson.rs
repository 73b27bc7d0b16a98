//! A lesson: who teaches which class, when, and what the observer looks for.
//!
//! Shared by everyone on the placement, and begun by whoever is first, the mentor or the trainee.

use serde_json::json;

use crate::{
    examples::Cast,
    people::{
        Role::{Mentor, Trainee},
        ScopeKind::Shared,
    },
    permission::rule,
    sync::{
        command::EDIT,
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

pub use self::fields::{Focus, Lesson};

/// A lesson: who teaches what to whom, and what the observer looks for.
pub const LESSON: RecordKind = RecordKind::of(&Kind {
    about: &["trainee"],
    // It is begun by whoever is first.
    rules: &[rule(&[Trainee, Mentor], &[Shared], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("lesson", &[Lesson::ROWS, Focus::ROWS], reads_as::<Lesson>)
});

/// The fields of a lesson.
pub mod fields {
    use chrono::{DateTime, NaiveDate, Utc};

    use crate::{
        framework::Area,
        id::{EntryId, PersonId},
        sorted::Map,
    };

    record! {
        /// A lesson that is taught by a trainee and observed.
        Lesson in body {
            /// The trainee who teaches it.
            TRAINEE trainee: PersonId = need, Append;
            /// The day on which it is taught.
            DATE date: NaiveDate = need, Both;
            /// The subject that is taught.
            SUBJECT subject: String = may, Both, Text(80);
            /// The class, by the school's name for it.
            CLASS class: String = may, Both, Text(60);
            /// The ages of the pupils, as in `11–12`.
            AGES ages: String = may, Both, Text(20);
            /// The instant at which the observer's lesson clock began, by the device's own time.
            BEGAN_AT began_at: Option<DateTime<Utc>> = may, Both;
            /// The things that the observer was asked to look for.
            FOCI foci/each: Map<EntryId, Focus> = may, Member, Entries(10);
            ..rest
        }

        /// One thing to look for in a lesson.
        Focus in foci {
            /// A few words that say what to look for.
            FOCUS_TEXT text: String = need, Both, Text(300);
            /// The area that it belongs to.
            FOCUS_AREA area: Option<Area> = may, Both;
            ..rest
        }
    }
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
