//! A target: what the trainee works on next. It belongs to the training, and outlives the placement it came from.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    feedback::command::FOLLOWED,
    framework::Area,
    id::{EntryId, PersonId, RecordId},
    people::{
        Role::{Mentor, Trainee},
        ScopeKind::Training,
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

/// A target the trainee works on.
pub const TARGET: RecordKind = RecordKind::of(&Kind {
    // It goes with the feedback that was withdrawn: a tap on a phone that had not heard does not bring it back.
    stays_deleted: true,
    // It is made by sending feedback, and from then on worked on by both.
    rules: &[
        rule(&[Mentor], &[Training], FOLLOWED, &[NEW, KEPT]),
        rule(&[Trainee, Mentor], &[Training], &[EDIT], &[KEPT]),
    ],
    ..Kind::new("target", FIELDS, reads_as::<Target>)
});

/// The fields of a target.
pub const FIELDS: Table = &[&[
    field("text", Class::Both, Limit::Text(1_000)),
    field("success", Class::Both, Limit::Text(1_000)),
    field("due", Class::Both, Limit::Date),
    field("area", Class::Both, Limit::OneOf(Area::WORDS)),
    field("status", Class::Both, Limit::OneOf(Status::WORDS)),
    field("trainee", Class::Server, Limit::Id),
    field("feedback", Class::Server, Limit::Id),
]];

words! {
    /// How far a target has come.
    Status {
        /// Agreed.
        Open "open",
        /// Being practised.
        WorkedOn "worked_on",
        /// Reached.
        Met "met",
        /// Taken into the next week or phase.
        CarriedOver "carried_over",
        /// No longer pursued.
        Dropped "dropped",
    }
}

impl Status {
    /// Whether nothing is left to do: it was reached, or is no longer pursued.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Met | Self::Dropped)
    }
}

/// A target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// Whose it is.
    pub trainee: PersonId,
    /// The feedback it came from.
    pub feedback: RecordId,
    /// How far it has come.
    pub status: Status,
    /// What was agreed, and the fields of newer releases.
    #[serde(flatten)]
    pub agreed: Agreed,
}

/// What a mentor and a trainee agree on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agreed {
    /// What to do.
    pub text: String,
    /// How both will know that it was done.
    #[serde(default)]
    pub success: String,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// The area it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

reads! {
    Target { needs trainee, feedback, status; with agreed; }
    Agreed { needs text; may have success, due, area; keeps rest; }
}

/// The record of a target agreed in feedback: the same one however often the feedback arrives.
pub fn target_id(feedback: RecordId, entry: EntryId) -> RecordId {
    RecordId::natural("target", &[&feedback, &entry])
}
