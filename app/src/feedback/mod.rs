//! Feedback that was sent: what it says, and what its readers do with it.

mod changes;
mod list;
mod one;
mod received;
mod reply;
mod words;

pub use list::FeedbackList;
pub use one::OneFeedback;
pub use received::{Received, use_feedback};
pub use words::{Words, measure};
