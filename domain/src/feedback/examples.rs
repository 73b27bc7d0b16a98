//! What a device sends of feedback, for the API document.

use serde_json::{Value, json};

use super::{
    DRAFT, FEEDBACK,
    command::{Acknowledge, Amend, Command, Seen, Send, Withdraw},
    draft_id, feedback_id,
};
use crate::{
    examples::Cast,
    id::RecordId,
    sync::{
        Body,
        canonical::Digest,
        merge::Edit,
        mutation::{Action, Mutation},
    },
};

/// A draft, and everything that can be done to it and to the feedback it becomes.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let draft = draft_id(cast.observed, cast.mentor);
    let (own, mentor, trainee) = (cast.own, cast.mentor, cast.trainee);
    let does =
        |author, command: Command| cast.does(author, cast.shared, feedback_id(draft), FEEDBACK, command);
    let body: Body = drafted(cast).map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
    let seen = Digest::of_body(&body).unwrap_or(Digest([0; 32]));
    vec![
        cast.sets(mentor, own, draft, DRAFT, &drafted(cast)),
        does(mentor, Command::Send(send(cast, draft))),
        does(trainee, Command::Seen(Seen { version: Some(1) })),
        does(
            trainee,
            Command::Acknowledge(Acknowledge { version: 1, reply: "I will count to three.".into() }),
        ),
        does(mentor, Command::Amend(amend(cast))),
        does(mentor, Command::Withdraw(withdraw(cast, draft))),
        cast.does(mentor, own, draft, DRAFT, Action::Delete { seen }),
    ]
}

fn drafted(cast: &Cast) -> [(&'static str, Value); 2] {
    [("lesson", json!(cast.observed)), ("discussion", json!("Pace."))]
}

fn send(cast: &Cast, draft: RecordId) -> Send {
    let (strength, target, quote) = (cast.entry("strength"), cast.entry("target"), cast.entry("line"));
    let said: [(&str, Value); 4] = [
        (
            "strengths",
            json!({ strength.to_string(): { "text": "Routines settle the room", "area": "behaviour" } }),
        ),
        (
            "targets",
            json!({ target.to_string(): {
                "text": "Wait three seconds", "success": "More hands go up", "due": "2026-11-28", "area": "pedagogy"
            } }),
        ),
        ("discussion", json!("Pace.")),
        ("quotes", json!({ quote.to_string(): { "text": "Settled in two minutes", "lesson_ms": 65_000 } })),
    ];
    let content = said.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Send { draft, lesson: cast.observed, trainee: cast.trainee, training: cast.training, content }
}

fn amend(cast: &Cast) -> Amend {
    let (base, value) = (Some(json!("Pace.")), Some(json!("Pace, and waiting.")));
    let edits = "discussion".parse().map(|path| Edit { path, base, value }).into_iter().collect();
    Amend { training: cast.training, reason: "We have talked about it.".into(), edits, settles: [].into() }
}

fn withdraw(cast: &Cast, draft: RecordId) -> Withdraw {
    let targets = [cast.entry("target")].into();
    let reason = "It was about another lesson.".into();
    Withdraw { training: cast.training, targets, draft: Some(draft), reason }
}
