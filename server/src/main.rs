//! The program `chalkline`: serve, migrate, fill a demo, print the API document.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use server::clock::{Clock, Random};
use server::config::{Command, Options, Serve};
use server::job::cli;
use server::job::worker::Workers;
use server::projection::again;
use server::router::{self, Server, Settings};
use server::{database, demo, openapi, site::Site};
use sqlx::PgPool;
use tokio::net::TcpListener;
use uuid::Uuid;

#[tokio::main]
async fn main() -> ExitCode {
    start_log();
    match obey(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("{cause:#}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(options: Options) -> anyhow::Result<()> {
    match options.command {
        Command::Serve(serve) => run(serve).await,
        Command::Migrate { database } => {
            Ok(database::migrate(&database::connect(&database.url).await?).await?)
        }
        Command::Demo { database } => fill_demo(&database.url).await,
        Command::Project { database, .. } => project_again(&database.url).await,
        Command::Jobs { again, database } => jobs(&database.url, again).await,
        Command::Openapi => {
            println!("{}", openapi::text());
            Ok(())
        }
    }
}

/// Logs go to the error stream, so that what a command prints stays usable by other programs.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CHALKLINE_LOG")
        .unwrap_or_else(|_| "info,sqlx::postgres::notice=warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

async fn fill_demo(url: &str) -> anyhow::Result<()> {
    let pool = database::connect(url).await?;
    database::migrate(&pool).await?;
    if demo::fill(&pool, Clock::system().now()).await? {
        println!("Filled the empty database with a demo");
    }
    Ok(())
}

async fn project_again(url: &str) -> anyhow::Result<()> {
    let pool = database::connect(url).await?;
    database::migrate(&pool).await?;
    let done = again::make(&pool, again::PAGE, |followed| println!("{followed} records so far")).await?;
    println!("Made the tables again from {done} records");
    Ok(())
}

/// Nobody waits for it: until the tables are made, lists are short and all else works.
async fn catch_up(pool: PgPool) {
    if let Err(cause) = again::catch_up(&pool).await {
        tracing::error!(%cause, "the tables for lists could not be made again");
    }
}

async fn jobs(url: &str, again: Option<Uuid>) -> anyhow::Result<()> {
    let pool = database::connect(url).await?;
    let mut connection = pool.acquire().await?;
    if let Some(id) = again {
        cli::again(&mut connection, id, Clock::system().now()).await?;
    }
    print!("{}", cli::list(&mut connection).await?);
    Ok(())
}

async fn run(serve: Serve) -> anyhow::Result<()> {
    let site = Site::open(&serve.site).await?;
    site.check_serves(serve.min_build.as_deref())?;
    let pool = database::connect(&serve.database.url).await?;
    database::migrate(&pool).await?;
    let listener = TcpListener::bind((serve.host, serve.port))
        .await
        .with_context(|| format!("port {} is taken: choose another with --port", serve.port))?;
    // The end-to-end tests and xtask read the address from this line: the port may be 0.
    println!("Chalkline is at http://localhost:{}", listener.local_addr()?.port());
    let settings = Settings {
        door: serve.door(),
        post: serve.post()?,
        idle: serve.idle(),
        min_build: serve.min_build.clone(),
        clock: Clock::system(),
        random: Random::system(),
    };
    let server = Server::open(pool.clone(), site, settings).await?;
    let workers = Workers::start(&server);
    tokio::spawn(catch_up(pool.clone()));
    let app = router::router(server);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(stop_signal()).await?;
    workers.end().await;
    // Waits until writes whose phones have hung up are done as well: they hold connections.
    pool.close().await;
    Ok(())
}

/// Resolves at Ctrl-C or at the signal a service manager sends.
async fn stop_signal() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .expect("a process may listen for SIGTERM");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
