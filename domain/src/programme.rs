//! A programme of training, and the framework its cohort follows.

use serde::Serialize;
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
        Body,
        command::EDIT,
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

/// A programme of training.
pub const PROGRAMME: RecordKind = RecordKind::of(&Kind {
    rules: &[rule(&[CourseLead, Administrator], &[ScopeKind::Programme], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("programme", &[fields::ROWS], reads_as::<Programme>)
});

/// The fields of a programme.
pub mod fields {
    use crate::{
        framework::EDITION_IDS,
        sync::fields::Limit::{OneOf, Text},
    };

    fields! {
        /// The rows of the field table.
        ROWS;
        /// The name of the programme.
        NAME: One = "name", Both, Text(120);
        /// The accredited provider.
        PROVIDER: One = "provider", Both, Text(120);
        /// The edition of the framework it follows.
        FRAMEWORK: One = "framework", Both, OneOf(EDITION_IDS);
    }
}

/// A programme of training, as it is known to all its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Programme {
    /// The name of the programme.
    pub name: String,
    /// The accredited provider.
    pub provider: String,
    /// The edition of the framework it follows.
    pub framework: String,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

reads! { Programme { needs name, provider, framework; keeps rest; } }

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
