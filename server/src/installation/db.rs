use sqlx::PgConnection;

use super::Installation;

pub async fn load(connection: &mut PgConnection) -> sqlx::Result<Installation> {
    sqlx::query_as!(Installation, "select id, demo from installation").fetch_one(connection).await
}

/// Marks an empty database as a demo; gives whether it was empty. Real people and demo people never share one.
pub async fn become_demo(connection: &mut PgConnection) -> sqlx::Result<bool> {
    let query = sqlx::query!("update installation set demo = true where not exists (select 1 from provider)");
    Ok(query.execute(connection).await?.rows_affected() == 1)
}
