//! What every subject's screens are composed of: the fields of a record, and what belongs beside them.

pub mod bound;
pub mod choice;
pub mod chosen;
pub mod fields;
pub mod form;
pub mod half_day;
mod held;
pub mod keeping;
pub mod reason;
pub mod row;
pub mod undo;
pub mod versions;
mod words;

pub use held::{Held, Rules};
