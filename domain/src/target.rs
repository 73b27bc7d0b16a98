//! A target: what the trainee works on next. It belongs to the training, and outlives the placement it came from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    examples::Cast,
    feedback::{command::FOLLOWED, draft_id, feedback_id},
    framework::{AREAS, Area},
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
        merge::Edit,
        mutation::{Action, Mutation},
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
    field("area", Class::Both, Limit::OneOf(AREAS)),
    field("status", Class::Both, Limit::OneOf(STATUSES)),
    field("trainee", Class::Server, Limit::Id),
    field("feedback", Class::Server, Limit::Id),
]];

/// The words of the statuses on the wire, for field tables.
pub const STATUSES: &[&str] = &["open", "worked_on", "met", "carried_over", "dropped"];

/// How far a target has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Agreed.
    Open,
    /// Being practised.
    WorkedOn,
    /// Reached.
    Met,
    /// Taken into the next week or phase.
    CarriedOver,
    /// No longer pursued.
    Dropped,
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
reads_words!(Status);

/// The record of a target agreed in feedback: the same one however often the feedback arrives.
pub fn target_id(feedback: RecordId, entry: EntryId) -> RecordId {
    RecordId::natural("target", &[&feedback, &entry])
}

/// What a device sends of targets, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let (base, value) = (Some(json!(Status::Open)), Some(json!(Status::WorkedOn)));
    let id = target_id(feedback_id(draft_id(cast.observed, cast.mentor)), cast.entry("target"));
    let edits = "status".parse().map(|path| Edit { path, base, value });
    let action = Action::Edit { edits: edits.into_iter().collect(), settles: [].into() };
    vec![cast.does(cast.trainee, cast.training, id, TARGET, action)]
}
