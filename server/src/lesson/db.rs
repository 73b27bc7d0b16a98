use sqlx::PgConnection;
use sqlx::types::Json;

use super::Row;
use crate::projection::{self, Rows};

impl projection::Row for Row {
    async fn write(connection: &mut PgConnection, rows: &Rows<Self>) -> sqlx::Result<()> {
        let query = sqlx::query!(
            "with gone as (delete from lesson where id = any($2))
             insert into lesson select * from jsonb_populate_recordset(null::public.lesson, $1)
             on conflict (id) do update set
                 day = excluded.day, began_at = excluded.began_at, subject = excluded.subject, class = excluded.class,
                 stage = excluded.stage, trainee = excluded.trainee",
            Json(&rows.kept) as _,
            &rows.gone,
        );
        query.execute(connection).await.map(drop)
    }
}
