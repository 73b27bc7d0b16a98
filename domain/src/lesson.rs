//! A lesson: who teaches which class, when, and what the observer looks for.
//!
//! Shared by everyone on the placement, and begun by whoever is first, the mentor or the trainee.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::json;

use crate::{
    examples::Cast,
    framework::{AREAS, Area},
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
        fields::{Class, Limit, Table, field},
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
    ..Kind::new("lesson", FIELDS, reads_as::<Lesson>)
});

/// The fields of a lesson.
pub const FIELDS: Table = &[&[
    field("trainee", Class::Append, Limit::Id),
    field("subject", Class::Both, Limit::Text(80)),
    field("class", Class::Both, Limit::Text(60)),
    field("ages", Class::Both, Limit::Text(20)),
    field("date", Class::Both, Limit::Date),
    field("began_at", Class::Both, Limit::Time),
    field("foci/*", Class::Member, Limit::Entries(10)),
    field("foci/*/text", Class::Both, Limit::Text(300)),
    field("foci/*/area", Class::Both, Limit::OneOf(AREAS)),
]];

/// A lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lesson {
    /// Who teaches it.
    pub trainee: PersonId,
    /// The day it is taught.
    pub date: NaiveDate,
    /// What is taught.
    #[serde(default)]
    pub subject: String,
    /// The class, by the school's name for it.
    #[serde(default)]
    pub class: String,
    /// How old the pupils are, as in `11–12`.
    #[serde(default)]
    pub ages: String,
    /// When the observer's lesson clock began, by the device's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_at: Option<DateTime<Utc>>,
    /// What the observer was asked to look for.
    #[serde(default)]
    pub foci: Map<EntryId, Focus>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// One thing to look for in a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Focus {
    /// In a few words.
    pub text: String,
    /// The area it belongs to.
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
    vec![cast.sets(cast.shared, cast.observed, LESSON, &fields)]
}
