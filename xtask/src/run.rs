//! `cargo xtask run`: from a fresh machine to a running Chalkline, in one command.

use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::command::{self, cargo};
use crate::postgres::{Cluster, Purpose};
use crate::{site, tools};

/// How to run.
#[derive(clap::Args)]
pub struct Run {
    /// Port to serve on
    #[arg(long, default_value_t = 3000)]
    pub port: u16,
    /// Leave an empty database empty
    #[arg(long)]
    no_demo: bool,
}

impl Run {
    /// Fills an empty database with the demo, unless that is not wanted.
    pub fn prepare(&self, program: &Path, database: &Database) -> Result<()> {
        if self.no_demo {
            return Ok(());
        }
        command::run(Command::new(program).arg("demo").env("DATABASE_URL", &database.url))
    }
}

/// Builds for release, starts what is needed, serves until asked to stop.
pub fn run(options: &Run) -> Result<()> {
    tools::wasm_target()?;
    if std::env::var_os("DATABASE_URL").is_none() {
        tools::postgres()?;
    }
    println!("Building the server and the app (minutes the first time, seconds afterwards)");
    command::run(&mut cargo("build --release --package server"))?;
    site::build()?;
    let stop = stop_requests()?;
    let database = Database::open()?;
    let program = command::target().join("release/chalkline");
    options.prepare(&program, &database)?;
    let mut server = serve(&program, &database.url, options.port)?;
    wait(&mut server, &stop)
}

/// The records: the database that `DATABASE_URL` names, or a private cluster that lives as long as this.
pub struct Database {
    /// Where it is.
    pub url: String,
    _cluster: Option<Cluster>,
}

impl Database {
    /// Opens the one or starts the other.
    pub fn open() -> Result<Self> {
        if let Ok(url) = std::env::var("DATABASE_URL") {
            return Ok(Self { url, _cluster: None });
        }
        let cluster = Cluster::start(Path::new("data"), Purpose::Serve)?;
        Ok(Self { url: cluster.database("chalkline")?, _cluster: Some(cluster) })
    }
}

/// Starts the server program.
pub fn serve(program: &Path, database: &str, port: u16) -> Result<Child> {
    let mut command = Command::new(program);
    command.arg("serve").env("DATABASE_URL", database).env("CHALKLINE_PORT", port.to_string());
    command.spawn().with_context(|| format!("cannot start {}", program.display()))
}

/// Hears of Ctrl-C and of the signal a service manager sends, instead of dying of them: the server and then
/// the database have to be stopped in order.
pub fn stop_requests() -> Result<Receiver<()>> {
    let (send, receive) = channel();
    ctrlc::set_handler(move || {
        let _nobody_waits = send.send(());
    })?;
    Ok(receive)
}

/// Waits until the server ends by itself or a stop is asked for; then lets it finish its writes.
pub fn wait(server: &mut Child, stop: &Receiver<()>) -> Result<()> {
    loop {
        if let Some(status) = server.try_wait()? {
            anyhow::ensure!(status.success(), "the server stopped ({status})");
            return Ok(());
        }
        if stop.recv_timeout(std::time::Duration::from_millis(200)).is_ok() {
            return finish(server);
        }
    }
}

/// Asks the server to stop and waits until it has.
pub fn finish(server: &mut Child) -> Result<()> {
    let process = Pid::from_raw(i32::try_from(server.id())?);
    // A Ctrl-C reaches the whole group: the server may be gone already.
    let _gone = kill(process, Signal::SIGTERM);
    server.wait()?;
    Ok(())
}
