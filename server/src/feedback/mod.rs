//! Feedback that was sent, as lists and boards ask for it.

mod db;

use chrono::{DateTime, Utc};
use domain::api::Problem;
use domain::feedback;
use domain::id::{PersonId, RecordId, ScopeId};
use domain::sync::record::{Record, read};
use futures::future::BoxFuture;
use serde::Serialize;
use sqlx::PgConnection;

use crate::projection::{Projection, Rows};

/// The table of feedback.
pub const FEEDBACK: Projection = Projection { kind: feedback::FEEDBACK, edition: 1, project };

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

fn project<'a>(
    connection: &'a mut PgConnection,
    records: &'a [&'a Record],
) -> BoxFuture<'a, sqlx::Result<()>> {
    Box::pin(async move { db::write(connection, &Rows::of(records, row)).await })
}

fn row(record: &Record) -> Result<Row, Problem> {
    let feedback: feedback::Feedback = read(&record.body)?;
    let version = feedback.version;
    let of_this_text = feedback.acknowledgements.values().filter(|said| said.version == version);
    Ok(Row {
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
