//! The connection pool, and the shape of the database.

use std::future::Future;
use std::time::Duration;

use anyhow::Context;

use sqlx::Executor;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::error::Result;

/// Opens a pool on the database at `url`; fails when it cannot be reached.
pub async fn connect(url: &str) -> sqlx::Result<PgPool> {
    pool_options().connect_with(connect_options(url.parse()?)).await
}

/// What every connection says when it opens.
///
/// A forgotten transaction must not hold a scope's row for ever, and the `ROLLBACK` below would otherwise fill the
/// log with warnings that there was nothing to roll back.
pub fn connect_options(options: PgConnectOptions) -> PgConnectOptions {
    options.options([
        ("client_min_messages", "error"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("statement_timeout", "5s"),
    ])
}

/// How the pool hands out connections.
///
/// A request cancelled while its transaction is beginning leaves, in sqlx 0.9.0, a connection in the pool that
/// sits inside a transaction nobody will commit; the next writer's rows would vanish with it. A rollback before
/// each hand-out makes every connection clean, and finds the broken ones, so that no ping is needed besides.
pub fn pool_options() -> PgPoolOptions {
    let options = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(5));
    options.test_before_acquire(false).before_acquire(|connection, _| {
        Box::pin(async move {
            connection.execute("rollback").await?;
            Ok(true)
        })
    })
}

/// Brings the database's shape up to date; does nothing when it is.
pub async fn migrate(pool: &PgPool) -> std::result::Result<(), MigrateError> {
    crate::MIGRATOR.run(pool).await
}

/// Does work to its end even when the request that asked for it is given up half-way.
pub async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    tokio::spawn(work).await.context("work that was begun came to no end")?
}
