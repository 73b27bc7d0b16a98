//! Who may read and write what, from which checks, tests and "Who can see this?" are made.
//!
//! Reading is decided by role and kind of scope alone. Writing is decided by role, kind of scope, kind of record, verb and
//! stage, and an edit by the fields that it changes; what no rule allows may not be done.

mod looking_after;
mod reading;
mod writing;

pub use self::{
    looking_after::{looks_after, looks_after_others, may_make_code},
    reading::{may_read, readers, replicates},
    writing::{Rule, may_edit, may_write, rule},
};
