//! Feedback as its readers meet it: what it says, on which lesson, and in which state it is.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::feedback;
use domain::feedback::{FEEDBACK, Feedback};
use domain::id::PersonId;
use domain::lesson::{LESSON, Lesson};
use domain::sorted::sort_by_key;
use domain::state::State;
use domain::sync::record::{Record, read};
use leptos::prelude::*;

use crate::device::{day_in_words, moment_in_words};
use crate::i18n::{t_string, use_i18n};
use crate::people::use_people;
use crate::session::use_records;
use crate::state::StateChip;
use crate::store::look::{Look, Wanted};

/// One feedback, all of it at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The record of the feedback.
    pub record: Arc<Record>,
    /// The feedback as its record reads.
    pub feedback: Feedback,
    /// The state in which it is, from the one table.
    pub state: State,
    lesson: Option<Lesson>,
}

/// The feedback on this device that is wanted, the newest first; none until the first look at the disk.
pub fn use_feedback(wanted: Wanted) -> Memo<Option<Vec<Received>>> {
    use_records().ask(move |look| received(look, wanted))
}

fn received(look: Look<'_>, wanted: Wanted) -> Vec<Received> {
    let one = |record: Arc<Record>| {
        let feedback: Feedback = read(&record.body).ok()?;
        let beside = look.get_in(LESSON, record.scope, feedback.lesson);
        let lesson = beside.or_else(|| look.get(feedback.lesson));
        let lesson = lesson.and_then(|lesson| read(&lesson.body).ok());
        let state = look.state_of(&record);
        Some(Received { record, feedback, state, lesson })
    };
    let kind = |record: &Arc<Record>| record.kind == FEEDBACK;
    let mut all: Vec<Received> = look.wanted(wanted).into_iter().filter(kind).filter_map(one).collect();
    sort_by_key(&mut all, |received| std::cmp::Reverse(received.feedback.sent_at));
    all
}

impl Received {
    /// Whether it was not opened yet by the one it is for, who is this person.
    pub fn is_new_to(&self, person: PersonId) -> bool {
        let Feedback { trainee, read_at, withdrawn, .. } = &self.feedback;
        *trainee == person && read_at.is_none() && withdrawn.is_none()
    }

    /// Whether this person, whom it is for, has yet to say that they read the text as it is now.
    pub fn awaits(&self, person: PersonId) -> bool {
        let Feedback { trainee, version, acknowledgements, withdrawn, .. } = &self.feedback;
        let done = acknowledgements.values().any(|one| one.version == *version);
        *trainee == person && withdrawn.is_none() && !done
    }

    /// The day of the lesson.
    pub fn day(&self) -> NaiveDate {
        self.lesson.as_ref().map_or_else(|| self.feedback.sent_at.date_naive(), |lesson| lesson.date)
    }

    /// The class and the subject of the lesson, and its day: `9B Science · Thu 8 Oct`.
    pub fn title(&self) -> String {
        let i18n = use_i18n();
        let names = self.lesson.as_ref().map(|lesson| [lesson.class.as_str(), lesson.subject.as_str()]);
        let known = names.into_iter().flatten().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
        let lesson = if known.is_empty() { t_string!(i18n, feedback.lesson).to_string() } else { known };
        // A day is never broken over two lines, and the dot ends a line rather than begins one.
        format!("{lesson}\u{a0}· {}", day_in_words(self.day()).replace(' ', "\u{a0}"))
    }

    /// Its state as a word with a mark, with the time and the reader where the word has them.
    pub fn chip(&self) -> AnyView {
        let Feedback { trainee, sent_at, read_at, .. } = self.feedback;
        let time = if self.state == feedback::READ.state { read_at.unwrap_or(sent_at) } else { sent_at };
        // To the one who read it nobody says who did.
        if self.state == feedback::READ.state && trainee == use_records().person() {
            return view! { <StateChip state=self.state /> }.into_any();
        }
        let name = use_people().get().map(|people| people.name(trainee)).unwrap_or_default();
        view! { <StateChip state=self.state time=moment_in_words(time) name=name /> }.into_any()
    }
}
