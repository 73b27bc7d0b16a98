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
/// Gives whether it was filled. The weeks of the story end yesterday, as seen from `now`. One that was stopped half-way
/// is filled to its end: what was sent before is the same once more, and changes nothing.
pub async fn fill(pool: &PgPool, now: DateTime<Utc>) -> anyhow::Result<bool> {
    let story = Story::read().context("the demo's story")?;
    let Some(from) = begin(pool, &story, now).await? else { return Ok(false) };
    people::introduce(pool, &story, from).await?;
    history::live(pool, &story, from).await?;
    installation::db::finish_demo(&mut *pool.acquire().await?).await?;
    Ok(true)
}

/// Places the people of the story where nobody is yet; gives the moment from which a demo with something to do counts.
async fn begin(pool: &PgPool, story: &Story, now: DateTime<Utc>) -> anyhow::Result<Option<DateTime<Utc>>> {
    let mut transaction = pool.begin().await?;
    if installation::db::become_demo(&mut transaction, now).await? {
        people::place(&mut transaction, story, now).await?;
    }
    let from = installation::db::unfinished_demo(&mut transaction).await?;
    transaction.commit().await?;
    Ok(from)
}
