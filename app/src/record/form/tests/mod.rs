use domain::{
    api::Code,
    feedback::{
        DRAFT,
        fields::{
            STRENGTHS,
            said::{self, REASON},
        },
    },
    id::{MutationId, PersonId, RecordId, ScopeId},
    sync::record::Change,
};
use serde_json::json;

use super::*;

mod property;
mod sorts;

const STRENGTH: &str = "strengths/01936c1e-0000-7000-8000-000000000001";
const TEXT: &str = "strengths/01936c1e-0000-7000-8000-000000000001/text";
const AREA: &str = "strengths/01936c1e-0000-7000-8000-000000000001/area";
const DUE: &str = "targets/01936c1e-0000-7000-8000-000000000002/due";
const TALK: &str = "discussion";
const MS: &str = "quotes/01936c1e-0000-7000-8000-000000000003/lesson_ms";

fn path(text: &str) -> Path {
    text.parse().unwrap()
}

fn body(value: Value) -> Body {
    serde_json::from_value(value).unwrap()
}

fn record(body: Body) -> Record {
    let person = PersonId::natural("test", &[&1]);
    Record {
        id: RecordId::natural("test", &[&1]),
        scope: ScopeId::natural("test", &[&1]),
        kind: DRAFT,
        author: person,
        revision: 1,
        version: 1,
        body,
        fields: Map::new(),
        conflicts: Vec::new(),
        deleted: false,
        changed: Change {
            at: chrono::DateTime::UNIX_EPOCH,
            by: person,
            mutation: MutationId::natural("test", &[&1]),
            reason: None,
        },
    }
}

fn draft() -> Value {
    json!({
        "discussion": "old",
        "strengths": {"01936c1e-0000-7000-8000-000000000001": {"text": "calm"}},
        "targets": {"01936c1e-0000-7000-8000-000000000002": {"text": "wait", "due": "2026-12-01"}},
        "quotes": {"01936c1e-0000-7000-8000-000000000003": {"text": "line", "lesson_ms": 5}},
    })
}

fn new() -> Form {
    Form::new(Rules::Kind(DRAFT))
}

fn open() -> Form {
    let mut form = new();
    form.see(Some(record(body(draft()))));
    form.restore(&Body::new());
    form
}

