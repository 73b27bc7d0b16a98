//! What unsent work is about: what was done, to whose lesson, and in which words.

use std::sync::Arc;

use domain::{
    feedback::{self, command::Command},
    field::One,
    id::{PersonId, RecordId},
    lesson::{LESSON, Lesson},
    plain::Read,
    sorted::Set,
    sync::{
        Body,
        fields::{self, Field, Limit},
        merge::Edit,
        mutation::Mutation,
        record::{Record, RecordKind, read},
    },
    target,
};
use serde_json::Value;

use crate::subjects;

/// What a person did, as they would call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A record of this kind was begun, changed or deleted.
    Edit(RecordKind),
    /// Feedback was sent.
    Feedback,
    /// Feedback was opened.
    Opened,
    /// Feedback was acknowledged.
    Reply,
    /// Sent feedback was changed.
    Change,
    /// Sent feedback was taken away.
    Withdrawal,
}

/// A kind of record that people write themselves.
pub struct Edited {
    /// The kind.
    pub kind: RecordKind,
    /// What one of them is called.
    pub name: fn() -> &'static str,
    /// The address at which its writer looks at one again, from what is known of it.
    pub address: fn(&Known<'_>) -> Option<String>,
}

/// What is known of something that was written, for the way to it.
pub struct Known<'a> {
    /// Its record.
    pub record: RecordId,
    /// The trainee and the lesson that it concerns.
    pub about: &'a Concerns,
    /// The one who wrote it.
    pub writer: PersonId,
}

/// A kind of record that people write themselves, if it is one.
pub fn edited(kind: RecordKind) -> Option<&'static Edited> {
    subjects::EDITED.iter().copied().flatten().find(|edited| edited.kind == kind)
}

impl Deed {
    /// What a mutation is called.
    pub fn of(mutation: &Mutation) -> Self {
        match Command::of(&mutation.action) {
            Some(Command::Send(_)) => Self::Feedback,
            Some(Command::Seen(_)) => Self::Opened,
            Some(Command::Acknowledge(_)) => Self::Reply,
            Some(Command::Amend(_)) => Self::Change,
            Some(Command::Withdraw(_)) => Self::Withdrawal,
            None => Self::Edit(mutation.kind),
        }
    }
}

/// The trainee and the class that unsent work concerns, as far as this device still knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concerns {
    /// The trainee whom it concerns.
    pub trainee: Option<PersonId>,
    /// The lesson that it concerns.
    pub lesson: Option<RecordId>,
    /// The subject and the class of the lesson; may be empty.
    pub class: String,
}

/// Gives a record as the person left it.
pub type Left<'a> = &'a dyn Fn(RecordId) -> Option<Arc<Record>>;

impl Concerns {
    /// What a mutation tells, and the records it is about; `left` gives one as the person left it.
    pub fn of(mutation: &Mutation, left: Left<'_>) -> Self {
        let id = if mutation.kind == LESSON {
            Some(mutation.record)
        } else {
            field(mutation, left, LESSON_OF).or_else(|| lesson_of_target(mutation, left))
        };
        let lesson: Option<Lesson> = id.and_then(|id| read(&left(id)?.body).ok());
        let words = lesson.iter().flat_map(|lesson| [lesson.subject.as_str(), lesson.class.as_str()]);
        let class = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let trainee = field(mutation, left, TRAINEE_OF).or_else(|| Some(lesson?.trainee));
        Self { trainee, lesson: id, class }
    }
}

/// A target names the feedback it came from, and that names the lesson.
fn lesson_of_target(mutation: &Mutation, left: Left<'_>) -> Option<RecordId> {
    let feedback: RecordId = field(mutation, left, target::fields::FEEDBACK)?;
    parsed(left(feedback)?.body.get(LESSON_OF.name()))
}

/// The lesson that notes and feedback are about: both call it the same.
const LESSON_OF: One = feedback::fields::LESSON;
/// The trainee whom lessons, feedback and targets are about: all call them the same.
const TRAINEE_OF: One = feedback::fields::TRAINEE;

/// A field as the mutation sets it, or as the record has it.
fn field<T: Read>(mutation: &Mutation, left: Left<'_>, field: One) -> Option<T> {
    match Command::of(&mutation.action) {
        Some(Command::Send(send)) if field == LESSON_OF => {
            return parsed(Some(&send.lesson.to_string().into()));
        }
        Some(Command::Send(send)) if field == TRAINEE_OF => {
            return parsed(Some(&send.trainee.to_string().into()));
        }
        _ => {}
    }
    let said = mutation.action.edits().iter().find(|edit| edit.path.as_str() == field.name());
    let said = said.and_then(|edit| edit.value.as_ref());
    said.map_or_else(|| parsed(left(mutation.record)?.body.get(field.name())), |said| parsed(Some(said)))
}

fn parsed<T: Read>(value: Option<&Value>) -> Option<T> {
    T::read(value?.clone()).ok()
}

/// The person's own words in a mutation, for them to copy: one paragraph for each thing they wrote.
pub fn text(mutation: &Mutation) -> String {
    let mut words = Vec::new();
    match Command::of(&mutation.action) {
        Some(Command::Send(send)) => in_body(mutation.kind, &send.content, &mut words),
        Some(Command::Amend(amend)) => words.push(amend.reason.clone()),
        Some(Command::Acknowledge(acknowledge)) => words.push(acknowledge.reply.clone()),
        Some(Command::Withdraw(withdraw)) => words.push(withdraw.reason.clone()),
        Some(Command::Seen(_)) | None => {}
    }
    mutation.action.edits().iter().for_each(|edit| in_edit(mutation.kind, edit, &mut words));
    words.retain(|word| !word.trim().is_empty());
    words.join("\n\n")
}

