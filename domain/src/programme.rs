//! A programme of training, and the framework its cohort follows.

use serde_json::json;

use crate::{
    examples::Cast,
    id::RecordId,
    people::{
        Role::{Administrator, CourseLead},
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

/// What a device sends of programmes, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let fields = [
        ("name", json!("iQTS 2026/27")),
        ("provider", json!("Larkfield University")),
        ("framework", json!("ccf-2019")),
    ];
    let id = RecordId::natural("example", &[&"programme"]);
    vec![cast.sets(cast.administrator, cast.programme, id, PROGRAMME, &fields)]
}
