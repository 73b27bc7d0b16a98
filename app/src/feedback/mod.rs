//! Feedback that was sent: what it says, and what its readers do with it.

mod words;

pub use words::Words;
