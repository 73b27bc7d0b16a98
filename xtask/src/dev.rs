//! `cargo xtask dev`: serve, and rebuild and restart on every change.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::Result;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::command::{self, cargo};
use crate::run::{self, Database, Run};
use crate::{site, tools};

/// What is built, and so what is watched.
const SOURCES: [&str; 6] = ["app", "domain", "frontend", "migrations", "public", "server"];

/// A change is over when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(200);

/// Serves the development build until asked to stop.
pub fn dev(options: &Run) -> Result<()> {
    tools::wasm_target()?;
    let stop = run::stop_requests()?;
    let database = Database::open()?;
    let (_watcher, changes) = watch()?;
    loop {
        let mut server = None;
        match build() {
            Ok(()) => {
                let program = command::target().join("debug/chalkline");
                options.prepare(&program, &database)?;
                server = Some(run::serve(&program, &database.url, options.port)?);
            }
            Err(cause) => eprintln!("{cause:#}\nWaiting for a change"),
        }
        let goes_on = wait_for_change(&changes, &stop);
        if let Some(mut server) = server {
            run::finish(&mut server)?;
        }
        if !goes_on {
            return Ok(());
        }
    }
}

fn build() -> Result<()> {
    command::run(&mut cargo("build --package server"))?;
    site::build_for_development()
}

/// Hears of changes. A build reads every source, so reading one is none.
fn watch() -> Result<(RecommendedWatcher, Receiver<()>)> {
    let (send, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let is_change = |event: Event| {
            matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_))
        };
        if event.is_ok_and(is_change) {
            let _nobody_waits = send.send(());
        }
    })?;
    for folder in SOURCES {
        watcher.watch(Path::new(folder), RecursiveMode::Recursive)?;
    }
    Ok((watcher, changes))
}

/// Waits for a change of the sources; gives `false` when a stop is asked for instead.
fn wait_for_change(changes: &Receiver<()>, stop: &Receiver<()>) -> bool {
    loop {
        if stop.try_recv().is_ok() {
            return false;
        }
        match changes.recv_timeout(Duration::from_millis(200)) {
            Ok(()) => {
                // An editor writes a file in several steps: wait until it is quiet.
                while changes.recv_timeout(QUIET).is_ok() {}
                return true;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}
