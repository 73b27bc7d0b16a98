//! Lessons, as lists and boards ask for them.

mod db;

use chrono::{DateTime, NaiveDate, Utc};
use domain::api::Problem;
use domain::id::{PersonId, RecordId, ScopeId};
use domain::lesson::{LESSON, Lesson};
use domain::sync::fields::in_this_century;
use domain::sync::record::{Record, read};
use serde::Serialize;

use crate::projection::Projection;

/// The table of lessons.
pub const LESSONS: Projection = Projection::of::<Row>(LESSON, 1);

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

impl TryFrom<&Record> for Row {
    type Error = Problem;

    fn try_from(record: &Record) -> Result<Self, Problem> {
        let lesson: Lesson = read(&record.body)?;
        Ok(Self {
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
}
