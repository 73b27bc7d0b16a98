//! Records as structs: what a newer release has added comes through unharmed, and broken bodies do not.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Debug;

use domain::{
    api::Code,
    card::{CARD, Card},
    feedback::{DRAFT, Draft, FEEDBACK, Feedback},
    kinds::KINDS,
    lesson::{LESSON, Lesson},
    notes::{NOTES, Notes},
    opportunity::{OPPORTUNITY, Opportunity},
    plain::Read,
    programme::{PROGRAMME, Programme},
    school::{SCHOOL, School},
    sync::{
        fields::check_body,
        record::{RecordKind, body, read},
    },
    target::{TARGET, Target},
};
use serde::Serialize;
use serde_json::{Value, json};

const ID: &str = "01936c1e-0000-7000-8000-000000000001";
const TIME: &str = "2026-11-21T09:02:11Z";

fn comes_through<T: Serialize + Read + Debug>(kind: RecordKind, mut value: Value) {
    value["later"] = json!({"any": [1, "two", null, {"three": false}], "z": "z", "a": "a"});
    let before = serde_json::from_value(value).unwrap();
    kind.parse(&before).unwrap();
    let typed: T = read(&before).unwrap();
    assert_eq!(body(&typed).unwrap(), before, "{kind:?}");
}

#[test]
fn fields_of_newer_releases_come_through_every_struct() {
    let quote = json!({"text": "q", "lesson_ms": 1, "tag": "question", "area": "assessment", "new": 1});
    let content = json!({
        "strengths": {ID: {"text": "s", "area": "pedagogy", "new": 1}},
        "targets": {ID: {"text": "t", "success": "s", "due": "2026-11-28", "area": "curriculum", "new": 1}},
        "discussion": "d",
        "quotes": {ID: quote},
    });
    let with = |more: Value| {
        let mut whole = content.as_object().unwrap().clone();
        whole.extend(more.as_object().unwrap().clone());
        Value::Object(whole)
    };
    let line = json!({"text": "n", "at": TIME, "lesson_ms": 1, "received": TIME, "tag": "target", "area": "behaviour", "new": 1});
    comes_through::<Lesson>(
        LESSON,
        json!({"trainee": ID, "date": "2026-11-21", "subject": "s", "class": "c", "ages": "11–12", "began_at": TIME,
            "foci": {ID: {"text": "f", "area": "professional", "new": 1}}}),
    );
    comes_through::<Notes>(NOTES, json!({"lesson": ID, "entries": {ID: line}}));
    comes_through::<Draft>(DRAFT, with(json!({"lesson": ID})));
    comes_through::<Feedback>(
        FEEDBACK,
        with(
            json!({"draft": ID, "lesson": ID, "trainee": ID, "training": ID, "version": 2, "sent_at": TIME, "read_at": TIME, "read_version": 2,
            "acknowledgements": {ID: {"version": 1, "reply": "r", "at": TIME}}, "withdrawn": {"reason": "r", "at": TIME},
            "earlier": {ID: {"version": 1, "words": content, "reason": "r", "at": TIME}}}),
        ),
    );
    comes_through::<Target>(
        TARGET,
        json!({"trainee": ID, "feedback": ID, "status": "carried_over", "text": "t", "success": "s", "due": "2026-11-28", "area": "curriculum"}),
    );
    comes_through::<Opportunity>(
        OPPORTUNITY,
        json!({"sort": "duty", "text": "t", "date": "2026-11-25", "place": "p", "taken_on": "2026-11-25", "reflection": "r"}),
    );
    comes_through::<Programme>(PROGRAMME, json!({"name": "n", "provider": "p", "framework": "ccf-2019"}));
    comes_through::<School>(SCHOOL, json!({"name": "n", "country": "PT", "zone": "Europe/Lisbon"}));
    comes_through::<Card>(
        CARD,
        json!({"person": ID, "name": "n", "roles": {ID: {"role": "mentor", "from": TIME, "until": TIME, "new": 1}}}),
    );
}

#[test]
fn bodies_without_what_they_need_are_refused() {
    for kind in KINDS {
        assert!(kind.parse(&serde_json::Map::new()).is_err(), "{kind:?}");
    }
}

#[test]
fn bodies_stay_within_their_size() {
    let many = |count: usize, name: &dyn Fn(usize) -> String, value: Value| {
        (0..count).map(|n| (name(n), value.clone())).collect::<serde_json::Map<_, _>>()
    };
    let entry = |n: usize| format!("01936c1e-0000-7000-8000-{n:012}");
    let draft = |strengths: usize, unknown: usize| {
        let mut body = many(unknown, &|n| format!("later_{n}"), json!(1));
        body.insert("lesson".to_owned(), json!(ID));
        body.insert("strengths".to_owned(), many(strengths, &entry, json!({"text": "s"})).into());
        check_body(DRAFT, &body).map_err(|problem| problem.code)
    };
    assert_eq!(draft(12, 50), Ok(()));
    assert_eq!(draft(13, 0), Err(Code::TooMany));
    assert_eq!(draft(0, 51), Err(Code::TooMany));
}
