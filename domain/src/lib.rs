//! What is true everywhere: records, rules, permissions, the sync vocabulary and its pure decisions.
//!
//! No I/O, no components, no SQL, no clock and no randomness: those are parameters.
#![warn(missing_docs)]

pub mod api;
pub mod health;
pub mod site;
