//! A package compiled in parts: what starts at once, and the chunks that come when they are first needed.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::{Result, anyhow};
use wasm_split_cli_support::{Options, SplitWasm, transform};

use super::assets::{Asset, Needed};
use super::bundle::{Bundle, WHOLE};
use super::short::short;
use super::{glue, wasm};
use crate::command;

/// The name under which the wasm asks for the code that fetches its chunks.
const LOADER: &str = "./__wasm_split.js";

/// The module that the loader asks for the exports of the wasm, which is the glue.
const MAIN: &str = "./app.js";

/// All that comes with a person.
const PERSON: &str = "person";

/// What several of the other screens have in common.
const SHARED: &str = "shared";

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
///
/// The parts named come together, with a person. The parts as the library cuts them, with the names of their functions, stay
/// in a folder beside cargo's own: whoever wants to know what weighs so much looks there.
pub fn build(package: &str, profile: &str, with_person: &[&str]) -> Result<Parts> {
    let whole = wasm::compile(package, profile)?;
    let folder = command::target().join("parts").join(package);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let main = folder.join("main.wasm");
    let split = take_apart(&fs::read(whole)?, &folder, &main)?;
    let (glue, wasm) = wasm::bind(&main)?;
    let (glue, wasm) = glue::shorten(&glue, &wasm)?;
    let mut loader = WHOLE.to_owned() + &fs::read_to_string(folder.join(LOADER))?;
    let mut chunks = Vec::new();
    for bundle in bundles(&split, with_person)? {
        let needed = if bundle.name() == PERSON { Needed::WithPerson } else { Needed::Later };
        chunks.push(Asset { needed, ..bundle.place(&mut loader)? });
    }
    Ok(Parts { glue: glue::compact(&join(&glue, &loader)), wasm: short(&wasm)?, chunks })
}

/// Writes the main part to its file, and the chunks and their loader to the folder; gives the chunks.
fn take_apart(whole: &[u8], folder: &Path, main: &Path) -> Result<SplitWasm> {
    let mut options = Options::new(whole);
    options.output_dir = folder;
    options.main_out_path = main;
    options.link_name = LOADER;
    options.main_module = MAIN;
    transform(options).map_err(|cause| anyhow!("taking the wasm apart: {cause:?}"))
}

/// The files in which the chunks are sent.
///
/// The library cuts a chunk for each set of parts that share something: a hundred, most of them tiny. What comes together is
/// one chunk again, which compresses far better: all that comes with a person, and all that only other parts share.
fn bundles(split: &SplitWasm, with_person: &[&str]) -> Result<Vec<Bundle>> {
    let needed = with_person.iter().filter_map(|part| split.prefetch_map.get(*part));
    let with_person: HashSet<String> = needed.flatten().cloned().collect();
    let mut bundles = HashMap::<String, Bundle>::new();
    for file in &split.split_modules {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = bundle_of(&stem, &with_person);
        let bundle = bundles.entry(name.clone()).or_insert_with(|| Bundle::new(&name));
        bundle.add(&stem, fs::read(file)?);
    }
    let mut bundles: Vec<Bundle> = bundles.into_values().collect();
    bundles.sort_by(|a, b| a.name().cmp(b.name()));
    Ok(bundles)
}

/// In which file a chunk is sent.
fn bundle_of(stem: &str, with_person: &HashSet<String>) -> String {
    match stem.strip_prefix("split_") {
        _ if with_person.contains(stem) => PERSON.to_owned(),
        Some(part) => part.to_owned(),
        None => SHARED.to_owned(),
    }
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
    use super::{bundle_of, join};
    use std::collections::HashSet;

    #[test]
    fn what_a_person_needs_is_one_file_and_what_other_screens_share_another() {
        let person = HashSet::from(["split_home".to_owned(), "chunk_1".to_owned()]);
        let of = |stem| bundle_of(stem, &person);
        assert_eq!([of("split_home"), of("chunk_1")], ["person", "person"]);
        assert_eq!([of("split_me"), of("chunk_2")], ["me", "shared"]);
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
