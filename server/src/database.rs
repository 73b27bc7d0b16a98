//! The connection pool, and the shape of the database.

use std::future::Future;
use std::time::Duration;

use anyhow::Context;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
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
/// A forgotten transaction must not hold a scope's row for ever. Every query of ours finds its rows by an index, one after
/// the other, whatever is asked for and however small the tables are today: so one plan serves all. Planning anew cost half
/// the time of a push, and a plan made for an empty table would read all of it, or join all of it, when it is full. Where
/// one does read a whole table, as a list of everyone must, PostgreSQL then believes it dear enough to compile: that is
/// never worth it here.
pub fn connect_options(options: PgConnectOptions) -> PgConnectOptions {
    options.options([
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("enable_seqscan", "off"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("jit", "off"),
        ("plan_cache_mode", "force_generic_plan"),
        ("statement_timeout", "5s"),
    ])
}

/// How the pool hands out connections.
///
/// A request cancelled while its transaction is beginning leaves, in sqlx 0.9.0, a connection in the pool that
/// sits inside a transaction nobody will commit; the next writer's rows would vanish with it. A rollback before
/// each hand-out makes every connection clean, and finds the broken ones, so that no ping is needed besides. The
/// `BEGIN` before it keeps PostgreSQL from warning, each time, that there was nothing to roll back; where a transaction has
/// failed it is refused, and the pool takes another connection.
pub fn pool_options() -> PgPoolOptions {
    let options = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(5));
    options.test_before_acquire(false).before_acquire(|connection, _| {
        Box::pin(async move {
            connection.execute("begin; rollback").await?;
            Ok(true)
        })
    })
}

/// Brings the database's shape up to date; does nothing when it is.
pub async fn migrate(pool: &PgPool) -> std::result::Result<(), MigrateError> {
    crate::MIGRATOR.run(pool).await
}

/// The word under which a value of the domain is stored; the same as on the wire.
pub fn to_word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => unreachable!("only plain enums of the domain are stored as words"),
    }
}

/// The value of the domain that a stored word stands for; fails on a word this build does not know.
pub fn from_word<T: DeserializeOwned>(word: &str) -> sqlx::Result<T> {
    from_json(Value::from(word))
}

/// The value of the domain that stored JSON stands for.
pub fn from_json<T: DeserializeOwned>(json: Value) -> sqlx::Result<T> {
    serde_json::from_value(json).map_err(|cause| sqlx::Error::Decode(cause.into()))
}

/// A value of the domain as JSON to store.
pub fn to_json<T: Serialize>(value: &T) -> sqlx::Result<Value> {
    serde_json::to_value(value).map_err(|cause| sqlx::Error::Encode(cause.into()))
}

/// Does work to its end even when the request that asked for it is given up half-way.
pub async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    tokio::spawn(work).await.context("work that was begun came to no end")?
}
