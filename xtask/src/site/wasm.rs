//! Our packages compiled for the browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{self, cargo};
use crate::tools::WASM;

/// Compiles a package in one of cargo's profiles and gives its JavaScript glue and its wasm.
pub fn build(package: &str, profile: &str) -> Result<(String, Vec<u8>)> {
    bind(&compile(package, profile, &[])?, |bindgen| bindgen)
}

/// Compiles a package, itself with these flags of the compiler; gives the file as the linker leaves it.
pub fn compile(package: &str, profile: &str, flags: &[&str]) -> Result<PathBuf> {
    let mut compiler = cargo(&format!("rustc --package {package} --target {WASM} --profile {profile} --"));
    command::run(compiler.args(flags))?;
    let folder = if profile == "dev" { "debug" } else { profile };
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(command::target().join(WASM).join(folder).join(file))
}

/// Makes the JavaScript glue of a linked file, and the wasm that fits it.
pub fn bind(input: &Path, adapt: impl FnOnce(&mut Bindgen) -> &mut Bindgen) -> Result<(String, Vec<u8>)> {
    let folder = tempfile::tempdir()?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name("app").typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    adapt(&mut bindgen).web(true).and_then(|web| web.generate(folder.path())).context("wasm-bindgen")?;
    Ok((fs::read_to_string(folder.path().join("app.js"))?, fs::read(folder.path().join("app_bg.wasm"))?))
}
