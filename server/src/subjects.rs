//! The one list of what the subjects bring to the server.

use crate::projection::Projection;
use crate::{feedback, lesson, target};

/// The tables that follow records.
pub const PROJECTIONS: [Projection; 3] = [lesson::LESSONS, feedback::FEEDBACK, target::TARGETS];
