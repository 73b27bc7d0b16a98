//! Every sort of field, in a record that is made up of one of each.

use domain::{
    field::{Inner, List, One},
    sync::{
        fields::{
            Class,
            Limit::{Date, Entries, HalfDay, Ids, Integer, Link, Minutes, OneOf, Text, YesNo, Zoned},
        },
        kind::{Kind, RecordKind},
    },
};

use super::*;

const LINE: One = One::new("line", Class::Both, Text(8));
const STORY: One = One::new("story", Class::Both, Text(200));
const MINUTES: One = One::new("minutes", Class::Both, Integer(90));
const AGREED: One = One::new("agreed", Class::Both, YesNo);
const DAY: One = One::new("day", Class::Both, Date);
const HALF: One = One::new("half", Class::Both, HalfDay);
const MEETING: One = One::new("meeting", Class::Both, Zoned);
const TOOK: One = One::new("took", Class::Both, Minutes(480));
const PLAN: One = One::new("plan", Class::Both, Link(40));
const SEEN: One = One::new("seen", Class::Both, Ids(2));
const COLOUR: One = One::new("colour", Class::Both, OneOf(&["green", "blue"]));
const STEPS: List = List::new("steps/*", Class::Member, Entries(3));
const STEP: Inner = Inner::new("steps/*/step", Class::Both, Text(20));

const THING: RecordKind = RecordKind::of(&Kind::new(
    "thing",
    &[&[
        LINE.row(),
        STORY.row(),
        MINUTES.row(),
        AGREED.row(),
        DAY.row(),
        HALF.row(),
        MEETING.row(),
        TOOK.row(),
        PLAN.row(),
        SEEN.row(),
        COLOUR.row(),
        STEPS.row(),
        STEP.row(),
    ]],
    |_| Ok(()),
));

const FIRST: &str = "01936c1e-0000-7000-8000-000000000001";
const SECOND: &str = "01936c1e-0000-7000-8000-000000000002";

fn thing() -> Value {
    json!({
        "line": "old",
        "story": "One.\n\nTwo.",
        "minutes": 45,
        "agreed": false,
        "day": "2026-12-01",
        "half": "2026-12-01 am",
        "meeting": "2026-12-01T08:30:00+08:00[Asia/Shanghai]",
        "took": 50,
        "plan": "https://example.org/plan",
        "seen": [FIRST],
        "colour": "green",
        "steps": {FIRST: {"step": "first"}},
    })
}

