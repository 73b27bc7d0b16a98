//! The program's commands, run as whoever runs the server runs them.

use std::process::{Command, Output};

use domain::id::RecordId;
use server::database::{migrate, pool_options};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::placement::{Phone, World, fresh};

/// Runs `chalkline` on a database.
async fn chalkline(connect: &PgConnectOptions, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chalkline"));
    command.args(arguments).env("DATABASE_URL", connect.to_url_lossy().as_str());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[sqlx::test(migrations = false)]
async fn tables_are_made_again_and_jobs_are_listed(_: PgPoolOptions, connect: PgConnectOptions) {
    let pool = pool_options().connect_with(connect.clone()).await.unwrap();
    migrate(&pool).await.unwrap();
    let world = World::new(pool).await;
    Phone::of(&world, world.mentor).push(&[world.lesson(RecordId(fresh()))]).await;
    sqlx::query("delete from lesson").execute(&world.pool).await.unwrap();

    assert!(!chalkline(&connect, &["project"]).await.status.success(), "it says what it does");
    let made = chalkline(&connect, &["project", "--again"]).await;
    assert_eq!(
        String::from_utf8_lossy(&made.stdout),
        "1 records so far\nMade the tables again from 1 records\n"
    );
    assert_eq!(world.count("select count(*) from lesson").await, 1);

    let jobs = chalkline(&connect, &["jobs"]).await;
    assert_eq!(String::from_utf8_lossy(&jobs.stdout), "0 given up, 0 waiting\n");
    let unknown = chalkline(&connect, &["jobs", "--again", "00000000-0000-0000-0000-000000000000"]).await;
    assert!(!unknown.status.success());
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no job with this id was given up"));
}
