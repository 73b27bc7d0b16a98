//! Withdrawing feedback: its words and targets go, and its author's draft keeps them as they were last.

use super::*;

#[test]
fn withdrawing_takes_the_words_and_targets_away() {
    let mut story = Story::sent();
    let changed = amend("discussion", json!("We talked about pace."), json!("We talked about voice."));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(changed))), Outcome::Applied);
    assert_eq!(refusal(story.feedback(MENTOR, withdraw(&[2]))), (Code::Changed, Some("targets".into())));
    assert_eq!(story.feedback(MENTOR, withdraw(&[2, 3])), Outcome::Applied);
    assert_eq!(story.now().stage(), WITHDRAWN);
    let visible = serde_json::to_string(story.now()).unwrap();
    assert!(visible.contains("Wrong lesson."));
    for word in ["calm", "seconds", "hands", "pace", "voice", "books", "slip"] {
        assert!(!visible.contains(word), "{word} survived");
    }
    assert!(story.target(2).deleted && story.target(3).deleted);
    for action in [seen(1), acknowledge(1, "")] {
        assert_eq!(refusal(story.feedback(TRAINEE, action)).0, Code::NotAllowed);
    }
    assert_eq!(refusal(story.feedback(MENTOR, send(words()))).0, Code::NotAllowed);
    let status = Edit {
        path: "status".parse().unwrap(),
        base: story.target(2).body.get("status").cloned(),
        value: Some(json!("met")),
    };
    let edit = Action::Edit { edits: vec![status], settles: Set::new() };
    let late = story.does(TRAINEE, TARGET, target_id(feedback(), entry(2)), edit);
    assert_eq!(late, Outcome::Applied, "from a phone that had not heard");
    assert!(story.target(2).deleted, "it does not come back");
}

/// What the mentor's draft says after the feedback was withdrawn.
fn kept(story: &Story) -> &Record {
    &story.server.loaded.records[&mentors_draft(1)]
}

fn drafted(story: &mut Story, path: &str, base: Value, value: Value) {
    let some = |value: Value| (!value.is_null()).then_some(value);
    let edit = Edit { path: path.parse().unwrap(), base: some(base), value: some(value) };
    let lesson = Edit { path: "lesson".parse().unwrap(), base: None, value: Some(json!(record(1))) };
    let action = Action::Edit { edits: vec![lesson, edit], settles: Set::new() };
    let outcome = story.does(MENTOR, DRAFT, mentors_draft(1), action);
    assert!(matches!(outcome, Outcome::Applied | Outcome::Merged), "{outcome:?}");
}

#[test]
fn whoever_withdraws_keeps_the_words_as_they_were_last() {
    let mut story = Story::new();
    drafted(&mut story, "discussion", Value::Null, json!("We talked about pace."));
    for (name, members) in object(words()) {
        for (id, member) in members.as_object().into_iter().flatten() {
            drafted(&mut story, &format!("{name}/{id}"), Value::Null, member.clone());
        }
    }
    assert_eq!(story.feedback(MENTOR, send(words())), Outcome::Applied);
    // Another phone wrote on in the draft before it heard that it was sent.
    let success = format!("targets/{}/success", entry(3));
    drafted(&mut story, &success, Value::Null, json!("Every pupil has a line."));
    let changed = amend("discussion", json!("We talked about pace."), json!("We talked about voice."));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(changed))), Outcome::Applied);
    let path = format!("strengths/{}/text", entry(1));
    let changed = amend(&path, json!("A calm, clear start."), json!("A calm start."));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(changed))), Outcome::Applied);
    assert_eq!(story.feedback(MENTOR, withdraw(&[2, 3])), Outcome::Applied);
    let draft = kept(&story);
    assert_eq!(draft.body["discussion"], "We talked about voice.");
    assert_eq!(draft.body["strengths"][entry(1).to_string()]["text"], "A calm start.");
    assert_eq!(draft.body["targets"][entry(3).to_string()]["success"], "Every pupil has a line.");
    assert_eq!((draft.scope, draft.conflicts.len()), (own(MENTOR), 0));
}

#[test]
fn a_draft_that_was_changed_where_the_feedback_was_keeps_both() {
    let mut story = Story::new();
    drafted(&mut story, "discussion", Value::Null, json!("We talked about pace."));
    assert_eq!(
        story.feedback(MENTOR, send(json!({"discussion": "We talked about pace."}))),
        Outcome::Applied
    );
    drafted(&mut story, "discussion", json!("We talked about pace."), json!("We talked about pace, twice."));
    let changed = amend("discussion", json!("We talked about pace."), json!("We talked about voice."));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(changed))), Outcome::Applied);
    assert_eq!(story.feedback(MENTOR, withdraw(&[])), Outcome::Applied);
    let draft = kept(&story);
    assert_eq!(draft.body["discussion"], "We talked about pace, twice.");
    assert_eq!(draft.conflicts[0].theirs, Some(json!("We talked about voice.")));
}

#[test]
fn who_withdraws_what_was_never_drafted_here_finds_the_words_in_a_draft() {
    let mut story = Story::sent();
    assert_eq!(story.feedback(MENTOR, withdraw(&[2, 3])), Outcome::Applied);
    let draft: Draft = read(&kept(&story).body).unwrap();
    assert_eq!(draft.lesson, record(1));
    assert_eq!(draft.content, read(&object(words())).unwrap());
    let action = withdraw(&[2, 3]);
    let Some(Command::Withdraw(good)) = Command::of(&action) else { unreachable!() };
    let foreign = Action::from(Command::Withdraw(Withdraw { draft: Some(mentors_draft(2)), ..good.clone() }));
    assert_eq!(refusal(Story::sent().feedback(MENTOR, foreign)), (Code::WrongId, Some("draft".into())));
    let mut story = Story::sent();
    let first_builds = Action::from(Command::Withdraw(Withdraw { draft: None, ..good.clone() }));
    assert_eq!(story.feedback(MENTOR, first_builds), Outcome::Applied, "they write the draft themselves");
    assert!(!story.server.loaded.records.contains_key(&mentors_draft(1)));
}
