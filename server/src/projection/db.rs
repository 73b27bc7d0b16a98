use domain::sync::record::Record;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::sync::RecordRow;

/// The last of the next so many records after this one; none when no more than that are left.
pub async fn page_end(connection: &mut PgConnection, after: Uuid, size: i64) -> sqlx::Result<Option<Uuid>> {
    let query = sqlx::query_scalar!(
        "select id from record where id > $1 order by id offset $2 limit 1",
        after,
        size - 1,
    );
    query.fetch_optional(connection).await
}

/// The records of these kinds after one and up to another, in the order of their ids.
///
/// They are held until the transaction ends: who wants to change one waits, and then writes what comes of the change.
pub async fn page(
    connection: &mut PgConnection,
    after: Uuid,
    end: Uuid,
    kinds: &[String],
) -> sqlx::Result<Vec<Record>> {
    let query = sqlx::query_scalar!(
        r#"select row_to_json(record) as "record!: Json<RecordRow>" from record
           where id > $1 and id <= $2 and kind = any($3) order by id for share"#,
        after,
        end,
        kinds,
    );
    let rows = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Json(row)| row.into()).collect())
}

/// In which edition the table of each kind was last made of all records.
pub async fn editions(connection: &mut PgConnection) -> sqlx::Result<Vec<(String, i32)>> {
    let rows = sqlx::query!("select kind, edition from projection").fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.edition)).collect())
}

/// Notes that the tables of these kinds were made of all records, in these editions.
pub async fn note_editions(
    connection: &mut PgConnection,
    kinds: &[String],
    editions: &[i32],
) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "insert into projection select * from unnest($1::text[], $2::int[])
         on conflict (kind) do update set edition = excluded.edition",
        kinds,
        editions,
    );
    query.execute(connection).await.map(drop)
}
