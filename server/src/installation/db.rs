use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Installation;

pub async fn load(connection: &mut PgConnection) -> sqlx::Result<Installation> {
    sqlx::query_as!(Installation, "select id, demo from installation").fetch_one(connection).await
}

/// Marks an empty database as a demo; gives whether it was empty. Real people and demo people never share one.
pub async fn become_demo(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let query = sqlx::query!(
        "update installation set demo = true, demo_unfinished = $1 where not exists (select 1 from provider)",
        now
    );
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

/// The moment from which a demo that is not finished counts its weeks.
pub async fn unfinished_demo(connection: &mut PgConnection) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!("select demo_unfinished from installation").fetch_one(connection).await
}

/// All of the demo is there.
pub async fn finish_demo(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("update installation set demo_unfinished = null").execute(connection).await.map(drop)
}