/// The beginning of a text, to know it again by: six words of its first line.
pub fn beginning(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut words = line.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(6).collect();
    let more = if words.next().is_some() { "…" } else { "" };
    first.join(" ") + more
}

/// The rows of the fields in which people write, in the order in which they are read.
fn written(kind: RecordKind) -> impl Iterator<Item = &'static Field> {
    kind.fields().iter().copied().flatten().filter(|row| matches!(row.limit, Limit::Text(_)))
}

fn in_edit(kind: RecordKind, edit: &Edit, words: &mut Vec<String>) {
    let is_written = || fields::find(kind, &edit.path).is_ok_and(|row| matches!(row.limit, Limit::Text(_)));
    match &edit.value {
        Some(Value::String(word)) if is_written() => words.push(word.clone()),
        Some(Value::Object(member)) => {
            in_member(kind, edit.path.segments().next().unwrap_or_default(), member, words);
        }
        _ => {}
    }
}

/// The texts in a body; those of one member of a collection stay together.
fn in_body(kind: RecordKind, body: &Body, words: &mut Vec<String>) {
    let mut met = Set::new();
    let names = written(kind).map(Field::first);
    for name in names.filter(|name| met.insert(*name)) {
        match body.get(name) {
            Some(Value::String(word)) => words.push(word.clone()),
            Some(Value::Object(members)) => {
                let members = members.values().filter_map(Value::as_object);
                members.for_each(|member| in_member(kind, name, member, words));
            }
            _ => {}
        }
    }
}

fn in_member(kind: RecordKind, collection: &str, member: &Body, words: &mut Vec<String>) {
    let inner = written(kind).filter(|row| row.within == collection);
    words.extend(inner.filter_map(|row| Some(member.get(row.name)?.as_str()?.to_owned())));
}

#[cfg(test)]
mod tests {
    use domain::{feedback::FEEDBACK, id::MutationId, id::ScopeId, notes::NOTES};
    use serde_json::json;

    use super::*;

    fn mutation(kind: RecordKind, action: &Value) -> Mutation {
        let Value::Object(mut whole) = json!({
            "id": MutationId::natural("test", &[&1]), "author": PersonId::natural("test", &[&"author"]),
            "at": "2026-11-01T08:00:00Z", "scope": ScopeId::natural("test", &[&1]),
            "record": RecordId::natural("test", &[&1]), "kind": kind,
        }) else {
            unreachable!()
        };
        whole.extend(action.as_object().expect("an object").clone());
        serde_json::from_value(Value::Object(whole)).expect("a mutation")
    }

    fn lesson() -> (RecordId, Record) {
        let id = RecordId::natural("test", &[&"lesson"]);
        let trainee = PersonId::natural("test", &[&"trainee"]);
        let record = json!({
            "id": id, "scope": ScopeId::natural("test", &[&2]), "kind": "lesson", "author": trainee,
            "revision": 1, "version": 1,
            "body": { "trainee": trainee, "date": "2026-11-01", "subject": "Science", "class": "9B" },
            "changed": { "by": trainee, "at": "2026-11-01T08:00:00Z", "mutation": MutationId::natural("test", &[&2]) },
        });
        (id, serde_json::from_value(record).expect("a record"))
    }

    #[test]
    fn notes_tell_their_lesson_and_its_trainee() {
        let (id, record) = lesson();
        let edits = json!([{ "path": "lesson", "value": id }]);
        let notes = mutation(NOTES, &json!({ "action": "edit", "edits": edits }));
        let record = Arc::new(record);
        let about = Concerns::of(&notes, &|asked| (asked == id).then(|| Arc::clone(&record)));
        assert_eq!((about.class.as_str(), about.lesson), ("Science 9B", Some(id)));
        assert_eq!(about.trainee, Some(PersonId::natural("test", &[&"trainee"])));
    }

    #[test]
    fn nothing_is_told_of_what_is_not_here() {
        let reply = mutation(FEEDBACK, &json!({ "action": "acknowledge", "version": 1 }));
        assert_eq!(Concerns::of(&reply, &|_| None), Concerns::default());
    }

    #[test]
    fn the_words_of_feedback_come_in_the_order_in_which_they_are_read() {
        let entry = "01890000-0000-7000-8000-000000000001";
        let content = json!({
            "discussion": "We talked.",
            "strengths": { entry: { "text": "Routines.", "area": "behaviour" } },
            "targets": { entry: { "text": "Wait.", "success": "Count to three." } },
        });
        let (id, person) = (RecordId::natural("test", &[&1]), PersonId::natural("test", &[&1]));
        let action = json!({
            "action": "send", "draft": id, "lesson": id, "trainee": person,
            "training": ScopeId::natural("test", &[&1]), "content": content,
        });
        let sent = mutation(FEEDBACK, &action);
        assert_eq!(text(&sent), "Routines.\n\nWait.\n\nCount to three.\n\nWe talked.");
        assert_eq!(Deed::of(&sent), Deed::Feedback);
    }

    #[test]
    fn a_text_is_known_by_its_beginning() {
        assert_eq!(beginning(""), "");
        assert_eq!(beginning("Routines.\n\nWait."), "Routines.");
        assert_eq!(
            beginning("Every pupil had an answer ready before hands went up."),
            "Every pupil had an answer ready…"
        );
    }

    #[test]
    fn ids_and_dates_are_nobodys_words() {
        let edits = json!([
            { "path": "trainee", "value": PersonId::natural("test", &[&1]) },
            { "path": "class", "value": "9B" },
            { "path": "date", "value": "2026-11-01" },
        ]);
        let begun = mutation(LESSON, &json!({ "action": "edit", "edits": edits }));
        assert_eq!(text(&begun), "9B");
    }
}
