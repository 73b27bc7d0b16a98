//! The one list of what the subjects bring to the screens that are about records of every kind.

use crate::not_sent::Edited;
use crate::state::Seen;

/// What a subject brings.
pub struct Brings {
    /// The states that only its records can be in.
    pub states: &'static [Seen],
    /// Its kinds of record that people write themselves.
    pub edited: &'static [Edited],
}

macro_rules! subjects {
    ($($subject:ident,)+) => {
        /// The states that subjects bring.
        pub const STATES: &[&[Seen]] = &[$(crate::$subject::BRINGS.states),+];

        /// The kinds of record that people write themselves, of every subject.
        pub const EDITED: &[&[Edited]] = &[$(crate::$subject::BRINGS.edited),+];
    };
}

subjects! {
    feedback,
    lesson,
    notes,
    opportunity,
    targets,
}
