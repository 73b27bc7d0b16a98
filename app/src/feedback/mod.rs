//! Feedback: written as a draft, sent, and what its author and its readers do with it.

mod author;
mod changes;
pub mod draft;
mod list;
pub mod one;
mod received;
mod reply;
mod words;

pub use list::FeedbackList;
pub use received::{Received, use_feedback};
pub use words::{Words, measure};
