//! What a command about feedback is refused for: the wrong person, the wrong id, too many or too long.

use super::*;

#[test]
fn strangers_and_other_roles_are_refused() {
    for author in [TRAINEE, TUTOR, OTHER_TRAINEE, OTHER_MENTOR, LEAD] {
        let mut story = Story::new();
        assert_eq!(refusal(story.feedback(author, send(words()))).0, Code::NotAllowed, "{author}");
        let mut story = Story::sent();
        for action in
            [withdraw(&[2, 3]), Action::from(Command::Amend(amend("discussion", Value::Null, json!("x"))))]
        {
            assert_eq!(refusal(story.feedback(author, action)).0, Code::NotAllowed, "{author}");
        }
    }
    for author in [MENTOR, TUTOR, OTHER_TRAINEE, OTHER_MENTOR, LEAD] {
        assert_eq!(refusal(Story::sent().feedback(author, seen(1))).0, Code::NotAllowed, "{author}");
    }
}

#[test]
fn feedback_has_one_author_also_among_mentors_of_one_placement() {
    let change =
        Action::from(Command::Amend(amend("discussion", json!("We talked about pace."), json!("x"))));
    let cases = [
        (send(json!({"discussion": "Mine."})), Code::WrongId, "draft"),
        (change, Code::WrongAuthor, "record"),
        (withdraw(&[2, 3]), Code::WrongAuthor, "record"),
    ];
    for (action, code, field) in cases {
        let refused = refusal(Story::sent().feedback(SECOND_MENTOR, action));
        assert_eq!(refused, (code, Some(field.into())));
    }
    let first = Story::new().feedback(SECOND_MENTOR, send(words()));
    assert_eq!(refusal(first).0, Code::WrongId, "nor is the place of a colleague taken before they send");
}

#[test]
fn bad_commands_get_a_code_and_a_field() {
    let with = |name: &str, value: Value| {
        let mut content = words();
        content[name] = value;
        send(content)
    };
    let action = send(words());
    let Some(Command::Send(good)) = Command::of(&action) else { unreachable!() };
    let strength = |n: u32| (entry(n).to_string(), json!({"text": "x"}));
    let four: Value = (10..14).map(strength).collect::<serde_json::Map<_, _>>().into();
    let cases = [
        (with("strengths", four), Code::TooMany, Some("strengths")),
        (with("discussion", json!("x".repeat(10_001))), Code::TooLong, Some("discussion")),
        (with("version", json!(7)), Code::ServerField, Some("version")),
        (send(json!({"discussion": " "})), Code::Empty, Some("content")),
        (
            Action::from(Command::Send(Send { draft: record(9), ..good.clone() })),
            Code::WrongId,
            Some("draft"),
        ),
        (
            Action::from(Command::Send(Send { trainee: person(OTHER_TRAINEE), ..good.clone() })),
            Code::NotFound,
            Some("trainee"),
        ),
        (
            Action::from(Command::Send(Send { training: training(OTHER_TRAINEE), ..good.clone() })),
            Code::NotFound,
            Some("training"),
        ),
    ];
    for (action, code, field) in cases {
        let mut story = Story::new();
        let found = refusal(story.feedback(MENTOR, action));
        assert_eq!(found, (code, field.map(str::to_owned)));
        assert!(story.server.loaded.records.is_empty(), "a refusal writes nothing");
    }
}

#[test]
fn somebody_elses_name_cannot_be_signed() {
    let mut story = Story::new();
    let mutation = story.make(MENTOR, FEEDBACK, feedback(), send(words()));
    let decision = decide(&story.server.loaded, &story.server.actor(person(TRAINEE)), noon(), &mutation);
    assert_eq!(refusal(decision.outcome), (Code::WrongAuthor, Some("author".into())));
}