/// One event, in a few letters.
enum Step {
    See(Value),
    Gone,
    Restore(Value),
    Type(&'static str, &'static str),
    Set(&'static str, Value),
    Remove(&'static str),
    PutBack,
    TakeBack(&'static str, Value, Value),
    Save,
    Saved,
    Refused,
}
use Step::{Gone, PutBack, Refused, Remove, Restore, Save, Saved, See, Set, TakeBack, Type};

fn value(value: Value) -> Option<Value> {
    (!value.is_null()).then_some(value)
}

/// What came of the events: the edits that each save began with.
fn run(form: &mut Form, steps: Vec<Step>) -> Vec<Vec<Edit>> {
    let (mut begun, mut under_way) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            See(value) => form.see(Some(record(body(value)))),
            Gone => form.see(None),
            Restore(kept) => form.restore(&body(kept)),
            Type(at, text) => form.type_in(&path(at), text.to_owned()),
            Set(at, to) => form.set(&path(at), value(to)),
            Remove(at) => form.remove(vec![path(at)]),
            PutBack => form.put_back(),
            TakeBack(at, base, said) => {
                form.take_back(&[Edit { path: path(at), base: value(base), value: value(said) }]);
            }
            Save => {
                let edits = form.edits();
                form.ask_again(TimeDelta::zero());
                under_way.push(form.begin(&edits));
                begun.push(edits);
            }
            Saved => drop(form.saved(under_way.remove(0))),
            Refused => form.refused(under_way.remove(0)),
        }
    }
    begun
}

fn edits(edits: &[Edit]) -> Value {
    edits.iter().map(|edit| json!([edit.path, edit.base, edit.value])).collect()
}

#[test]
fn what_stands_in_a_field_by_table() {
    let other = |text: &str| {
        let mut draft = draft();
        draft["discussion"] = json!(text);
        draft
    };
    let cases: Vec<(&str, Vec<Step>, &str, &str)> = vec![
        ("what is stored", vec![], TALK, "old"),
        (
            "nothing, of a member that is not there",
            vec![],
            "strengths/01936c1e-0000-7000-8000-000000000009/text",
            "",
        ),
        ("what is typed", vec![Type(TALK, "new")], TALK, "new"),
        ("what is typed, whatever arrives", vec![Type(TALK, "new"), See(other("theirs"))], TALK, "new"),
        (
            "what arrives, where nothing is different",
            vec![Type(TALK, "old"), See(other("theirs"))],
            TALK,
            "theirs",
        ),
        ("what is being saved", vec![Type(TALK, "new"), Save, See(other("theirs"))], TALK, "new"),
        ("what was saved, until it is seen", vec![Type(TALK, "new"), Save, Saved], TALK, "new"),
        (
            "what was saved, once it is seen",
            vec![Type(TALK, "new"), Save, Saved, See(other("theirs"))],
            TALK,
            "theirs",
        ),
        (
            "what arrived after it was saved, although the save told it late",
            vec![Type(TALK, "new"), Save, See(other("new, and theirs")), Saved],
            TALK,
            "new, and theirs",
        ),
        ("what was typed since", vec![Type(TALK, "new"), Save, Type(TALK, "newer"), Saved], TALK, "newer"),
        ("what could not be saved", vec![Type(TALK, "new"), Save, Refused, See(draft())], TALK, "new"),
        ("what was kept", vec![Restore(json!({"discussion": ["old", "kept"]}))], TALK, "kept"),
        (
            "both, when typing was quicker",
            vec![Type(TALK, "x"), Restore(json!({"discussion": ["old", "kept"]}))],
            TALK,
            "kept x",
        ),
        ("what was taken back", vec![TakeBack(TALK, json!("old"), json!("sent"))], TALK, "sent"),
        (
            "what is newer than what was taken back",
            vec![Type(TALK, "newer"), TakeBack(TALK, json!("old"), json!("sent"))],
            TALK,
            "newer",
        ),
    ];
    check_texts(cases);
}

#[test]
fn what_stands_in_fields_of_all_sorts_by_table() {
    let cases: Vec<(&str, Vec<Step>, &str, &str)> = vec![
        ("a day", vec![], DUE, "2026-12-01"),
        ("a day that was taken out", vec![Type(DUE, "")], DUE, ""),
        (
            "a day whose taking out was taken back",
            vec![TakeBack(DUE, json!("2026-12-01"), json!(null))],
            DUE,
            "",
        ),
        ("a number", vec![], MS, "5"),
        ("a number as it is typed", vec![Type(MS, "007")], MS, "007"),
        ("what is in a member that was set", vec![Set(STRENGTH, json!({"text": "whole"}))], TEXT, "whole"),
        ("nothing, in a member that was removed", vec![Type(TEXT, "typed"), Remove(STRENGTH)], TEXT, ""),
        (
            "what was typed in a member that was put back",
            vec![Type(TEXT, "typed"), Remove(STRENGTH), PutBack],
            TEXT,
            "typed",
        ),
    ];
    check_texts(cases);
}

fn check_texts(cases: Vec<(&str, Vec<Step>, &str, &str)>) {
    for (name, steps, at, expected) in cases {
        let mut form = open();
        run(&mut form, steps);
        assert_eq!(form.text(&path(at)), expected, "{name}");
    }
}

#[test]
fn what_is_saved_by_table() {
    let none = json!([]);
    let cases: Vec<(&str, Vec<Step>, Vec<Value>)> = vec![
        ("nothing, where nothing is typed", vec![Save], vec![none.clone()]),
        ("a text", vec![Type(TALK, "new"), Save], vec![json!([[TALK, "old", "new"]])]),
        ("a text that was emptied", vec![Type(TALK, ""), Save], vec![json!([[TALK, "old", ""]])]),
        (
            "nothing, when it is as before",
            vec![Type(TALK, "new"), Type(TALK, "old"), Save],
            vec![none.clone()],
        ),
        (
            "what stood there, whatever arrived",
            vec![Type(TALK, "new"), See(json!({"discussion": "x"})), Save],
            vec![json!([[TALK, "old", "new"]])],
        ),
        (
            "first what is under way",
            vec![Type(TALK, "a"), Save, Type(TALK, "b"), Save, Saved, Save],
            vec![json!([[TALK, "old", "a"]]), none.clone(), json!([[TALK, "a", "b"]])],
        ),
        (
            "what was refused, with what was typed since",
            vec![Type(TALK, "a"), Save, Type(TALK, "b"), Refused, Save],
            vec![json!([[TALK, "old", "a"]]), json!([[TALK, "old", "b"]])],
        ),
        (
            "what goes on from what was saved",
            vec![Type(TALK, "a"), Save, Saved, Type(TALK, "b"), Save],
            vec![json!([[TALK, "old", "a"]]), json!([[TALK, "a", "b"]])],
        ),
    ];
    check_edits(cases);
}

#[test]
fn what_is_saved_of_all_sorts_by_table() {
    let none = json!([]);
    let cases: Vec<(&str, Vec<Step>, Vec<Value>)> = vec![
        ("a day as none", vec![Type(DUE, ""), Save], vec![json!([[DUE, "2026-12-01", null]])]),
        ("a number as a number", vec![Type(MS, "007"), Save], vec![json!([[MS, 5, 7]])]),
        ("nothing that is no number", vec![Type(MS, "seven"), Save], vec![none.clone()]),
        ("nothing that is no day", vec![Type(DUE, "0202-01-01"), Save], vec![none.clone()]),
        ("a choice", vec![Set(AREA, json!("behaviour")), Save], vec![json!([[AREA, null, "behaviour"]])]),
        (
            "a choice that was taken back at once",
            vec![Set(AREA, json!("behaviour")), Set(AREA, json!(null)), Save],
            vec![none.clone()],
        ),
        (
            "a member without what was typed in it",
            vec![Type(TEXT, "typed"), Remove(STRENGTH), Save],
            vec![json!([[
                STRENGTH,
                {"text": "calm"},
                null
            ]])],
        ),
        (
            "a member after what was being saved in it",
            vec![Type(TEXT, "typed"), Save, Remove(STRENGTH), Save, Saved, Save],
            vec![
                json!([[TEXT, "calm", "typed"]]),
                none.clone(),
                json!([[STRENGTH, {"text": "typed"}, null]]),
            ],
        ),
        (
            "a text in a member that was just added",
            vec![
                Set("strengths/01936c1e-0000-7000-8000-000000000009", json!({"text": ""})),
                Type("strengths/01936c1e-0000-7000-8000-000000000009/text", "new"),
                Save,
            ],
            vec![json!([
                ["strengths/01936c1e-0000-7000-8000-000000000009", null, {"text": ""}],
                ["strengths/01936c1e-0000-7000-8000-000000000009/text", "", "new"]
            ])],
        ),
    ];
    check_edits(cases);
}

fn check_edits(cases: Vec<(&str, Vec<Step>, Vec<Value>)>) {
    for (name, steps, expected) in cases {
        let begun = run(&mut open(), steps);
        assert_eq!(begun.iter().map(|begun| edits(begun)).collect::<Vec<_>>(), expected, "{name}");
    }
}

#[test]
fn what_is_typed_before_the_store_was_looked_at_waits_for_it() {
    let cases = [
        ("an empty text was seen", See(json!({"discussion": ""})), json!([[TALK, "", "quick"]])),
        ("nothing was seen of a text that is there", See(draft()), json!([[TALK, null, "quick"]])),
        ("there is no record", Gone, json!([[TALK, null, "quick"]])),
    ];
    for (name, found, expected) in cases {
        let mut form = new();
        run(&mut form, vec![Type(TALK, "quick")]);
        assert!(!form.is_open());
        assert_eq!((form.edits(), form.kept().len()), (vec![], 1), "{name}");
        run(&mut form, vec![found]);
        assert_eq!(form.text(&path(TALK)), "quick", "{name}");
        assert_eq!(edits(&form.edits()), expected, "{name}");
    }
}

#[test]
fn what_does_not_fit_stays_and_is_kept_and_says_why() {
    let long = "x".repeat(20_000);
    let cases = [
        (TALK, long.as_str(), Code::TooLong),
        (DUE, "0202-01-01", Code::NotADate),
        (MS, "seven", Code::Malformed),
        (MS, "-1", Code::Malformed),
        (MS, "99999999999", Code::TooMany),
    ];
    for (at, text, code) in cases {
        let mut form = open();
        form.type_in(&path(at), text.to_owned());
        assert_eq!(form.problem(&path(at)).map(|problem| problem.code), Some(code), "{at} {text:.9}");
        assert_eq!(form.problems(), [path(at)]);
        assert_eq!((form.edits(), form.kept().len()), (vec![], 1));
        form.see(Some(record(body(draft()))));
        assert_eq!(form.text(&path(at)), text);
    }
    let mut words = Form::of_new(Rules::Words(said::ROWS));
    words.type_in(&REASON.path(), "x".repeat(REASON.most() + 1));
    assert_eq!(words.problem(&REASON.path()).map(|problem| problem.code), Some(Code::TooLong));
    words.type_in(&REASON.path(), format!("{} ", "x".repeat(REASON.most())));
    assert_eq!(words.problems(), []);
}

#[test]
fn what_is_yet_to_be_made_starts_with_what_is_suggested_and_is_empty_again_once_it_was_made() {
    let cases: Vec<(&str, Vec<Step>, &str, Value)> = vec![
        ("nothing is typed", vec![], "last", json!({})),
        ("it was changed", vec![Type(TALK, "new")], "new", json!({"discussion": ["last", "new"]})),
        ("it was emptied", vec![Type(TALK, "")], "", json!({"discussion": ["last", ""]})),
        ("it is being made", vec![Type(TALK, "new"), Save], "new", json!({"discussion": ["last", "new"]})),
        ("it was made", vec![Type(TALK, "new"), Save, Saved], "last", json!({})),
        (
            "it could not be made",
            vec![Type(TALK, "new"), Save, Refused],
            "new",
            json!({"discussion": ["last", "new"]}),
        ),
        (
            "what is typed behind it meanwhile begins the next",
            vec![Type(TALK, "new"), Save, Type(TALK, "new, next"), Saved],
            ", next",
            json!({"discussion": ["last", ", next"]}),
        ),
        (
            "what is typed instead of it meanwhile stays",
            vec![Type(TALK, "new"), Save, Type(TALK, "other"), Saved],
            "other",
            json!({"discussion": ["last", "other"]}),
        ),
    ];
    for (name, steps, expected, kept) in cases {
        let mut form = Form::of_new(Rules::Kind(DRAFT));
        form.suggest(body(json!({"discussion": "last"})));
        run(&mut form, steps);
        assert_eq!(form.text(&path(TALK)), expected, "{name}");
        assert_eq!(Value::Object(form.kept()), kept, "{name}");
    }
}

#[test]
fn what_was_kept_is_read_again_as_it_was_and_as_older_builds_kept_it() {
    let mut form = open();
    run(
        &mut form,
        vec![Type(TALK, "new"), Type(DUE, ""), Set(AREA, json!("behaviour")), Set(TEXT, json!(null))],
    );
    let kept = form.kept();
    let mut again = open();
    again.restore(&kept);
    assert_eq!(again.kept(), kept);
    assert_eq!(again.edits(), form.edits());
    let mut older = open();
    older.restore(&body(
        json!({"discussion": ["before", "typed"], DUE: ["2026-12-01", ""], TEXT: ["same", "same"]}),
    ));
    assert_eq!(edits(&older.edits()), json!([[TALK, "before", "typed"], [DUE, "2026-12-01", null]]));
}

#[test]
fn members_are_those_of_the_record_with_what_is_added_and_without_what_is_removed() {
    let mut form = open();
    let ids = |form: &Form| form.members(STRENGTHS).len();
    assert_eq!(ids(&form), 1);
    run(&mut form, vec![Set("strengths/01936c1e-0000-7000-8000-000000000009", json!({"text": ""}))]);
    assert_eq!(ids(&form), 2);
    run(&mut form, vec![Remove(STRENGTH)]);
    assert_eq!((ids(&form), form.removed().len()), (1, 1));
    run(&mut form, vec![PutBack]);
    assert_eq!((ids(&form), form.removed().len()), (2, 0));
    // A text whose member is gone has nowhere to stand, and is still kept.
    run(&mut form, vec![Type(TEXT, "typed"), See(json!({"discussion": "old"}))]);
    assert_eq!((ids(&form), form.text(&path(TEXT)).as_str(), form.kept().len()), (1, "typed", 2));
}
