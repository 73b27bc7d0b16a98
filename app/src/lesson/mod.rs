//! A lesson to observe: whose it is, what to look for, and its start.

pub mod begin;
pub mod choose;

use domain::lesson::{LESSON, Lesson};

use crate::i18n::{t_string, use_i18n};
use crate::not_sent::Edited;
use crate::subjects::Brings;

/// What lessons bring to the screens of every subject.
pub const BRINGS: Brings = Brings {
    states: &[],
    edited: &[Edited {
        kind: LESSON,
        name: || t_string!(use_i18n(), not_sent.lesson),
        address: |known| Some(format!("/lessons/{}", known.about.lesson?)),
    }],
};

/// The class and the subject of a lesson, as in `9B Science`; empty when neither was given.
pub fn called(lesson: &Lesson) -> String {
    let words = [lesson.class.trim(), lesson.subject.trim()];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What stands for a lesson on a screen.
pub fn title_words(called: &str) -> String {
    let i18n = use_i18n();
    if called.is_empty() { t_string!(i18n, lesson.unnamed).to_string() } else { called.to_owned() }
}
