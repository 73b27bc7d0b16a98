//! The one list of what the subjects bring to the server.

use crate::job::JobKind;
use crate::projection::Projection;
use crate::{feedback, lesson, session, target};

/// The tables that follow records.
pub static PROJECTIONS: [Projection; 3] = [lesson::LESSONS, feedback::FEEDBACK, target::TARGETS];

/// The kinds of job.
pub static JOBS: [JobKind; 1] = [session::letter::LETTER];
