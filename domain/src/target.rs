//! A target: what the trainee works on next. It belongs to the training, and outlives the placement it came from.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use crate::{
    examples::Cast,
    feedback::{command::FOLLOWED, draft_id, feedback_id},
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
    ..Kind::new("target", &[fields::ROWS], reads_as::<Target>)
});

/// The fields of a target.
pub mod fields {
    use super::Status;
    use crate::{
        framework::Area,
        sync::fields::Limit::{Date, Id, OneOf, Text},
    };

    fields! {
        /// The rows of the field table.
        ROWS;
        /// The text that says what to do.
        TEXT: One = "text", Both, Text(1_000);
        /// The sign by which both will know that it was done.
        SUCCESS: One = "success", Both, Text(1_000);
        /// The day by which it is to be done.
        DUE: One = "due", Both, Date;
        /// The area that it belongs to.
        AREA: One = "area", Both, OneOf(Area::WORDS);
        /// The status that says how far it has come.
        STATUS: One = "status", Both, OneOf(Status::WORDS);
        /// The trainee who works on it.
        TRAINEE: One = "trainee", Server, Id;
        /// The feedback it came from.
        FEEDBACK: One = "feedback", Server, Id;
    }
}

words! {
    /// The status that says how far a target has come.
    Status {
        /// It was agreed, and nobody has begun to work on it.
        Open "open",
        /// The trainee is practising it.
        WorkedOn "worked_on",
        /// It was reached.
        Met "met",
        /// It was taken into the next week or phase.
        CarriedOver "carried_over",
        /// It is no longer pursued.
        Dropped "dropped",
    }
}

impl Status {
    /// Whether nothing is left to do: it was reached, or is no longer pursued.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Met | Self::Dropped)
    }
}

/// A target, as its record has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// The trainee who works on it.
    pub trainee: PersonId,
    /// The feedback it came from.
    pub feedback: RecordId,
    /// The status that says how far it has come.
    pub status: Status,
    /// What was agreed, and the fields of newer releases.
    #[serde(flatten)]
    pub agreed: Agreed,
}

/// What a mentor and a trainee agree on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agreed {
    /// The text that says what to do.
    pub text: String,
    /// The sign by which both will know that it was done.
    #[serde(default)]
    pub success: String,
    /// The day by which it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// The area that it belongs to.
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

/// What a device sends of targets, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let (base, value) = (Some(json!(Status::Open)), Some(json!(Status::WorkedOn)));
    let id = target_id(feedback_id(draft_id(cast.observed, cast.mentor)), cast.entry("target"));
    let edits = "status".parse().map(|path| Edit { path, base, value });
    let action = Action::Edit { edits: edits.into_iter().collect(), settles: [].into() };
    vec![cast.does(cast.trainee, cast.training, id, TARGET, action)]
}
