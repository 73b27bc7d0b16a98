//! Opportunities, decided step by step: who says what of one, when it may be withdrawn, and what meets with no network.

use domain::{
    api::Code,
    opportunity::{OFFERED, OPPORTUNITY, REFLECTED, TAKEN},
    sorted::Set,
    sync::{
        canonical::Digest,
        decide::decide,
        merge::Edit,
        mutation::{Action, Outcome},
        record::Record,
    },
};
use serde_json::{Value, json};

use crate::world::{
    LEAD, MENTOR, OTHER_MENTOR, OTHER_TRAINEE, SECOND_MENTOR, Server, TRAINEE, TUTOR, begin, mutation, noon,
    record, training,
};

/// What is said of an opportunity, field by field, and what stands there at first.
const OFFER: [(&str, &str); 4] =
    [("sort", "observe"), ("text", "Year 8"), ("date", "2026-11-25"), ("place", "Room 12")];
const ANSWER: [(&str, &str); 2] = [("taken_on", "2026-11-25"), ("reflection", "He waits.")];

struct Story {
    server: Server,
    count: u32,
}

impl Story {
    /// An opportunity that the mentor has offered.
    fn offered() -> Self {
        let mut story = Self { server: Server::new(), count: 0 };
        let body =
            Value::Object(OFFER.map(|(name, value)| (name.to_owned(), json!(value))).into_iter().collect());
        assert_eq!(story.does(MENTOR, begin(OPPORTUNITY, body)), Outcome::Applied);
        story
    }

    /// The same, answered by the trainee with so many fields.
    fn answered(count: usize) -> Self {
        let mut story = Self::offered();
        for (name, value) in &ANSWER[..count] {
            assert_eq!(story.does(TRAINEE, set(name, Value::Null, json!(value))), Outcome::Applied);
        }
        story
    }

    fn does(&mut self, author: u8, action: Action) -> Outcome {
        self.count += 1;
        let mutation = mutation(self.count, author, training(TRAINEE), record(1), OPPORTUNITY, action);
        let decision = decide(&self.server.loaded, &self.server.actor(mutation.author), noon(), &mutation);
        self.server.loaded.apply(&decision.writes);
        decision.outcome
    }

    fn now(&self) -> &Record {
        &self.server.loaded.records[&record(1)]
    }

    fn withdraw(&mut self, author: u8) -> Outcome {
        let seen = Digest::of_body(&self.now().body).unwrap();
        self.does(author, Action::Delete { seen })
    }
}

fn set(name: &str, base: Value, value: Value) -> Action {
    let some = |value: Value| (!value.is_null()).then_some(value);
    let edits = vec![Edit { path: name.parse().unwrap(), base: some(base), value: some(value) }];
    Action::Edit { edits, settles: Set::new() }
}

fn refusal(outcome: Outcome) -> Option<(Code, String)> {
    match outcome {
        Outcome::Rejected { problem } => Some((problem.code, problem.field.unwrap_or_default())),
        _ => None,
    }
}

#[test]
fn who_offers_it_says_what_it_is_and_the_trainee_alone_what_they_took_from_it() {
    for answered in 0..=ANSWER.len() {
        for (author, says) in [
            (MENTOR, OFFER.as_slice()),
            (SECOND_MENTOR, &OFFER),
            (TRAINEE, &ANSWER),
            (TUTOR, &[]),
            (LEAD, &[]),
            (OTHER_MENTOR, &[]),
            (OTHER_TRAINEE, &[]),
        ] {
            for (name, value) in OFFER.iter().chain(&ANSWER) {
                let mut story = Story::answered(answered);
                let base = story.now().body.get(*name).cloned().unwrap_or_default();
                let value = if base == json!(value) { Value::Null } else { json!(value) };
                // Nothing of what is needed is taken out.
                let value = if ["sort", "text"].contains(name) { json!("duty") } else { value };
                let refused = refusal(story.does(author, set(name, base, value)));
                let expected = match (says.iter().any(|(known, _)| known == name), says.is_empty()) {
                    (true, _) => None,
                    (false, true) => Some((Code::NotAllowed, "scope".to_owned())),
                    (false, false) => Some((Code::NotAllowed, (*name).to_owned())),
                };
                assert_eq!(refused, expected, "{author} says {name} after {answered} answers");
            }
        }
    }
}

#[test]
fn it_goes_from_offered_over_taken_to_reflected_on_and_back() {
    for (answers, stage) in [(0, OFFERED), (1, TAKEN), (2, REFLECTED)] {
        assert_eq!(Story::answered(answers).now().stage(), stage);
    }
    let mut slip = Story::answered(1);
    assert_eq!(slip.does(TRAINEE, set("taken_on", json!("2026-11-25"), Value::Null)), Outcome::Applied);
    assert_eq!(slip.now().stage(), OFFERED);
    let mut nobody = Story { server: Server::new(), count: 0 };
    let own = refusal(nobody.does(TRAINEE, begin(OPPORTUNITY, json!({"sort": "duty", "text": "Lunch"}))));
    assert_eq!(own, Some((Code::NotAllowed, "scope".to_owned())), "nobody offers themselves one");
}

#[test]
fn it_is_withdrawn_only_while_it_is_offered_and_never_from_under_its_trainee() {
    for (answers, author, allowed) in [
        (0, MENTOR, true),
        (0, SECOND_MENTOR, true),
        (0, TRAINEE, false),
        (0, TUTOR, false),
        (1, MENTOR, false),
        (2, MENTOR, false),
        (2, TRAINEE, false),
    ] {
        let outcome = Story::answered(answers).withdraw(author);
        assert_eq!(outcome == Outcome::Applied, allowed, "{author} after {answers} answers: {outcome:?}");
    }
    let mut story = Story::offered();
    assert_eq!(story.withdraw(MENTOR), Outcome::Applied);
    // The trainee's phone had not heard of it.
    assert_eq!(story.does(TRAINEE, set("taken_on", Value::Null, json!("2026-11-25"))), Outcome::Applied);
    assert_eq!((story.now().stage(), story.now().deleted), (TAKEN, false));
}

#[test]
fn what_was_changed_with_no_network_meets_what_the_trainee_said_and_both_hold() {
    let mut story = Story::answered(2);
    let moved = set("date", json!("2026-11-25"), json!("2026-11-26"));
    assert_eq!(story.does(MENTOR, moved), Outcome::Applied);
    let body = &story.now().body;
    assert_eq!((&body["date"], &body["reflection"]), (&json!("2026-11-26"), &json!("He waits.")));
}

#[test]
fn two_versions_are_settled_by_whose_words_they_are() {
    let mut story = Story::answered(1);
    for words in ["He waits.", "She asks."] {
        let outcome = story.does(TRAINEE, set("reflection", Value::Null, json!(words)));
        assert!(refusal(outcome).is_none(), "{words}");
    }
    let settles: Set<_> = story.now().conflicts.iter().map(|open| open.id).collect();
    assert!(!settles.is_empty());
    let settle = || Action::Edit { edits: Vec::new(), settles: settles.clone() };
    let refused = refusal(story.does(MENTOR, settle()));
    assert_eq!(refused, Some((Code::NotAllowed, "reflection".to_owned())));
    assert_eq!(story.does(TRAINEE, settle()), Outcome::Applied);
    assert!(story.now().conflicts.is_empty());
}
