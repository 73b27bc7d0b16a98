//! The merge, by table and by property.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    api::Code,
    feedback::{DRAFT, FEEDBACK},
    id::{MutationId, PersonId},
    lesson::LESSON,
    notes::NOTES,
    sorted::Set,
    sync::{
        Body,
        merge::{Edit, Merged, Source, merge},
        record::{Conflict, RecordKind},
    },
    target::TARGET,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const ENTRY: &str = "01936c1e-0000-7000-8000-000000000001";

fn object(value: Value) -> Body {
    serde_json::from_value(value).unwrap()
}

fn edit(path: &str, base: Value, value: Value) -> Edit {
    let some = |value: Value| (!value.is_null()).then_some(value);
    Edit { path: path.parse().unwrap(), base: some(base), value: some(value) }
}

fn source(kind: RecordKind, author: u8, mutation: u8) -> Source {
    Source {
        kind,
        author: PersonId::natural("test", &[&author]),
        mutation: MutationId::natural("test", &[&mutation]),
    }
}

fn draft(body: Value, edits: &[Edit]) -> Merged {
    merge(source(DRAFT, 1, 1), &object(body), &[], &Set::new(), edits).unwrap()
}

fn summary(merged: &Merged) -> &'static str {
    match (merged.opened.is_empty(), merged.changed.is_empty(), merged.plain) {
        (false, ..) => "conflict",
        (true, true, _) => "noop",
        (true, false, true) => "applied",
        (true, false, false) => "merged",
    }
}

#[test]
fn one_field_by_table() {
    let null = Value::Null;
    let text = |text: &str| json!(text);
    let cases = [
        // current, base, value → afterwards, outcome
        (null.clone(), null.clone(), text("v"), text("v"), "applied"),
        (text("b"), text("b"), text("v"), text("v"), "applied"),
        (text("b"), text("b"), null.clone(), null.clone(), "applied"),
        (text("v"), text("b"), text("v"), text("v"), "noop"),
        (null.clone(), text("b"), null.clone(), null.clone(), "noop"),
        (text("c"), text("b"), text("b"), text("c"), "noop"),
        (text("c"), text("b"), text("v"), text("c"), "conflict"),
        (text("c"), text("b"), null.clone(), text("c"), "conflict"),
        (null.clone(), text("b"), text("v"), null.clone(), "conflict"),
        (text("c"), null.clone(), text("v"), text("c"), "conflict"),
    ];
    for (current, base, value, after, outcome) in cases {
        let case = format!("current {current}, base {base}, value {value}");
        let merged =
            draft(json!({"discussion": current}), &[edit("discussion", base.clone(), value.clone())]);
        let found = merged.body.get("discussion").cloned().unwrap_or_default();
        assert_eq!((found, summary(&merged)), (after.clone(), outcome), "{case}");
        if outcome == "conflict" {
            let open = &merged.conflicts[0];
            let kept = [&open.base, &open.ours, &open.theirs].map(|side| side.clone().unwrap_or_default());
            assert_eq!(kept, [base, current, value], "{case}");
        }
    }
}

#[test]
fn one_member_of_a_set_by_table() {
    let member = |text: &str, area: &str| json!({"text": text, "area": area});
    let cases = [
        // both edited, different fields: merged inside
        (
            member("c", "pedagogy"),
            member("b", "pedagogy"),
            member("b", "curriculum"),
            member("c", "curriculum"),
            "merged",
        ),
        // both edited the same field: the other field still merges
        (
            member("c", "pedagogy"),
            member("b", "pedagogy"),
            member("v", "curriculum"),
            member("c", "curriculum"),
            "conflict",
        ),
        // deleted there, edited here: the edit survives
        (Value::Null, member("b", "pedagogy"), member("v", "pedagogy"), member("v", "pedagogy"), "conflict"),
        // edited there, deleted here: the edit survives
        (member("c", "pedagogy"), member("b", "pedagogy"), Value::Null, member("c", "pedagogy"), "conflict"),
        // deleted on both sides
        (Value::Null, member("b", "pedagogy"), Value::Null, Value::Null, "noop"),
        // deleted, unedited there
        (member("b", "pedagogy"), member("b", "pedagogy"), Value::Null, Value::Null, "applied"),
    ];
    let path = format!("strengths/{ENTRY}");
    for (current, base, value, after, outcome) in cases {
        let case = format!("current {current}, base {base}, value {value}");
        let body = if current.is_null() { json!({}) } else { json!({"strengths": {ENTRY: current}}) };
        let merged = draft(body, &[edit(&path, base, value)]);
        let found = merged.body.get("strengths").and_then(|all| all.get(ENTRY)).cloned().unwrap_or_default();
        assert_eq!((found, summary(&merged)), (after, outcome), "{case}");
    }
}

#[test]
fn adds_unite() {
    let other = "01936c1e-0000-7000-8000-000000000002";
    let merged = draft(
        json!({"strengths": {ENTRY: {"text": "calm start"}}}),
        &[edit(&format!("strengths/{other}"), Value::Null, json!({"text": "clear questions"}))],
    );
    assert_eq!(summary(&merged), "applied");
    assert_eq!(merged.body["strengths"].as_object().unwrap().len(), 2);
}

