//! However wrong PostgreSQL's picture of the tables is, an exchange reads only the rows that it needs.

use domain::id::RecordId;
use server::database::{connect_options, migrate, pool_options};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection};

use super::outcomes;
use crate::placement::{Phone, World, fresh};

/// Many others in the same school, each with a scope, a device and a record, after the tables were last counted.
const OTHERS: &str = "
insert into person (id, provider, name, email, created_at)
    select gen_random_uuid(), provider.id, '', n || '@other.example', now()
    from provider, generate_series(1, 2000) as n;
insert into scope (id, provider, kind, person)
    select id, provider, 'shared', id from person where email like '%@other.example';
insert into scope_carrier (scope, carrier, from_at)
    select scope.id, school.id, now() from scope, scope as school
    where scope.id = scope.person and school.kind = 'school';
insert into role_grant (id, person, role, scope, from_at)
    select id, id, 'mentor', id, now() from person where email like '%@other.example';
insert into client (id, person, build, seen_at)
    select id, id, '', now() from person where email like '%@other.example';
insert into mutation (id, client, seq, person, hash, ack, received_at)
    select id, id, 1, id, '', '{}', now() from person where email like '%@other.example';
insert into record (id, scope, kind, author, revision, version, body, fields, conflicts, deleted, mutation,
                    changed_by, changed_at)
    select id, id, 'lesson', id, 1, 1, '{}', '{}', '[]', false, id, id, now()
    from person where email like '%@other.example';";

/// Counted in the middle of copying them in, they take room and are not there.
const UNCOUNTED: &str = "
update pg_class set relpages = pg_relation_size(oid) / 8192
where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace;
select pg_stat_reset();";

const READ: &str = "
select (select sum(idx_tup_read) from pg_stat_user_indexes)::bigint
     + (select sum(seq_tup_read) from pg_stat_user_tables)::bigint";

/// How many rows all connections have read, once they have gone and told.
async fn rows_read(connection: &mut PgConnection) -> i64 {
    let others = "select count(*) from pg_stat_activity
                  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
    while sqlx::query_scalar::<_, i64>(others).fetch_one(&mut *connection).await.unwrap() > 0 {}
    sqlx::query_scalar(READ).fetch_one(connection).await.unwrap()
}

#[sqlx::test(migrations = false)]
async fn tables_that_filled_up_unnoticed_are_not_read_whole(_: PgPoolOptions, connect: PgConnectOptions) {
    let pool = || pool_options().connect_with(connect_options(connect.clone()));
    let before = pool().await.unwrap();
    migrate(&before).await.unwrap();
    let mut world = World::new(before.clone()).await;
    Phone::of(&world, world.mentor).push(&[world.lesson(RecordId(fresh()))]).await;
    before.close().await;

    let mut witness = PgConnection::connect_with(&connect).await.unwrap();
    for statement in ["analyze", OTHERS, UNCOUNTED] {
        sqlx::raw_sql(statement).execute(&mut witness).await.unwrap();
    }
    let read = rows_read(&mut witness).await;

    world.pool = pool().await.unwrap();
    let mut phone = Phone::of(&world, world.mentor);
    phone.pull().await;
    let lesson = RecordId(fresh());
    assert_eq!(outcomes(&phone.push(&[world.lesson(lesson)]).await.acks), ["applied"]);
    phone.pull().await;
    world.pool.close().await;
    let read = rows_read(&mut witness).await - read;
    assert!(read < 500, "{read} rows were read for one push and two questions");
}
