//! Our packages compiled for the browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{self, cargo};
use crate::tools::WASM;

/// Compiles a package in one of cargo's profiles; gives the file as the linker leaves it.
///
/// It keeps its relocations: only with them can it be taken apart.
pub fn compile(package: &str, profile: &str) -> Result<PathBuf> {
    let what = format!("--package {package} --target {WASM} --profile {profile}");
    command::run(&mut cargo(&format!("rustc {what} -- -Clink-args=--emit-relocs")))?;
    let folder = if profile == "dev" { "debug" } else { profile };
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(command::target().join(WASM).join(folder).join(file))
}

/// Makes the JavaScript glue of a linked file, and the wasm that fits it.
///
/// It keeps the linker's exports, by which chunks reach into it.
pub fn bind(input: &Path) -> Result<(String, Vec<u8>)> {
    let folder = tempfile::tempdir()?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name("app").typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true).keep_lld_exports(true).demangle(false);
    bindgen.web(true).and_then(|web| web.generate(folder.path())).context("wasm-bindgen")?;
    Ok((fs::read_to_string(folder.path().join("app.js"))?, fs::read(folder.path().join("app_bg.wasm"))?))
}
