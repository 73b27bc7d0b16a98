use sqlx::PgConnection;
use sqlx::types::Json;

use super::Row;
use crate::projection::{self, Rows};

impl projection::Row for Row {
    async fn write(connection: &mut PgConnection, rows: &Rows<Self>) -> sqlx::Result<()> {
        let query = sqlx::query!(
            "with gone as (delete from target where id = any($2))
             insert into target
                 select id, scope, trainee, feedback, author, area, due, status, status_revision,
                        coalesce((select changed_at from record_history as past
                                  where past.id = made.id and past.revision = made.status_revision), status_since)
                 from jsonb_populate_recordset(null::public.target, $1) as made
             on conflict (id) do update set
                 trainee = excluded.trainee, feedback = excluded.feedback, area = excluded.area, due = excluded.due,
                 status = excluded.status, status_revision = excluded.status_revision,
                 status_since = excluded.status_since",
            Json(&rows.kept) as _,
            &rows.gone,
        );
        query.execute(connection).await.map(drop)
    }
}
