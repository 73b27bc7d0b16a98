//! A school where trainees are placed.

use crate::{
    people::{
        Role::{Administrator, TrainingCoordinator},
        ScopeKind,
    },
    permission::rule,
    sync::{
        command::EDIT,
        kind::{Kind, RecordKind},
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
