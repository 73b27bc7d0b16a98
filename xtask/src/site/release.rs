//! The last release, kept for the tests: a phone goes on with it for weeks after the server has become newer.

use std::fs::create_dir_all;
use std::process::Command;

use anyhow::Result;

use super::{FOLDER, build};
use crate::command::run;

/// Where the tests find it.
const KEPT: &str = "end2end/released";

/// Builds the app and keeps it as the last release; the compressed twins are left out, for the archive is compressed itself.
pub fn release() -> Result<()> {
    build()?;
    create_dir_all(KEPT)?;
    let archive = format!("{KEPT}/site.tar.gz");
    let mut tar = Command::new("tar");
    // The same files give the same archive, whoever makes it and when.
    tar.args([
        "--create",
        "--gzip",
        "--sort=name",
        "--mtime=@0",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
    ]);
    tar.args(["--exclude=*.br", "--exclude=*.gz", "--file", &archive, "--directory", FOLDER, "."]);
    run(&mut tar)?;
    println!("The last release is now this build; commit {archive}.");
    Ok(())
}
