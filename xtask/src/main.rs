//! `cargo xtask`: the one door for people and CI. It installs what is missing, builds, checks and runs.

mod bench;
mod beside;
mod check;
mod command;
mod dev;
mod postgres;
mod run;
mod site;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, build, check and run Chalkline")]
struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up whatever is missing, build for release, and serve
    Run(run::Run),
    /// Everything that CI runs: formatting, lints, every test, the browser included
    Test(test::Test),
    /// The quick part of `test`: formatting, lints, and the tests of the domain
    Check,
    /// Serve, and rebuild and restart on every change
    Dev(run::Run),
    /// Measure what has a floor, and write docs/BENCHMARKS.md
    Bench(bench::Bench),
    /// Build the app for release and say what each of its parts weighs
    Site(site::Site),
    /// Keep the app of today as the last release, against which later servers are tested
    Release,
    /// Write the generated files anew: checked queries and the API document
    Generate,
}

fn main() -> ExitCode {
    match run_task() {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("\n{cause:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_task() -> anyhow::Result<()> {
    command::enter_workspace()?;
    match Options::parse().task {
        Task::Run(options) => run::run(&options),
        Task::Test(options) => test::test(&options),
        Task::Check => check::check(),
        Task::Dev(options) => dev::dev(&options),
        Task::Bench(options) => bench::bench(&options),
        Task::Release => site::release(),
        Task::Generate => check::generate(),
        Task::Site(options) => site::site(&options),
    }
}
