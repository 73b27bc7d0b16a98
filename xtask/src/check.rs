//! Formatting, lints and generated files: the checks that need no browser.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{self, cargo, quietly};
use crate::postgres::{Cluster, Purpose};
use crate::steps::{self, Steps};
use crate::tools::{self, WASM};

/// The checked queries, as they are committed.
const QUERIES: &str = ".sqlx";

/// The API document, as it is committed.
const API: &str = "docs/openapi.json";

/// The quick part of the checks.
pub fn check() -> Result<()> {
    tools::wasm_target()?;
    let mut steps = Steps::default();
    steps.step("formatting", |_| formatting())?;
    steps.step("lints", |_| {
        lints()?;
        command::run(&mut server_lints())
    })?;
    steps.step("tests of domain and xtask", |steps| {
        steps.tests(&mut cargo("test --quiet --package domain --package xtask"))
    })?;
    steps.report();
    Ok(())
}

/// Writes the generated files anew.
pub fn generate() -> Result<()> {
    steps::end_in_order()?;
    let home = tempfile::tempdir()?;
    let cluster = Cluster::start(home.path(), Purpose::Test)?;
    let fresh = describe_queries(&cluster)?;
    let _first_time = fs::remove_dir_all(QUERIES);
    fs::create_dir_all(QUERIES)?;
    for (name, text) in fresh {
        fs::write(Path::new(QUERIES).join(name), text)?;
    }
    Ok(fs::write(API, api_document()?)?)
}

pub fn formatting() -> Result<()> {
    command::run(&mut cargo("fmt --all --check")).context("run `cargo fmt --all`")
}

/// Lints all but the server, one target at a time: together, Leptos would get the features of both.
pub fn lints() -> Result<()> {
    command::run(&mut clippy("--package domain --package xtask --all-targets"))?;
    command::run(&mut clippy("--package app --all-targets"))?;
    command::run(&mut clippy(&format!("--package app --features csr --target {WASM}")))?;
    command::run(&mut clippy(&format!("--package store-suite --target {WASM}")))?;
    command::run(&mut clippy(&format!("--package frontend --target {WASM}")))
}

fn server_lints() -> Command {
    clippy("--package server --all-targets")
}

fn clippy(what: &str) -> Command {
    let mut command = cargo(&format!("clippy --quiet {what}"));
    command.args(["--", "-D", "warnings"]);
    command
}

/// Lints the server against a live database with every migration, and fails when the committed description of a
/// query is not what that database says.
pub fn server_lints_and_queries(cluster: &Cluster) -> Result<()> {
    compare(QUERIES, &describe_queries(cluster)?, &read_folder(Path::new(QUERIES))?)
}

/// Fails when the committed API document is not what the code says.
pub fn api_is_current() -> Result<()> {
    let committed = fs::read_to_string(API).context(API)?;
    if committed != api_document()? {
        bail!("{API} is not what the code says: run `cargo xtask generate`");
    }
    Ok(())
}

fn api_document() -> Result<String> {
    quietly(&mut cargo("run --quiet --package server -- openapi"))
}

/// Compiles the server against a live database, which describes each query in a file.
fn describe_queries(cluster: &Cluster) -> Result<BTreeMap<PathBuf, String>> {
    let url = cluster.database("queries")?;
    for migration in migrations()? {
        cluster.sql_file("queries", &migration)?;
    }
    let fresh = tempfile::tempdir()?;
    // The macros describe a query when they are expanded, and cargo expands only what has changed.
    for root in ["server/src/lib.rs", "server/tests/all/main.rs"] {
        touch(Path::new(root))?;
    }
    let mut lints = server_lints();
    lints.env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", fresh.path()).env("DATABASE_URL", url);
    command::run(&mut lints)?;
    read_folder(fresh.path())
}

fn migrations() -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir("migrations")?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    Ok(files)
}

#[expect(clippy::disallowed_methods, reason = "cargo decides by file times what to compile anew")]
fn touch(file: &Path) -> Result<()> {
    Ok(fs::File::options().append(true).open(file)?.set_modified(std::time::SystemTime::now())?)
}

fn read_folder(folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        files.insert(name, fs::read_to_string(&path)?);
    }
    Ok(files)
}

fn compare(
    what: &str,
    fresh: &BTreeMap<PathBuf, String>,
    committed: &BTreeMap<PathBuf, String>,
) -> Result<()> {
    let differs = |name: &&PathBuf| fresh.get(*name) != committed.get(*name);
    let stale: Vec<_> = fresh.keys().chain(committed.keys()).filter(differs).collect();
    if !stale.is_empty() {
        bail!("{what} is not what the code says ({stale:?}): run `cargo xtask generate`");
    }
    Ok(())
}
