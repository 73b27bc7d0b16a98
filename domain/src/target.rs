//! A target: what the trainee works on next. It belongs to the training, and outlives the placement it came from.

use serde_json::json;

use crate::{
    examples::Cast,
    feedback::{command::FOLLOWED, draft_id, feedback_id},
    id::{EntryId, RecordId},
    people::{
        Role::{Mentor, Trainee},
        ScopeKind::Training,
    },
    permission::rule,
    sync::{
        command::EDIT,
        kind::{Kind, RecordKind},
        merge::Edit,
        mutation::{Action, Mutation},
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

pub use self::fields::{Agreed, Target};

/// A target the trainee works on.
pub const TARGET: RecordKind = RecordKind::of(&Kind {
    // It goes with the feedback that was withdrawn: a tap on a phone that had not heard does not bring it back.
    stays_deleted: true,
    // It is made by sending feedback, and from then on worked on by both.
    rules: &[
        rule(&[Mentor], &[Training], FOLLOWED, &[NEW, KEPT]),
        rule(&[Trainee, Mentor], &[Training], &[EDIT], &[KEPT]),
    ],
    ..Kind::new("target", &[Target::ROWS, Agreed::ROWS], reads_as::<Target>)
});

/// The fields of a target.
pub mod fields {
    use chrono::NaiveDate;

    use super::Status;
    use crate::{
        framework::Area,
        id::{PersonId, RecordId},
    };

    record! {
        /// A target, as its record has it.
        Target in body with agreed: Agreed {
            /// The trainee who works on it.
            TRAINEE trainee: PersonId = need, Server;
            /// The feedback it came from.
            FEEDBACK feedback: RecordId = need, Server;
            /// The status that says how far it has come.
            STATUS status: Status = need, Both;
        }

        /// What a mentor and a trainee agree on; with it stand the fields of newer releases.
        Agreed in body {
            /// The text that says what to do.
            TEXT text: String = need, Both, Text(1_000);
            /// The sign by which both will know that it was done.
            SUCCESS success: String = may, Both, Text(1_000);
            /// The day by which it is to be done.
            DUE due: Option<NaiveDate> = may, Both;
            /// The area that it belongs to.
            AREA area: Option<Area> = may, Both;
            ..rest
        }
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
