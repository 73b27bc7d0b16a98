//! A programme of training, and the framework its cohort follows.

use serde::Serialize;

use crate::{
    framework::EDITION_IDS,
    people::{
        Role::{Administrator, CourseLead},
        ScopeKind,
    },
    permission::rule,
    sync::{
        Body,
        command::EDIT,
        fields::{Class, Limit, Table, field},
        kind::{Kind, RecordKind},
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

/// A programme of training.
pub const PROGRAMME: RecordKind = RecordKind::of(&Kind {
    rules: &[rule(&[CourseLead, Administrator], &[ScopeKind::Programme], &[EDIT], &[NEW, KEPT])],
    ..Kind::new("programme", FIELDS, reads_as::<Programme>)
});

/// The fields of a programme.
pub const FIELDS: Table = &[&[
    field("name", Class::Both, Limit::Text(120)),
    field("provider", Class::Both, Limit::Text(120)),
    field("framework", Class::Both, Limit::OneOf(EDITION_IDS)),
]];

/// A programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Programme {
    /// What it is called.
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
