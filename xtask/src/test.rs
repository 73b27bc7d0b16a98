//! `cargo xtask test`: everything that CI runs, with the minutes of each step.

use std::path::Path;

use anyhow::Result;

use crate::beside::Beside;
use crate::command::{self, cargo, program};
use crate::postgres::{Cluster, Purpose};
use crate::steps::{self, Steps};
use crate::{check, site, tools};

const BROWSER_TESTS: &str = "end2end";

/// Which of a machine's fonts the browser of the tests knows: where things stand must not depend on the others.
const FONTS: &str = "end2end/fonts.conf";

/// What to test.
#[derive(clap::Args)]
pub struct Test {
    /// Only the browser tests, or only those whose title matches
    #[arg(long, value_name = "TITLE", num_args = 0..=1, default_missing_value = "")]
    browser: Option<String>,

    /// The browser tests with the app built for development: much sooner, but heavier than what people load
    #[arg(long, requires = "browser")]
    quick: bool,
}

/// Runs everything, or only the browser tests.
pub fn test(options: &Test) -> Result<()> {
    steps::end_in_order()?;
    let mut steps = Steps::default();
    let result = match &options.browser {
        None => everything(&mut steps),
        Some(title) => browser(&mut steps, title, options.quick),
    };
    steps.report();
    result
}

fn everything(steps: &mut Steps) -> Result<()> {
    steps.step("set-up", |_| set_up())?;
    steps.step("formatting", |_| check::formatting())?;
    // It builds in folders of its own, and for most of its time on one core.
    let site = Beside::start("app and suite of the store for the browser", &mut site::beside(true)?)?;
    let home = tempfile::tempdir()?;
    let cluster = steps.step("database", |_| Cluster::start(home.path(), Purpose::Test))?;
    steps.step("lints", |_| check::lints())?;
    steps.step("lints of the server, checked queries", |_| check::server_lints_and_queries(&cluster))?;
    steps.step("tests of domain and xtask", |steps| {
        steps.tests(&mut cargo("test --quiet --package domain --package xtask"))
    })?;
    steps.step("tests of the app", |steps| steps.tests(&mut cargo("test --quiet --package app")))?;
    steps.step("tests of the server", |steps| {
        let mut tests = cargo("test --quiet --package server");
        steps.tests(tests.env("DATABASE_URL", cluster.url("postgres")))
    })?;
    steps.step("API document", |_| check::api_is_current())?;
    steps.join(site)?;
    steps.step("browser tests", |steps| run_browser_tests(steps, &cluster, ""))
}

fn browser(steps: &mut Steps, title: &str, quick: bool) -> Result<()> {
    steps.step("set-up", |_| set_up())?;
    let home = tempfile::tempdir()?;
    let cluster = Cluster::start(home.path(), Purpose::Test)?;
    steps.step("server", |_| command::run(&mut cargo("build --package server")))?;
    let build = || if quick { site::build_for_development() } else { site::build().map(drop) };
    steps.step("app for the browser", |_| build())?;
    if quick && !title.is_empty() {
        return steps.step("browser tests", |steps| run_browser_tests(steps, &cluster, title));
    }
    steps.step("suite of the store for the browser", |_| site::build_suite())?;
    steps.step("browser tests", |steps| run_browser_tests(steps, &cluster, title))
}

fn set_up() -> Result<()> {
    tools::wasm_target()?;
    tools::postgres()?;
    tools::chromium()?;
    tools::fonts()?;
    tools::python()?;
    tools::npm_packages(Path::new(BROWSER_TESTS))
}

/// Runs Playwright against the development build of the server: the tests start servers of their own, each on a
/// database of its own in the cluster.
fn run_browser_tests(steps: &mut Steps, cluster: &Cluster, title: &str) -> Result<()> {
    command::run(program("node_modules/.bin/tsc", "").current_dir(BROWSER_TESTS))?;
    let mut playwright = program("node_modules/.bin/playwright", "test");
    if !title.is_empty() {
        playwright.args(["--grep", title]);
    }
    playwright
        .current_dir(BROWSER_TESTS)
        .env("CHROMIUM", tools::chromium()?)
        .env("FONTCONFIG_FILE", std::path::absolute(FONTS)?)
        .env("CHALKLINE_PROGRAM", command::target().join("debug/chalkline"))
        .env("CHALKLINE_SITE", std::fs::canonicalize(site::FOLDER)?)
        .env("CHALKLINE_SUITE", std::path::absolute(site::SUITE)?)
        .env("CHALKLINE_TEST_CLUSTER", cluster.url("postgres"));
    steps.tests(&mut playwright)
}
