use sqlx::PgConnection;

use super::Installation;

pub async fn load(connection: &mut PgConnection) -> sqlx::Result<Installation> {
    sqlx::query_as!(Installation, "select id, demo from installation").fetch_one(connection).await
}
