//! Our packages compiled for the browser.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{self, cargo};
use crate::tools::WASM;

/// Compiles a package in one of cargo's profiles and gives its JavaScript glue and its wasm.
pub fn build(package: &str, profile: &str) -> Result<(String, Vec<u8>)> {
    command::run(&mut cargo(&format!("build --package {package} --target {WASM} --profile {profile}")))?;
    let folder = if profile == "dev" { "debug" } else { profile };
    let file = format!("{}.wasm", package.replace('-', "_"));
    bind(&command::target().join(WASM).join(folder).join(file))
}

fn bind(input: &Path) -> Result<(String, Vec<u8>)> {
    let folder = tempfile::tempdir()?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name("app").typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.web(true).and_then(|web| web.generate(folder.path())).context("wasm-bindgen")?;
    Ok((fs::read_to_string(folder.path().join("app.js"))?, fs::read(folder.path().join("app_bg.wasm"))?))
}
