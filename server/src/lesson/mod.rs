//! Lessons, as lists and boards ask for them.

mod db;

use chrono::{DateTime, NaiveDate, Utc};
use domain::api::Problem;
use domain::id::{PersonId, RecordId, ScopeId};
use domain::lesson::{LESSON, Lesson};
use domain::sync::fields::in_this_century;
use domain::sync::record::{Record, read};
use futures::future::BoxFuture;
use serde::Serialize;
use sqlx::PgConnection;

use crate::projection::{Projection, Rows};

/// The table of lessons.
pub const LESSONS: Projection = Projection { kind: LESSON, edition: 1, project };

#[derive(Serialize)]
struct Row {
    id: RecordId,
    scope: ScopeId,
    trainee: PersonId,
    author: PersonId,
    day: NaiveDate,
    began_at: Option<DateTime<Utc>>,
    subject: String,
    class: String,
    stage: &'static str,
}

fn project<'a>(
    connection: &'a mut PgConnection,
    records: &'a [&'a Record],
) -> BoxFuture<'a, sqlx::Result<()>> {
    Box::pin(async move { db::write(connection, &Rows::of(records, row)).await })
}

fn row(record: &Record) -> Result<Row, Problem> {
    let lesson: Lesson = read(&record.body)?;
    Ok(Row {
        id: record.id,
        scope: record.scope,
        trainee: lesson.trainee,
        author: record.author,
        day: lesson.date,
        // Lessons of the first builds may have begun in a year that PostgreSQL does not know.
        began_at: lesson.began_at.filter(in_this_century),
        subject: lesson.subject,
        class: lesson.class,
        stage: record.stage().word,
    })
}
