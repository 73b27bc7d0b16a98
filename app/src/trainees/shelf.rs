//! What is on this device about trainees: their lessons, what came of each, and what they work on.

use std::{cmp::Reverse, sync::Arc};

use chrono::NaiveDate;
use domain::{
    feedback::{self, DRAFT, FEEDBACK, Feedback, draft_id, feedback_id},
    id::{PersonId, RecordId, ScopeId},
    lesson::{LESSON, Lesson},
    notes::{NOTES, notes_id},
    people::own_scope,
    sorted::{Map, sort_by_key},
    state::{SENT, State},
    sync::record::{Record, read},
    target::{Agreed, TARGET, Target},
};

use crate::device;
use crate::lesson;
use crate::store::look::Look;

/// A lesson.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Taught {
    /// The id of the lesson.
    pub id: RecordId,
    /// The placement in which it was taught.
    pub scope: ScopeId,
    /// The trainee who taught it.
    pub trainee: PersonId,
    /// The person who began it.
    pub author: PersonId,
    /// The day on which it was taught.
    pub date: NaiveDate,
    /// The class and the subject; may be empty.
    pub title: String,
}

/// What came of a lesson, as far as the person may know.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nobody has given feedback.
    Nothing,
    /// The person has observed it, and has not sent feedback.
    Begun(Option<State>),
    /// There is feedback, in this state since that moment.
    Feedback(RecordId, State, Option<String>),
}

/// What a trainee works on now, the first due first.
pub fn open_targets(look: Look<'_>, trainee: PersonId) -> Vec<Agreed> {
    let all = look.about(TARGET, trainee);
    let targets = all.iter().filter_map(|record| read::<Target>(&record.body).ok());
    let targets = targets.filter(|target| target.trainee == trainee && !target.status.is_finished());
    let mut agreed: Vec<Agreed> = targets.map(|target| target.agreed).collect();
    sort_by_key(&mut agreed, |agreed| agreed.due.unwrap_or(NaiveDate::MAX));
    agreed
}

/// The lesson of a trainee that was last, if there is one.
pub fn last_lesson(look: Look<'_>, trainee: PersonId) -> Option<Lesson> {
    in_order(look, trainee).into_iter().next().map(|(_, lesson)| lesson)
}

/// The lessons of a trainee, the last first.
pub fn lessons(look: Look<'_>, trainee: PersonId) -> Vec<Taught> {
    let taught = |(record, lesson): (Arc<Record>, Lesson)| Taught {
        id: record.id,
        scope: record.scope,
        trainee,
        author: record.author,
        date: lesson.date,
        title: lesson::called(&lesson),
    };
    in_order(look, trainee).into_iter().map(taught).collect()
}

fn in_order(look: Look<'_>, trainee: PersonId) -> Vec<(Arc<Record>, Lesson)> {
    let one = |record: Arc<Record>| {
        let lesson: Lesson = read(&record.body).ok()?;
        (lesson.trainee == trainee).then_some((record, lesson))
    };
    let mut lessons: Vec<_> = look.about(LESSON, trainee).into_iter().filter_map(one).collect();
    sort_by_key(&mut lessons, |(_, lesson)| Reverse((lesson.date, lesson.began_at)));
    lessons
}

/// The feedback on a trainee's lessons, by lesson.
pub fn feedback_by_lesson(look: Look<'_>, trainee: PersonId) -> Map<RecordId, RecordId> {
    let lesson = |record: &Arc<Record>| {
        record.body.get(feedback::fields::LESSON.name())?.as_str()?.parse::<RecordId>().ok()
    };
    let all = look.about(FEEDBACK, trainee);
    all.iter().filter_map(|record| Some((lesson(record)?, record.id))).collect()
}

/// The last lesson that the person has observed and not sent feedback on.
///
/// What was sent is left out first, by a look at one shelf: a year of lessons has little else.
pub fn last_begun(look: Look<'_>, me: PersonId, lessons: &[Taught]) -> Option<Taught> {
    let own = own_scope(me).id;
    let is_begun = |lesson: &&Taught| {
        let is_written =
            look.has(DRAFT, own, draft_id(lesson.id, me)) || look.has(NOTES, own, notes_id(lesson.id, me));
        is_written || lesson.author == me && lesson.date == device::today()
    };
    let is_sent = |lesson: &&Taught| look.holds(FEEDBACK, lesson.scope, feedback_id(draft_id(lesson.id, me)));
    let mut unsent = lessons.iter().filter(|lesson| !is_sent(lesson)).filter(is_begun).peekable();
    let trainee = unsent.peek().map(|lesson| lesson.trainee)?;
    let theirs = feedback_by_lesson(look, trainee);
    unsent.find(|lesson| !theirs.contains_key(&lesson.id)).cloned()
}

/// What came of a lesson. The person's own feedback goes before that of others, which `theirs` finds.
pub fn outcome(
    look: Look<'_>,
    me: PersonId,
    lesson: &Taught,
    theirs: impl FnOnce() -> Option<RecordId>,
) -> Outcome {
    let mine = feedback_id(draft_id(lesson.id, me));
    let sent = |id| look.get_in(FEEDBACK, lesson.scope, id);
    match sent(mine).or_else(|| sent(theirs()?)) {
        Some(record) => {
            let state = look.state_of(&record);
            Outcome::Feedback(record.id, state, since(&record, state))
        }
        None => begun(look, me, lesson),
    }
}

/// Begun are lessons with the person's notes or draft, and those they started today and have not written in yet.
fn begun(look: Look<'_>, me: PersonId, lesson: &Taught) -> Outcome {
    match written(look, me, lesson) {
        Some(written) => Outcome::Begun(Some(look.state_of(&written))),
        None if lesson.author == me && lesson.date == device::today() => Outcome::Begun(None),
        None => Outcome::Nothing,
    }
}

fn written(look: Look<'_>, me: PersonId, lesson: &Taught) -> Option<Arc<Record>> {
    let own = own_scope(me).id;
    let notes = || look.get_in(NOTES, own, notes_id(lesson.id, me));
    look.get_in(DRAFT, own, draft_id(lesson.id, me)).or_else(notes)
}

/// Since when feedback is in its state, in words.
fn since(record: &Record, state: State) -> Option<String> {
    let feedback: Feedback = read(&record.body).ok()?;
    let at = match state {
        SENT => Some(feedback.sent_at),
        _ if state == feedback::READ.state => feedback.read_at,
        _ => None,
    };
    at.map(device::moment_in_words)
}
