//! Targets, as lists and boards ask for them.

mod db;

use chrono::{DateTime, NaiveDate, Utc};
use domain::api::Problem;
use domain::framework::Area;
use domain::id::{PersonId, RecordId, ScopeId};
use domain::sync::record::{Record, read};
use domain::target::{Status, TARGET, Target};
use serde::Serialize;

use crate::projection::Projection;

/// The table of targets.
pub const TARGETS: Projection = Projection::of::<Row>(TARGET, 1);

#[derive(Serialize)]
struct Row {
    id: RecordId,
    scope: ScopeId,
    trainee: PersonId,
    feedback: RecordId,
    author: PersonId,
    area: Option<Area>,
    due: Option<NaiveDate>,
    status: Status,
    status_revision: u64,
    /// Of the record as it is now; when the status is older, history knows better.
    status_since: DateTime<Utc>,
}

impl TryFrom<&Record> for Row {
    type Error = Problem;

    fn try_from(record: &Record) -> Result<Self, Problem> {
        let target: Target = read(&record.body)?;
        Ok(Self {
            id: record.id,
            scope: record.scope,
            trainee: target.trainee,
            feedback: target.feedback,
            author: record.author,
            area: target.agreed.area,
            due: target.agreed.due,
            status: target.status,
            // The first revision has its status from being made: no edit has set it.
            status_revision: record.fields.get("status").copied().unwrap_or(1),
            status_since: record.changed.at,
        })
    }
}
