//! The page on which the browser tests run the suite of the store; no part of the app.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use domain::site::{INDEX_FILE, SiteIndex};

use super::assets::{self, Asset};
use super::{fill, split};

/// Where the page lies.
pub const FOLDER: &str = "target/suite";

/// Builds the page, in the profile of the app so that what both use is compiled once.
pub fn build() -> Result<()> {
    let parts = split::build("store-suite", "wasm-release", &[])?;
    let glue = Asset::hashed("suite.js", parts.glue.into_bytes());
    let wasm = Asset::hashed("suite.wasm", parts.wasm);
    let mut values =
        BTreeMap::from([("glue".to_owned(), glue.path.clone()), ("wasm".to_owned(), wasm.path.clone())]);
    let start = Asset::hashed("start.js", fill(&read("start.js")?, &values)?.into_bytes());
    values.insert("start".to_owned(), start.path.clone());
    let page = Asset::named("/", "index.html", fill(&read("index.html")?, &values)?.into_bytes());
    let mut files = parts.chunks;
    files.extend([glue, wasm, start, page]);
    assets::write_all(Path::new(FOLDER), &files)?;
    let index = SiteIndex { build: "suite".to_owned(), stylesheet: String::new() };
    Ok(fs::write(Path::new(FOLDER).join(INDEX_FILE), serde_json::to_string_pretty(&index)?)?)
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(Path::new("store-suite").join(name)).with_context(|| format!("store-suite/{name}"))
}
