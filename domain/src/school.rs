//! A school where trainees are placed.

use serde_json::json;

use crate::{
    examples::Cast,
    id::RecordId,
    people::{
        Role::{Administrator, TrainingCoordinator},
        ScopeKind,
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

pub use self::fields::School;

/// The kind of record that a school is.
pub const SCHOOL: RecordKind = RecordKind::of(&Kind {
    rules: &[rule(&[TrainingCoordinator, Administrator], &[ScopeKind::School], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("school", &[School::ROWS], reads_as::<School>)
});

/// The fields of a school.
pub mod fields {
    record! {
        /// A school, as it is known to all its members.
        School in body {
            /// The name of the school.
            NAME name: String = need, Both, Text(120);
            /// Its country, by the two letters of ISO 3166.
            COUNTRY country: String = need, Both, Text(2);
            /// The IANA name of its time zone.
            ZONE zone: String = need, Both, Text(64);
            ..rest
        }
    }
}

/// What a device sends of schools, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let fields =
        [("name", json!("Harbour View School")), ("country", json!("AE")), ("zone", json!("Asia/Dubai"))];
    let id = RecordId::natural("example", &[&"school"]);
    vec![cast.sets(cast.administrator, cast.school, id, SCHOOL, &fields)]
}
