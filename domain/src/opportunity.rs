//! An opportunity: something a trainee may observe, learn or take on outside their own lessons, and what they took from it.

use serde_json::{Value, json};

use crate::{
    examples::Cast,
    id::RecordId,
    people::{
        Role::{self, Mentor, Trainee, TrainingCoordinator},
        ScopeKind::Training,
    },
    permission::rule,
    state::Acts,
    sync::{
        Body,
        command::{DELETE, EDIT},
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::reads_as,
        stage::{NEW, Stage},
    },
};

pub use self::fields::Opportunity;

/// An opportunity in a trainee's training. There may be any number of them: each has an id of its own.
pub const OPPORTUNITY: RecordKind = RecordKind::of(&Kind {
    stages: &[OFFERED, TAKEN, REFLECTED],
    stage,
    rules: &[
        // Whether a change made with no network holds does not depend on what the trainee did meanwhile.
        rule(OFFERING, &[Training], &[EDIT], &[NEW, OFFERED, TAKEN, REFLECTED]).of(OFFER),
        rule(OFFERING, &[Training], &[DELETE], &[OFFERED]),
        rule(&[Trainee], &[Training], &[EDIT], &[OFFERED, TAKEN, REFLECTED]).of(ANSWER),
    ],
    ..Kind::new("opportunity", &[Opportunity::ROWS], reads_as::<Opportunity>)
});

/// It was offered, and the trainee has not taken it.
pub const OFFERED: Stage = Stage::new("offered", Acts::Recipient);
/// The trainee has taken it, and not yet said what they took from it.
pub const TAKEN: Stage = Stage::new("taken", Acts::Recipient);
/// The trainee has said what they took from it.
pub const REFLECTED: Stage = Stage::new("reflected", Acts::Nobody);

/// Those in the school who know what there is to see and to do.
const OFFERING: &[Role] = &[Mentor, TrainingCoordinator];
/// What those who offer it say.
const OFFER: &[&str] = &[fields::SORT.name(), fields::TEXT.name(), fields::DATE.name(), fields::PLACE.name()];
/// What the trainee alone says.
const ANSWER: &[&str] = &[fields::TAKEN_ON.name(), fields::REFLECTION.name()];

/// The fields of an opportunity.
pub mod fields {
    use chrono::NaiveDate;

    use super::Sort;

    record! {
        /// An opportunity, as its record has it.
        Opportunity in body {
            /// The sort of opportunity that it is.
            SORT sort: Sort = need, Both;
            /// The text that says what there is to see or to do.
            TEXT text: String = need, Both, Text(1_000);
            /// The day on which it takes place.
            DATE date: Option<NaiveDate> = may, Both;
            /// The place, and the people to meet there; also a time that is no day.
            PLACE place: String = may, Both, Text(300);
            /// The day on which the trainee took it.
            TAKEN_ON taken_on: Option<NaiveDate> = may, Both;
            /// What the trainee took from it, in their own words.
            REFLECTION reflection: String = may, Both, Text(5_000);
            ..rest
        }
    }
}

words! {
    /// A sort of opportunity.
    Sort {
        /// A colleague is observed.
        Observe "observe",
        /// Something is learned: a course, a session, a talk.
        Training "training",
        /// A duty of the school is taken on for a while.
        Duty "duty",
    }
}

/// The stage at which an opportunity stands; what was said of it tells that it was taken.
fn stage(body: &Body) -> Stage {
    let says =
        |name: &str| body.get(name).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    match () {
        () if says(fields::REFLECTION.name()) => REFLECTED,
        () if says(fields::TAKEN_ON.name()) => TAKEN,
        () => OFFERED,
    }
}

/// What a device sends of opportunities, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let id = RecordId::natural("example", &[&"opportunity"]);
    let offered = [
        ("sort", json!(Sort::Observe)),
        ("text", json!("How Year 8 discuss a poem with no hands up")),
        ("date", json!("2026-11-25")),
        ("place", json!("Second period, Room 12, with Mr Khan")),
    ];
    let answered = [
        ("taken_on", json!("2026-11-25")),
        ("reflection", json!("He waits until somebody cannot bear it any longer.")),
    ];
    vec![
        cast.sets(cast.mentor, cast.training, id, OPPORTUNITY, &offered),
        cast.sets(cast.trainee, cast.training, id, OPPORTUNITY, &answered),
    ]
}
