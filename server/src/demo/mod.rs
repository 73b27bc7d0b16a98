//! A small demo: a fictional provider with two weeks behind it, written through the same decisions as live data.

mod device;
mod history;
mod people;
mod story;

use anyhow::Context;
use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::installation;
use story::Story;

/// Fills an empty database and marks it as a demo, for ever; leaves any other database as it is.
///
/// Gives whether it was filled. The weeks of the story end yesterday, as seen from `now`.
pub async fn fill(pool: &PgPool, now: DateTime<Utc>) -> anyhow::Result<bool> {
    let story = Story::read().context("the demo's story")?;
    let mut transaction = pool.begin().await?;
    if !installation::db::become_demo(&mut transaction).await? {
        return Ok(false);
    }
    people::place(&mut transaction, &story, now).await?;
    transaction.commit().await?;
    people::introduce(pool, &story, now).await?;
    history::live(pool, &story, now).await?;
    Ok(true)
}
