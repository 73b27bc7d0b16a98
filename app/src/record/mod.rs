//! What every subject's screens are composed of: the fields of a record, and what belongs beside them.

pub mod bound;
pub mod choice;
pub mod fields;
pub mod form;
mod held;

pub use held::{Held, Rules};