/// What a person does to a field.
enum Does {
    Types(&'static str),
    Chooses(Value),
}
use Does::{Chooses, Types};

/// What came of it: the text in the field, the value that is chosen, what is saved, and what is wrong.
type Came = (&'static str, Value, Value, Option<Code>);

fn check(cases: Vec<(&str, Path, Does, Came)>) {
    for (name, path, does, (text, value, saved, problem)) in cases {
        let mut form = Form::new(Rules::Kind(THING));
        form.see(Some(Record { kind: THING, ..record(body(thing())) }));
        match does {
            Types(text) => form.type_in(&path, text.to_owned()),
            Chooses(value) => form.set(&path, super::value(value)),
        }
        assert_eq!(form.text(&path), text, "the text of {name}");
        assert_eq!(form.value(&path).unwrap_or_default(), value, "the value of {name}");
        let edits: Vec<Value> = form.edits().iter().map(|edit| json!([edit.base, edit.value])).collect();
        assert_eq!(edits.into_iter().next().unwrap_or_default(), saved, "what is saved of {name}");
        assert_eq!(form.problem(&path).map(|problem| problem.code), problem, "what is wrong with {name}");
        // Whatever it is, it is there again after a crash.
        let mut again = Form::new(Rules::Kind(THING));
        again.see(form.record().cloned());
        again.restore(&form.kept());
        assert_eq!((again.text(&path), again.edits()), (form.text(&path), form.edits()), "{name} again");
    }
}

#[test]
fn texts_and_numbers_are_typed_by_table() {
    let none = || json!(null);
    check(vec![
        ("a line", LINE.path(), Types("new"), ("new", json!("new"), json!(["old", "new"]), None)),
        ("the same line", LINE.path(), Types("old"), ("old", json!("old"), none(), None)),
        ("an empty line", LINE.path(), Types(""), ("", json!(""), json!(["old", ""]), None)),
        (
            "a line that is too long",
            LINE.path(),
            Types("nine char"),
            ("nine char", json!("nine char"), none(), Some(Code::TooLong)),
        ),
        (
            "letters that are more bytes",
            LINE.path(),
            Types("çğöşüñéß"),
            ("çğöşüñéß", json!("çğöşüñéß"), json!(["old", "çğöşüñéß"]), None),
        ),
        (
            "a long text, with its lines",
            STORY.path(),
            Types("One.\n\nThree."),
            ("One.\n\nThree.", json!("One.\n\nThree."), json!(["One.\n\nTwo.", "One.\n\nThree."]), None),
        ),
        ("a number", MINUTES.path(), Types(" 60 "), (" 60 ", json!(60), json!([45, 60]), None)),
        (
            "no number",
            MINUTES.path(),
            Types("an hour"),
            ("an hour", json!("an hour"), none(), Some(Code::Malformed)),
        ),
        ("a number that is taken out", MINUTES.path(), Types(" "), (" ", none(), json!([45, null]), None)),
        (
            "a number that is too large",
            MINUTES.path(),
            Types("91"),
            ("91", json!(91), none(), Some(Code::TooMany)),
        ),
        (
            "a text of a member",
            STEP.of(FIRST.parse().unwrap()),
            Types("other"),
            ("other", json!("other"), json!(["first", "other"]), None),
        ),
    ]);
}

#[test]
fn days_and_times_are_typed_by_table() {
    let none = || json!(null);
    check(vec![
        (
            "a day",
            DAY.path(),
            Types("2026-12-08"),
            ("2026-12-08", json!("2026-12-08"), json!(["2026-12-01", "2026-12-08"]), None),
        ),
        (
            "a day that is none",
            DAY.path(),
            Types("2026-02-30"),
            ("2026-02-30", json!("2026-02-30"), none(), Some(Code::NotADate)),
        ),
        ("a day that is taken out", DAY.path(), Types(""), ("", none(), json!(["2026-12-01", null]), None)),
        (
            "a half of a day",
            HALF.path(),
            Types("2026-12-01 pm"),
            ("2026-12-01 pm", json!("2026-12-01 pm"), json!(["2026-12-01 am", "2026-12-01 pm"]), None),
        ),
        (
            "a whole day",
            HALF.path(),
            Types("2026-12-02"),
            ("2026-12-02", json!("2026-12-02"), json!(["2026-12-01 am", "2026-12-02"]), None),
        ),
        (
            "a half that waits for its day",
            HALF.path(),
            Types("pm"),
            ("pm", json!("pm"), none(), Some(Code::NotADate)),
        ),
    ]);
}

#[test]
fn minutes_and_addresses_are_typed_by_table() {
    let none = || json!(null);
    check(vec![
        ("minutes, with the hours", TOOK.path(), Types("1:05"), ("1:05", json!(65), json!([50, 65]), None)),
        ("minutes alone", TOOK.path(), Types("65"), ("65", json!(65), json!([50, 65]), None)),
        ("the same minutes", TOOK.path(), Types("50"), ("50", json!(50), none(), None)),
        (
            "no minutes",
            TOOK.path(),
            Types("an hour"),
            ("an hour", json!("an hour"), none(), Some(Code::Malformed)),
        ),
        (
            "more minutes than fit",
            TOOK.path(),
            Types("8:01"),
            ("8:01", json!(481), none(), Some(Code::TooMany)),
        ),
        (
            "an address, with the space it was copied with",
            PLAN.path(),
            Types(" https://example.org/b "),
            (
                " https://example.org/b ",
                json!("https://example.org/b"),
                json!(["https://example.org/plan", "https://example.org/b"]),
                None,
            ),
        ),
        (
            "no address",
            PLAN.path(),
            Types("example.org"),
            ("example.org", json!("example.org"), none(), Some(Code::NotALink)),
        ),
        (
            "an address taken out",
            PLAN.path(),
            Types(" "),
            (" ", none(), json!(["https://example.org/plan", null]), None),
        ),
    ]);
}

#[test]
fn what_is_chosen_by_table() {
    let none = || json!(null);
    check(vec![
        ("yes", AGREED.path(), Chooses(json!(true)), ("true", json!(true), json!([false, true]), None)),
        ("no, as before", AGREED.path(), Chooses(json!(false)), ("false", json!(false), none(), None)),
        ("neither", AGREED.path(), Chooses(none()), ("", none(), json!([false, null]), None)),
        (
            "what is neither yes nor no",
            AGREED.path(),
            Chooses(json!("maybe")),
            ("maybe", json!("maybe"), none(), Some(Code::Malformed)),
        ),
        (
            "a choice",
            COLOUR.path(),
            Chooses(json!("blue")),
            ("blue", json!("blue"), json!(["green", "blue"]), None),
        ),
        ("no choice", COLOUR.path(), Chooses(none()), ("", none(), json!(["green", null]), None)),
        (
            "what cannot be chosen",
            COLOUR.path(),
            Chooses(json!("red")),
            ("red", json!("red"), none(), Some(Code::NotOneOf)),
        ),
    ]);
}

#[test]
fn what_is_picked_from_many_by_table() {
    let none = || json!(null);
    let (first, second) = (FIRST.parse().unwrap(), SECOND.parse().unwrap());
    check(vec![
        (
            "one more of a list",
            SEEN.path(),
            Chooses(json!([FIRST, SECOND])),
            ("", json!([FIRST, SECOND]), json!([[FIRST], [FIRST, SECOND]]), None),
        ),
        (
            "one twice in a list",
            SEEN.path(),
            Chooses(json!([FIRST, FIRST])),
            ("", json!([FIRST, FIRST]), none(), Some(Code::Malformed)),
        ),
        ("none of a list", SEEN.path(), Chooses(none()), ("", none(), json!([[FIRST], null]), None)),
        (
            "an instant with its zone",
            MEETING.path(),
            Chooses(json!("2026-12-01T09:00:00+00:00[Europe/London]")),
            (
                "2026-12-01T09:00:00+00:00[Europe/London]",
                json!("2026-12-01T09:00:00+00:00[Europe/London]"),
                json!([
                    "2026-12-01T08:30:00+08:00[Asia/Shanghai]",
                    "2026-12-01T09:00:00+00:00[Europe/London]"
                ]),
                None,
            ),
        ),
        (
            "an instant without one",
            MEETING.path(),
            Chooses(json!("2026-12-01T09:00:00Z")),
            ("2026-12-01T09:00:00Z", json!("2026-12-01T09:00:00Z"), none(), Some(Code::NotADate)),
        ),
        (
            "a member that is added",
            STEPS.of(second),
            Chooses(json!({"step": "second"})),
            ("", json!({"step": "second"}), json!([null, {"step": "second"}]), None),
        ),
        (
            "a member that is taken out",
            STEPS.of(first),
            Chooses(none()),
            ("", none(), json!([{"step": "first"}, null]), None),
        ),
    ]);
}

#[test]
fn what_is_chosen_before_the_record_was_seen_does_not_replace_an_answer_unseen() {
    let mut form = Form::new(Rules::Kind(THING));
    form.set(&AGREED.path(), Some(json!(true)));
    form.see(Some(Record { kind: THING, ..record(body(thing())) }));
    // Nothing was seen there: the server keeps both answers.
    assert_eq!(edits(&form.edits()), json!([["agreed", null, true]]));
}

#[test]
fn members_are_added_and_removed_and_put_back_in_their_order() {
    let (first, second) = (FIRST.parse().unwrap(), SECOND.parse().unwrap());
    let mut form = Form::new(Rules::Kind(THING));
    form.see(Some(Record { kind: THING, ..record(body(thing())) }));
    form.set(&STEPS.of(second), Some(json!({"step": "second"})));
    assert_eq!(form.members(STEPS), [first, second]);
    form.remove(vec![STEPS.of(first)]);
    assert_eq!(form.members(STEPS), [second]);
    form.put_back();
    assert_eq!(form.members(STEPS), [first, second]);
}
