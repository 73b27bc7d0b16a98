//! A school where trainees are placed.

use serde::Serialize;
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
        Body,
        command::EDIT,
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

/// The kind of record that a school is.
pub const SCHOOL: RecordKind = RecordKind::of(&Kind {
    rules: &[rule(&[TrainingCoordinator, Administrator], &[ScopeKind::School], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("school", &[fields::ROWS], reads_as::<School>)
});

/// The fields of a school.
pub mod fields {
    use crate::sync::fields::Limit::Text;

    fields! {
        /// The rows of the field table.
        ROWS;
        /// The name of the school.
        NAME: One = "name", Both, Text(120);
        /// Its country, by two letters.
        COUNTRY: One = "country", Both, Text(2);
        /// The name of its time zone.
        ZONE: One = "zone", Both, Text(64);
    }
}

/// A school, as it is known to all its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct School {
    /// The name of the school.
    pub name: String,
    /// Its country, by the two letters of ISO 3166.
    pub country: String,
    /// The IANA name of its time zone.
    pub zone: String,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

reads! { School { needs name, country, zone; keeps rest; } }

/// What a device sends of schools, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let fields =
        [("name", json!("Harbour View School")), ("country", json!("AE")), ("zone", json!("Asia/Dubai"))];
    let id = RecordId::natural("example", &[&"school"]);
    vec![cast.sets(cast.administrator, cast.school, id, SCHOOL, &fields)]
}
