//! `cargo xtask bench`: measures what the design sets a floor for, writes docs/BENCHMARKS.md, fails below a floor.

mod browser;
mod cohort;
mod device;
mod figures;
mod push;
mod raw;
mod report;
mod server;
mod year;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::command::{self, cargo};
use crate::postgres::{Cluster, Purpose};
use crate::{run, site, steps, tools};
use report::Report;

/// What to measure.
#[derive(clap::Args)]
pub struct Bench {
    /// Only this part: prints it and writes no report
    #[arg(long, value_enum, value_name = "PART")]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    Server,
    Browser,
    Year,
}

/// Measures and writes the report, also when a floor is missed.
///
/// The devices share the machine with the server they load: they too are built for release.
pub fn bench(options: &Bench) -> Result<()> {
    if cfg!(debug_assertions) {
        let mut again = cargo("run --release --quiet --package xtask --");
        return command::run(again.args(std::env::args_os().skip(1)));
    }
    let wanted = |part| options.only.is_none_or(|only| only == part);
    tools::wasm_target()?;
    steps::end_in_order()?;
    command::run(&mut cargo("build --release --package server"))?;
    let mut report = Report::new()?;
    let home = tempfile::tempdir()?;
    // Commits are on the disk before they are acknowledged, as where people work.
    let cluster = Cluster::start(home.path(), Purpose::Serve)?;
    // The browser first: PostgreSQL tidies up for minutes after a million observations.
    if wanted(Part::Browser) || wanted(Part::Year) {
        tools::npm_packages(Path::new("end2end"))?;
        report.weight(site::build()?);
    }
    if wanted(Part::Browser) {
        report.browser(&measure_browser(&cluster)?);
    }
    if wanted(Part::Year) {
        report.year(&year::measure(&cluster)?);
    }
    if wanted(Part::Server) {
        report.server(&server::measure(&cluster)?);
    }
    if options.only.is_none() {
        report.write(Path::new("docs/BENCHMARKS.md"))?;
    }
    report.check()
}

fn measure_browser(cluster: &Cluster) -> Result<browser::Figures> {
    let server = Server::start(&cluster.database("bench_browser")?)?;
    let figures = browser::measure(&server.url)?;
    server.stop()?;
    Ok(figures)
}

/// The release server on a database of its own, filled with the demo.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(database: &str) -> Result<Self> {
        let program: PathBuf = command::target().join("release/chalkline");
        let with_database = |task: &str| {
            let mut command = Command::new(&program);
            command.arg(task).env("DATABASE_URL", database).env("CHALKLINE_LOG", "warn");
            command
        };
        command::run(with_database("demo").stdout(Stdio::null()))?;
        let mut serve = with_database("serve");
        serve.env("CHALKLINE_PORT", "0").stdout(Stdio::piped());
        let mut process = serve.spawn().context("the server does not start")?;
        let url = command::first_line(&mut process, "Chalkline is at ")?;
        Ok(Self { process, url })
    }

    /// The memory the process holds, in KiB, as Linux counts it.
    fn resident_kib(&self) -> Result<u32> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    fn stop(mut self) -> Result<()> {
        run::finish(&mut self.process)
    }
}
