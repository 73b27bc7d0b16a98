use sqlx::PgConnection;
use sqlx::types::Json;

use super::Row;
use crate::projection::{self, Rows};

impl projection::Row for Row {
    async fn write(connection: &mut PgConnection, rows: &Rows<Self>) -> sqlx::Result<()> {
        let query = sqlx::query!(
            "with gone as (delete from feedback where id = any($2))
             insert into feedback select * from jsonb_populate_recordset(null::public.feedback, $1)
             on conflict (id) do update set
                 lesson = excluded.lesson, trainee = excluded.trainee, stage = excluded.stage,
                 version = excluded.version, sent_at = excluded.sent_at, read_at = excluded.read_at,
                 acknowledged_at = excluded.acknowledged_at, withdrawn_at = excluded.withdrawn_at",
            Json(&rows.kept) as _,
            &rows.gone,
        );
        query.execute(connection).await.map(drop)
    }
}
