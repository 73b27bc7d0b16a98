//! What is true everywhere: records, rules, permissions, the sync vocabulary and its pure decisions.
//!
//! No I/O, no components, no SQL, no clock and no randomness: those are parameters.
#![warn(missing_docs)]

#[macro_use]
pub mod plain;
#[macro_use]
pub mod word;
#[macro_use]
pub mod sync;
#[macro_use]
pub mod declare;

pub mod api;
pub mod card;
pub mod examples;
pub mod feedback;
pub mod field;
pub mod framework;
pub mod health;
pub mod id;
pub mod kinds;
pub mod lesson;
pub mod link;
pub mod moment;
pub mod notes;
pub mod opportunity;
pub mod people;
pub mod permission;
pub mod programme;
pub mod school;
pub mod session;
pub mod site;
pub mod sorted;
pub mod state;
pub mod target;
