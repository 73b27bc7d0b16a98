//! What is on this device about trainees: their lessons, what came of each, and what they work on.

use std::cmp::Reverse;

use chrono::NaiveDate;
use domain::{
    feedback::{self, DRAFT, FEEDBACK, Feedback, draft_id, feedback_id},
    id::{PersonId, RecordId},
    lesson::{LESSON, Lesson},
    notes::{NOTES, notes_id},
    state::{SENT, State},
    sync::record::{Record, read},
    target::{Agreed, TARGET, Target},
};
use leptos::prelude::*;

use crate::device;
use crate::lesson;
use crate::store::live::Records;
use crate::store::look::{Found, Wanted};

/// Follows the records that screens of trainees are made of.
#[derive(Clone, Copy)]
pub struct Shelf {
    me: PersonId,
    lessons: Signal<Option<Vec<Record>>>,
    targets: Signal<Option<Vec<Record>>>,
    notes: Signal<Option<Vec<Record>>>,
    drafts: Signal<Option<Vec<Record>>>,
    feedback: Signal<Option<Found>>,
    sending: Signal<bool>,
}

/// A lesson, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Taught {
    /// The id of the lesson.
    pub id: RecordId,
    /// The day on which it was taught.
    pub date: NaiveDate,
    /// The class and the subject; may be empty.
    pub title: String,
    /// The outcome of the lesson.
    pub outcome: Outcome,
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

impl Shelf {
    /// The records that are open.
    pub fn follow(records: Records) -> Self {
        Self {
            me: records.person(),
            lessons: records.view(Wanted::Kind(LESSON)),
            targets: records.view(Wanted::Kind(TARGET)),
            notes: records.view(Wanted::Kind(NOTES)),
            drafts: records.view(Wanted::Kind(DRAFT)),
            feedback: records.found(Wanted::Kind(FEEDBACK)),
            sending: records.sending(),
        }
    }

    /// Whether the lessons and targets were looked up.
    pub fn is_known(self) -> bool {
        self.lessons.with(Option::is_some) && self.targets.with(Option::is_some)
    }

    /// What a trainee works on now, the first due first; none until it was looked up.
    pub fn open_targets(self, trainee: PersonId) -> Option<Vec<Agreed>> {
        Some(open_targets(&self.targets.get()?, trainee))
    }

    /// The lesson of a trainee that was last, if there is one.
    pub fn last_lesson(self, trainee: PersonId) -> Option<Lesson> {
        let lessons = self.lessons.get()?;
        let lessons = lessons.iter().filter_map(|record| read::<Lesson>(&record.body).ok());
        lessons.filter(|lesson| lesson.trainee == trainee).max_by_key(|lesson| (lesson.date, lesson.began_at))
    }

    /// The lessons of a trainee, the last first; none until all about them was looked up.
    pub fn lessons(self, trainee: PersonId) -> Option<Vec<Taught>> {
        let (lessons, found) = (self.lessons.get()?, self.feedback.get()?);
        let own = [self.notes.get()?, self.drafts.get()?].concat();
        let feedback = found.view(&Wanted::Kind(FEEDBACK));
        let lessons = lessons.iter().filter_map(|record| Some((record, read::<Lesson>(&record.body).ok()?)));
        let mut lessons: Vec<_> = lessons.filter(|(_, lesson)| lesson.trainee == trainee).collect();
        lessons.sort_by_key(|(_, lesson)| Reverse((lesson.date, lesson.began_at)));
        let taught = lessons.into_iter().map(|(record, lesson)| Taught {
            id: record.id,
            date: lesson.date,
            title: lesson::called(&lesson),
            outcome: self
                .sent(record.id, &found, &feedback)
                .unwrap_or_else(|| self.unsent(record, &lesson, &found, &own)),
        });
        Some(taught.collect())
    }

    /// The person's own feedback goes before that of others.
    fn sent(self, lesson: RecordId, found: &Found, feedback: &[Record]) -> Option<Outcome> {
        let mine = feedback_id(draft_id(lesson, self.me));
        let about = |record: &&Record| {
            let of = record.body.get(feedback::fields::LESSON.name());
            of.and_then(|id| id.as_str()) == Some(&lesson.to_string())
        };
        let own = feedback.iter().find(|record| record.id == mine);
        let record = own.or_else(|| feedback.iter().find(about))?;
        let state = found.state_of(record, self.sending.get());
        Some(Outcome::Feedback(record.id, state, since(record, state)))
    }

    /// Begun are lessons with the person's notes or draft, and those they started today and have not written in yet.
    fn unsent(self, record: &Record, lesson: &Lesson, found: &Found, own: &[Record]) -> Outcome {
        let ids = [draft_id(record.id, self.me), notes_id(record.id, self.me)];
        let written = own.iter().find(|record| ids.contains(&record.id));
        match written {
            Some(written) => Outcome::Begun(Some(found.state_of(written, self.sending.get()))),
            None if record.author == self.me && lesson.date == device::today() => Outcome::Begun(None),
            None => Outcome::Nothing,
        }
    }
}

fn open_targets(records: &[Record], trainee: PersonId) -> Vec<Agreed> {
    let targets = records.iter().filter_map(|record| read::<Target>(&record.body).ok());
    let targets = targets.filter(|target| target.trainee == trainee && !target.status.is_finished());
    let mut agreed: Vec<Agreed> = targets.map(|target| target.agreed).collect();
    agreed.sort_by_key(|agreed| agreed.due.unwrap_or(NaiveDate::MAX));
    agreed
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