#[test]
fn notes_are_only_added() {
    let notes = source(NOTES, 1, 1);
    let line = json!({"text": "settled", "at": "2026-11-21T09:00:00Z", "lesson_ms": 1000});
    let stored = json!({"text": "settled", "at": "2026-11-21T09:00:00Z", "lesson_ms": 1000, "received": "2026-11-21T10:00:00Z"});
    let body = object(json!({"entries": {ENTRY: stored}}));
    let path = format!("entries/{ENTRY}");
    let try_it = |edit: Edit| merge(notes, &body, &[], &Set::new(), &[edit]);

    let again = try_it(edit(&path, Value::Null, line.clone())).unwrap();
    assert_eq!(summary(&again), "noop");
    let tagged = try_it(edit(&format!("{path}/tag"), Value::Null, json!("strength"))).unwrap();
    assert_eq!(summary(&tagged), "applied");
    let refused = [
        edit(&path, stored.clone(), Value::Null),
        edit(&path, line, json!({"text": "other", "at": "2026-11-21T09:00:00Z", "lesson_ms": 1000})),
        edit(&format!("{path}/text"), json!("settled"), json!("other")),
    ];
    for edit in refused {
        assert_eq!(try_it(edit).unwrap_err().code, Code::AppendOnly);
    }
    let forged = edit(&format!("{path}/received"), Value::Null, json!("2026-11-21T08:00:00Z"));
    assert_eq!(try_it(forged).unwrap_err().code, Code::ServerField);
}

#[test]
fn values_are_checked_against_their_row() {
    let cases = [
        (DRAFT, "discussion", json!("x".repeat(10_001)), Code::TooLong),
        (DRAFT, "discussion", json!(7), Code::Malformed),
        (DRAFT, "strengths", json!({}), Code::UnknownField),
        (DRAFT, "strengths/one", json!({}), Code::UnknownField),
        (DRAFT, "discussion/more", json!("x"), Code::UnknownField),
        (DRAFT, "strengths/01936c1e000070008000000000000001", json!({}), Code::UnknownField),
        (LESSON, "date", json!("2026-02-30"), Code::NotADate),
        (LESSON, "date", json!("0202-02-03"), Code::NotADate),
        (LESSON, "date", json!("2026-2-3"), Code::NotADate),
        (LESSON, "date", json!("2100-01-01"), Code::NotADate),
        (LESSON, "began_at", json!("yesterday"), Code::NotADate),
        (LESSON, "began_at", json!("0000-01-01T00:00:00Z"), Code::NotADate),
        (LESSON, "began_at", json!("9999-12-31T23:59:59-01:00"), Code::NotADate),
        (TARGET, "status", json!("graded"), Code::NotOneOf),
        (FEEDBACK, "version", json!(9), Code::ServerField),
        (LESSON, "later_field", json!("x".repeat(20_000)), Code::TooLong),
        (LESSON, "later_field", json!(0.5), Code::Malformed),
    ];
    for (kind, path, value, code) in cases {
        let case = format!("{kind:?} {path}");
        let refused =
            merge(source(kind, 1, 1), &Body::new(), &[], &Set::new(), &[edit(path, Value::Null, value)]);
        let problem = refused.expect_err(&case);
        assert_eq!((problem.code, problem.field.as_deref()), (code, Some(path)), "{case}");
    }
}

#[test]
fn a_day_lies_in_this_century_and_an_instant_wherever_the_clock_of_a_device_was_set() {
    let cases = [
        ("date", "2000-01-01"),
        ("date", "2099-12-31"),
        ("began_at", "0001-01-01T00:00:00Z"),
        ("began_at", "1970-01-01T00:00:07Z"),
        ("began_at", "2100-01-01T00:00:00+00:01"),
        ("began_at", "9999-12-31T23:59:59.999Z"),
    ];
    for (path, value) in cases {
        let edit = edit(path, Value::Null, json!(value));
        let merged = merge(source(LESSON, 1, 1), &Body::new(), &[], &Set::new(), &[edit]);
        assert_eq!(merged.unwrap().body[path], value, "{path}");
    }
}

#[test]
fn fields_of_newer_releases_are_kept() {
    let merged = draft(
        json!({"later": {"any": [1, "two"]}, "strengths": {ENTRY: {"text": "a", "colour": "green"}}}),
        &[
            edit("later_too", Value::Null, json!({"x": 1})),
            edit(&format!("strengths/{ENTRY}/weight"), Value::Null, json!(3)),
        ],
    );
    let expected = json!({"later": {"any": [1, "two"]}, "later_too": {"x": 1},
        "strengths": {ENTRY: {"text": "a", "colour": "green", "weight": 3}}});
    assert_eq!(Value::Object(merged.body), expected);
}

