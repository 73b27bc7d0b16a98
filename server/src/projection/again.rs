//! Making the tables again from the records, while the server runs.

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{db, project};
use crate::database::to_word;
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
    Ok(followed)
}

/// Does one page; gives how many of its records a table follows, and where the next page begins.
async fn page(connection: &mut PgConnection, after: Uuid, size: i64) -> sqlx::Result<(usize, Option<Uuid>)> {
    let kinds = PROJECTIONS.each_ref().map(|projection| to_word(projection.kind));
    let next = db::page_end(&mut *connection, after, size).await?;
    let records = db::page(&mut *connection, after, next.unwrap_or(Uuid::max()), &kinds).await?;
    project(connection, records.iter()).await?;
    Ok((records.len(), next))
}
