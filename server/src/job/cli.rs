//! What whoever runs the server sees of the jobs.

use std::fmt::Write;

use anyhow::ensure;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::db;

/// The jobs that nobody tries any more, each with why, and how many wait.
pub async fn list(connection: &mut PgConnection) -> anyhow::Result<String> {
    let mut text = String::new();
    let dead = db::dead(&mut *connection).await?;
    for job in &dead {
        let made = job.made_at.format("%Y-%m-%d %H:%M");
        let trouble = job.trouble.as_deref().unwrap_or_default();
        writeln!(text, "{}  {}  of {made}, {} tries: {trouble}", job.id, job.kind, job.tries)?;
    }
    let waiting = db::waiting(connection).await?;
    writeln!(text, "{} given up, {waiting} waiting", dead.len())?;
    Ok(text)
}

/// Lets a job that was given up be tried again.
pub async fn again(connection: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> anyhow::Result<()> {
    ensure!(db::revive(connection, id, now).await?, "no job with this id was given up");
    Ok(())
}
