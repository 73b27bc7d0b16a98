//! Feedback that was sent, as lists and boards ask for it.

mod db;

use chrono::{DateTime, Utc};
use domain::api::Problem;
use domain::feedback;
use domain::id::{PersonId, RecordId, ScopeId};
use domain::sync::record::{Record, read};
use serde::Serialize;

use crate::projection::Projection;

/// The table of feedback.
pub const FEEDBACK: Projection = Projection::of::<Row>(feedback::FEEDBACK, 1);

#[derive(Serialize)]
struct Row {
    id: RecordId,
    scope: ScopeId,
    lesson: RecordId,
    trainee: PersonId,
    author: PersonId,
    stage: &'static str,
    version: u64,
    sent_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
    acknowledged_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
}

impl TryFrom<&Record> for Row {
    type Error = Problem;

    fn try_from(record: &Record) -> Result<Self, Problem> {
        let feedback: feedback::Feedback = read(&record.body)?;
        let version = feedback.version;
        let of_this_text = feedback.acknowledgements.values().filter(|said| said.version == version);
        Ok(Self {
            id: record.id,
            scope: record.scope,
            lesson: feedback.lesson,
            trainee: feedback.trainee,
            author: record.author,
            stage: record.stage().word,
            version,
            sent_at: feedback.sent_at,
            read_at: feedback.read_at,
            acknowledged_at: of_this_text.map(|said| said.at).min(),
            withdrawn_at: feedback.withdrawn.map(|withdrawn| withdrawn.at),
        })
    }
}
