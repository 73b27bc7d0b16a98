//! Running other programs, so that a failure says which one and how.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// Makes the workspace the working folder, wherever the task was called from.
///
/// Cargo says at the start where it lies: clones that share a target folder share this program, too.
pub fn enter_workspace() -> Result<()> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = Path::new(&package).parent().context("xtask lies in the workspace")?;
    std::env::set_current_dir(root).with_context(|| format!("{} is gone", root.display()))
}

/// A call of cargo.
///
/// Queries are checked against the committed `.sqlx`: a developer's own `DATABASE_URL` must not make the build
/// ask an empty database.
pub fn cargo(arguments: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments.split_whitespace()).env("SQLX_OFFLINE", "true");
    command
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| std::env::current_dir().unwrap_or_default().join("target"), PathBuf::from)
}

/// A call of any program, its arguments split at spaces.
pub fn program(name: impl AsRef<OsStr>, arguments: &str) -> Command {
    let mut command = Command::new(name);
    command.args(arguments.split_whitespace());
    command
}

/// Runs to the end; fails when the program does.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// Runs to the end without a word, unless it fails: then with all its words.
pub fn quietly(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {}", line(command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({})\n{text}{errors}", line(command), output.status);
    }
    Ok(text)
}

/// Runs to the end, showing what it prints and handing each line to `read`; tells whether it succeeded.
pub fn watched(command: &mut Command, mut read: impl FnMut(&str)) -> Result<bool> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {}", line(command)))?;
    let output = child.stdout.take().context("the output was asked for")?;
    for text in BufReader::new(output).lines() {
        let text = text?;
        println!("{text}");
        read(&text);
    }
    Ok(child.wait()?.success())
}

/// Waits for the line of a running program that begins with these words, and gives the rest of it.
///
/// What it says after that is read and dropped: a program whose words nobody takes would fail when it speaks.
pub fn first_line(child: &mut Child, begins: &str) -> Result<String> {
    let output = child.stdout.take().context("the output was asked for")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(text) = lines.next() {
        if let Some(rest) = text?.strip_prefix(begins) {
            let rest = rest.to_owned();
            std::thread::spawn(move || lines.for_each(drop));
            return Ok(rest);
        }
    }
    bail!("the program ended before it said \"{begins}\"")
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
