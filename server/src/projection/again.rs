//! Making the tables again from the records, while the server runs.

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Projection, db, project};
use crate::subjects::PROJECTIONS;

/// How many records are looked at in one transaction: a push that has to wait for it hardly notices.
pub const PAGE: i64 = 500;

/// Lets the tables follow every record there is, so many at a time; tells after each page how many a table follows.
///
/// It may be stopped at any moment and begun again. Records that come meanwhile are in the tables by their own pushes.
pub async fn make(pool: &PgPool, size: i64, mut tell: impl FnMut(usize)) -> sqlx::Result<usize> {
    let (mut followed, mut after) = (0, Some(Uuid::nil()));
    while let Some(from) = after {
        let mut transaction = pool.begin().await?;
        let (more, next) = page(&mut transaction, from, size).await?;
        transaction.commit().await?;
        (followed, after) = (followed + more, next);
        tell(followed);
    }
    let editions: Vec<i32> = PROJECTIONS.iter().map(|projection| projection.edition).collect();
    db::note_editions(&mut *pool.acquire().await?, &kinds(), &editions).await?;
    Ok(followed)
}

/// Makes the tables again if one of them was never made of all records in its present edition; tells whether it did.
///
/// So an upgrade that brings a table brings its rows as well. Until they are all there, lists are short.
pub async fn catch_up(pool: &PgPool) -> sqlx::Result<bool> {
    let made = db::editions(&mut *pool.acquire().await?).await?;
    let is_made = |projection: &Projection| {
        made.iter().any(|(kind, edition)| kind == projection.kind.word() && *edition >= projection.edition)
    };
    if PROJECTIONS.iter().all(is_made) {
        return Ok(false);
    }
    let followed = make(pool, PAGE, |_| ()).await?;
    tracing::info!(followed, "the tables for lists were made again");
    Ok(true)
}

fn kinds() -> Vec<String> {
    PROJECTIONS.iter().map(|projection| projection.kind.word().to_owned()).collect()
}

/// Does one page; gives how many of its records a table follows, and where the next page begins.
async fn page(connection: &mut PgConnection, after: Uuid, size: i64) -> sqlx::Result<(usize, Option<Uuid>)> {
    let next = db::page_end(&mut *connection, after, size).await?;
    let records = db::page(&mut *connection, after, next.unwrap_or(Uuid::max()), &kinds()).await?;
    project(connection, records.iter()).await?;
    Ok((records.len(), next))
}