#[test]
fn a_settled_conflict_is_gone_and_an_unsettled_one_stays() {
    let opened = draft(json!({"discussion": "c"}), &[edit("discussion", json!("b"), json!("v"))]);
    let settles: Set<_> = opened.opened.clone();
    let choose = |settles: &Set<_>| {
        let edits = [edit("discussion", json!("c"), json!("c and v"))];
        merge(source(DRAFT, 2, 2), &opened.body, &opened.conflicts, settles, &edits).unwrap()
    };
    assert_eq!(choose(&settles).conflicts, []);
    assert_eq!(choose(&Set::new()).conflicts, opened.conflicts);
}

#[test]
fn settling_what_was_seen_does_not_close_what_was_written_since() {
    let opened = draft(json!({"discussion": "c"}), &[edit("discussion", json!("b"), json!("v"))]);
    let go_on = |author, mutation, settles: &Set<_>, before: &Merged, edit: Edit| {
        let source = source(DRAFT, author, mutation);
        merge(source, &before.body, &before.conflicts, settles, &[edit]).unwrap()
    };
    let chained = go_on(1, 2, &Set::new(), &opened, edit("discussion", json!("v"), json!("v, and more")));
    let settled = go_on(2, 3, &opened.opened, &chained, edit("discussion", json!("c"), json!("v")));
    assert_eq!(settled.body["discussion"], "v");
    assert_eq!(settled.conflicts[0].theirs, Some(json!("v, and more")));
}

#[test]
fn an_author_whose_version_came_to_stand_simply_goes_on() {
    let opened = draft(json!({"discussion": "c"}), &[edit("discussion", json!("b"), json!("v"))]);
    let body = object(json!({"discussion": "v"}));
    let source = source(DRAFT, 1, 2);
    let edits = [edit("discussion", json!("v"), json!("w"))];
    let merged = merge(source, &body, &opened.conflicts, &Set::new(), &edits).unwrap();
    assert_eq!((summary(&merged), &merged.body["discussion"]), ("applied", &json!("w")));
}

fn any_text() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), "[a-c]".prop_map(Value::from)]
}

proptest! {
    /// Chained edits of one author open at most one conflict, and it ends with what they wrote last.
    #[test]
    fn chained_edits_open_one_conflict(words in prop::collection::vec("[d-z]{1,3}", 1..6)) {
        let mut body = object(json!({"discussion": "theirs"}));
        let mut conflicts: Vec<Conflict> = Vec::new();
        let mut base = json!("base");
        for (index, word) in words.iter().enumerate() {
            let edits = [edit("discussion", base.clone(), json!(word))];
            let index = u8::try_from(index).unwrap();
            let merged =
                merge(source(DRAFT, 1, index), &body, &conflicts, &Set::new(), &edits).unwrap();
            (body, conflicts, base) = (merged.body, merged.conflicts, json!(word));
        }
        prop_assert_eq!(&body["discussion"], &json!("theirs"));
        prop_assert_eq!(conflicts.len(), 1);
        prop_assert_eq!(conflicts[0].theirs.as_ref(), Some(&base));
    }

    /// Whatever meets, all three versions are still somewhere.
    #[test]
    fn nothing_is_lost(current in any_text(), base in any_text(), value in any_text()) {
        let merged = draft(json!({"discussion": current}), &[edit("discussion", base.clone(), value.clone())]);
        let after = merged.body.get("discussion").cloned().unwrap_or_default();
        let conflict = merged.conflicts.first();
        let theirs = conflict.map(|open| open.theirs.clone().unwrap_or_default());
        prop_assert!(value == base || after == value || theirs == Some(value.clone()));
        prop_assert!(current == base || after == current || current == value);
    }

    /// Merging the same edit again changes nothing more.
    #[test]
    fn merging_is_idempotent(current in any_text(), base in any_text(), value in any_text()) {
        let edits = [edit("discussion", base, value)];
        let source = source(DRAFT, 1, 1);
        let once = draft(json!({"discussion": current}), &edits);
        let twice = merge(source, &once.body, &once.conflicts, &Set::new(), &edits).unwrap();
        prop_assert_eq!(&twice.body, &once.body);
        let ids = |merged: &Merged| merged.conflicts.iter().map(|open| open.id).collect::<Vec<_>>();
        prop_assert_eq!(ids(&twice), ids(&once));
    }

    /// Edits of different fields do not care who comes first.
    #[test]
    fn disjoint_edits_commute(current in [any_text(), any_text()], base in [any_text(), any_text()], value in [any_text(), any_text()]) {
        let paths = ["later_one", "later_two"];
        let start = json!({"later_one": current[0], "later_two": current[1]});
        let edits: Vec<Edit> =
            (0..2).map(|n| edit(paths[n], base[n].clone(), value[n].clone())).collect();
        let run = |order: [usize; 2]| {
            let mut body = object(start.clone());
            let mut conflicts = Vec::new();
            for n in order {
                let source = source(DRAFT, 1, u8::try_from(n).unwrap());
                let merged = merge(source, &body, &conflicts, &Set::new(), &edits[n..=n]).unwrap();
                (body, conflicts) = (merged.body, merged.conflicts);
            }
            conflicts.sort_by_key(|open| open.id);
            (body, conflicts)
        };
        prop_assert_eq!(run([0, 1]), run([1, 0]));
    }
}
