//! Feedback: written as a draft, sent, and what its author and its readers do with it.

mod author;
mod changes;
pub mod draft;
mod list;
pub mod one;
mod received;
mod reply;
mod states;
mod words;

use domain::feedback::DRAFT;

use crate::i18n::{t_string, use_i18n};
use crate::not_sent::Edited;
use crate::subjects::Brings;

pub use list::FeedbackList;
pub use received::{Received, use_feedback};
pub use words::{Words, measure};

/// What feedback brings to the screens of every subject.
pub const BRINGS: Brings = Brings {
    states: states::STATES,
    edited: &[Edited {
        kind: DRAFT,
        name: || t_string!(use_i18n(), not_sent.draft),
        address: |known| Some(format!("/lessons/{}/feedback", known.about.lesson?)),
    }],
};
