//! A programme of training, and the framework its cohort follows.

use crate::{
    people::{
        Role::{Administrator, CourseLead},
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

pub use self::fields::Programme;

/// A programme of training.
pub const PROGRAMME: RecordKind = RecordKind::of(&Kind {
    rules: &[rule(&[CourseLead, Administrator], &[ScopeKind::Programme], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("programme", &[Programme::ROWS], reads_as::<Programme>)
});

/// The fields of a programme.
pub mod fields {
    use crate::framework::EDITION_IDS;

    record! {
        /// A programme of training, as it is known to all its members.
        Programme in body {
            /// The name of the programme.
            NAME name: String = need, Both, Text(120);
            /// The accredited provider.
            PROVIDER provider: String = need, Both, Text(120);
            /// The edition of the framework it follows.
            FRAMEWORK framework: String = need, Both, OneOf(EDITION_IDS);
            ..rest
        }
    }
}
