//! The connection pool's known trap, and the migrations.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use server::database::pool_options;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};

/// Polls a future once, then drops it: what a web server does when a phone hangs up. Tells whether it was given up;
/// on a busy machine the answer may have come within the one poll.
async fn given_up<F: Future>(future: F) -> bool {
    let mut future = pin!(future);
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

/// How many acknowledged rows other connections cannot see, each written after a `begin` that was given up when its
/// word had gone out and the answer had not come.
async fn rows_lost(options: PgPoolOptions, connect: PgConnectOptions) -> i64 {
    let mut witness = PgConnection::connect_with(&connect).await.unwrap();
    sqlx::raw_sql("create table acknowledged (n bigint)").execute(&mut witness).await.unwrap();
    let pool = options.max_connections(1).test_before_acquire(false).connect_with(connect).await.unwrap();
    let mut lost = 0;
    for n in 1..=8_i64 {
        while !given_up(pool.acquire().await.unwrap().begin()).await {}
        sqlx::query("insert into acknowledged values ($1)").bind(n).execute(&pool).await.unwrap();
        let seen: i64 = sqlx::query_scalar("select count(*) from acknowledged where n = $1")
            .bind(n)
            .fetch_one(&mut witness)
            .await
            .unwrap();
        lost += 1 - seen;
    }
    lost
}

#[sqlx::test]
async fn a_cancelled_begin_loses_nothing(_: PgPoolOptions, connect: PgConnectOptions) {
    assert_eq!(rows_lost(pool_options(), connect).await, 0);
}

/// When this fails, sqlx has mended the fault, and the rollback before each hand-out can go.
#[sqlx::test]
async fn without_the_rollback_a_cancelled_begin_loses_rows(_: PgPoolOptions, connect: PgConnectOptions) {
    assert!(rows_lost(PgPoolOptions::new(), connect).await > 0);
}

#[sqlx::test(migrations = false)]
async fn migrations_run_from_empty_and_again(pool: PgPool) {
    server::database::migrate(&pool).await.unwrap();
    server::database::migrate(&pool).await.unwrap();
    let installations: i64 =
        sqlx::query_scalar("select count(*) from installation").fetch_one(&pool).await.unwrap();
    assert_eq!(installations, 1);
}
