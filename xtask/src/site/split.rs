//! A package compiled in parts: what starts at once, and the chunks that come when they are first needed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use wasm_encoder::{Module, RawSection};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

use super::assets::Asset;
use super::wasm;

/// The name under which the wasm asks for the code that fetches its chunks.
const LOADER: &str = "./__wasm_split.js";

/// The module that the loader asks for the exports of the wasm, which is the glue.
const MAIN: &str = "./app.js";

/// A package in parts.
pub struct Parts {
    /// The JavaScript that starts the wasm and fetches the chunks.
    pub glue: String,
    /// What starts at once.
    pub wasm: Vec<u8>,
    /// What comes when it is needed.
    pub chunks: Vec<Asset>,
}

/// Compiles a package in one of cargo's profiles and takes it apart where its functions say `#[wasm_split]`.
pub fn build(package: &str, profile: &str) -> Result<Parts> {
    let whole = wasm::compile(package, profile)?;
    let folder = tempfile::tempdir()?;
    let main = folder.path().join("main.wasm");
    let files = take_apart(&fs::read(whole)?, folder.path(), &main)?;
    let (glue, wasm) = wasm::bind(&main)?;
    let mut loader = fs::read_to_string(folder.path().join(LOADER))?;
    let mut chunks = Vec::new();
    for file in files {
        chunks.push(chunk(&file, &mut loader)?);
    }
    Ok(Parts { glue: join(&glue, &loader), wasm, chunks })
}

/// Writes the main part to its file, and the chunks and their loader to the folder; gives the chunks.
fn take_apart(whole: &[u8], folder: &Path, main: &Path) -> Result<Vec<PathBuf>> {
    let mut options = Options::new(whole);
    options.output_dir = folder;
    options.main_out_path = main;
    options.link_name = LOADER;
    options.main_module = MAIN;
    let parts = transform(options).map_err(|cause| anyhow!("taking the wasm apart: {cause:?}"))?;
    Ok(parts.split_modules)
}

/// A chunk under a name that holds its hash, which the loader then asks for.
fn chunk(file: &Path, loader: &mut String) -> Result<Asset> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.trim_start_matches("split_");
    let chunk = Asset::hashed(&format!("{name}.wasm"), bare(&fs::read(file)?)?).later();
    *loader = loader.replace(&format!("\"./{stem}.wasm\""), &format!("\"{}\"", chunk.path));
    Ok(chunk)
}

/// The same wasm without its custom sections, the names of its functions among them: no browser needs them.
fn bare(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut bare = Module::new();
    for part in Parser::new(0).parse_all(wasm) {
        let part = part?;
        let is_custom = matches!(part, Payload::CustomSection(_));
        if let Some((id, range)) = part.as_section().filter(|_| !is_custom) {
            let data = &wasm[usize::try_from(range.start)?..usize::try_from(range.end)?];
            bare.section(&RawSection { id, data });
        }
    }
    Ok(bare.finish())
}

/// Makes one file of the glue and the loader. Each asks for the other by name, and a name that holds a hash cannot
/// be in the file whose name is in its own; and so a phone asks once.
fn join(glue: &str, loader: &str) -> String {
    let is_import =
        |line: &&str| line.starts_with("import ") && (line.contains(LOADER) || line.contains(MAIN));
    let entry = format!("\"{LOADER}\": ");
    let lines = glue.lines().chain(["const loads = {};"]).chain(loader.lines());
    let lines = lines.filter(|line| !is_import(line)).map(|line| {
        let is_entry = line.trim_start().starts_with(&entry);
        if is_entry {
            format!("{entry}loads,")
        } else {
            line.replace("export const __wasm_split", "loads.__wasm_split")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{bare, join};
    use wasm_encoder::{CustomSection, Module, TypeSection};

    #[test]
    fn what_no_browser_needs_is_left_out() {
        let plain = Module::new().section(&TypeSection::new()).clone().finish();
        let mut named = Module::new();
        named.section(&TypeSection::new());
        named.section(&CustomSection { name: "name".into(), data: b"long names".into() });
        assert_eq!(bare(&named.finish()).unwrap(), plain);
    }

    #[test]
    fn the_glue_and_the_loader_are_one_file_without_their_imports_of_each_other() {
        let glue =
            "import * as import1 from \"./__wasm_split.js\"\nf({\n    \"./__wasm_split.js\": import1,\n});";
        let loader = "import { initSync } from \"./app.js\";\nexport const __wasm_split_load_me = wrap();";
        let joined = "f({\n\"./__wasm_split.js\": loads,\n});\nconst loads = {};\nloads.__wasm_split_load_me = wrap();";
        assert_eq!(join(glue, loader), joined);
    }
}
