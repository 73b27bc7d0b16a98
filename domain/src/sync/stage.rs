//! Where a record stands in its life; what may be done to it depends on this.

use crate::state::{self, Acts, State};

/// A stage in the life of a record. Every kind has the two that stand here; a subject brings others of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage {
    /// Its name.
    pub word: &'static str,
    /// What a person sees of it, when there is nothing left to send.
    pub state: State,
}

impl Stage {
    /// A stage that a person sees under its own name.
    pub const fn new(word: &'static str, acts: Acts) -> Self {
        Self { word, state: State::new(word, acts) }
    }
}

/// The record does not exist yet.
pub const NEW: Stage = Stage { word: "new", state: state::WAITING };
/// The record exists, and its kind tells no more stages apart.
pub const KEPT: Stage = Stage { word: "kept", state: state::SENT };
