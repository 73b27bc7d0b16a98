//! Feedback that was sent: what it says, and what its readers do with it.

pub mod author;
pub mod draft;
mod text;
mod versions;
mod words;

pub use words::Words;
