use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Job;

/// Writes a job that may be taken at once, as part of what gives rise to it.
pub async fn insert(connection: &mut PgConnection, job: &Job) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "insert into job (id, kind, payload, made_at, due_at, good_until) values ($1, $2, $3, $4, $4, $5)",
        job.id,
        job.kind,
        job.payload,
        job.made_at,
        job.good_until,
    );
    query.execute(connection).await.map(drop)
}

/// Takes the job of these kinds that has been due longest, if one is; until then nobody else takes it.
pub async fn take(
    connection: &mut PgConnection,
    kinds: &[String],
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<Option<Job>> {
    let query = sqlx::query_as!(
        Job,
        "update job set due_at = $3, tries = tries + 1
         where id = any(array(
             select id from job where dead_at is null and due_at <= $2 and kind = any($1)
             order by due_at limit 1 for update skip locked))
         returning id, kind, payload, made_at, good_until, tries, trouble",
        kinds,
        now,
        until,
    );
    query.fetch_optional(connection).await
}

/// Takes away a job that was done; not when it was taken again meanwhile.
pub async fn finish(connection: &mut PgConnection, job: &Job) -> sqlx::Result<()> {
    let query = sqlx::query!("delete from job where id = $1 and tries = $2", job.id, job.tries);
    query.execute(connection).await.map(drop)
}

/// Notes why a job failed, and when it is tried again; without a time it is dead.
pub async fn fail(
    connection: &mut PgConnection,
    job: &Job,
    trouble: &str,
    now: DateTime<Utc>,
    again: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "update job set trouble = $3, due_at = coalesce($5, $4::timestamptz),
                        dead_at = case when $5::timestamptz is null then $4 end
         where id = $1 and tries = $2",
        job.id,
        job.tries,
        trouble,
        now,
        again,
    );
    query.execute(connection).await.map(drop)
}

/// The jobs that nobody tries any more, the oldest first.
pub async fn dead(connection: &mut PgConnection) -> sqlx::Result<Vec<Job>> {
    let query = sqlx::query_as!(
        Job,
        "select id, kind, payload, made_at, good_until, tries, trouble from job
         where dead_at is not null order by dead_at, id",
    );
    query.fetch_all(connection).await
}

/// How many jobs wait for their next try, or for their first.
pub async fn waiting(connection: &mut PgConnection) -> sqlx::Result<i64> {
    let query = sqlx::query_scalar!(r#"select count(*) as "count!" from job where dead_at is null"#);
    query.fetch_one(connection).await
}

/// Lets a dead job be tried again from the start; tells whether there was one.
pub async fn revive(connection: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let query = sqlx::query!(
        "update job set dead_at = null, due_at = $2, tries = 0 where id = $1 and dead_at is not null",
        id,
        now,
    );
    Ok(query.execute(connection).await?.rows_affected() == 1)
}
