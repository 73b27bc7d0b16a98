//! Several chunks in one file: a phone asks for them once.

use anyhow::{Context, Result};

use super::assets::Asset;
use super::merge::merge;
use super::short::short;

/// How the loader comes by a chunk: with the whole file it is in, which is fetched once. A file that could not be had is asked
/// for again the next time.
pub const WHOLE: &str = "const wholes = {};
async function begin(path, imports) {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return WebAssembly.instantiateStreaming(answer, imports);
}
async function whole(path, imports) {
    wholes[path] ??= begin(path, imports);
    try {
        return await wholes[path];
    } catch (cause) {
        delete wholes[path];
        throw cause;
    }
}
";

/// Chunks that are sent as one.
pub struct Bundle {
    name: String,
    stems: Vec<String>,
    chunks: Vec<Vec<u8>>,
}

impl Bundle {
    /// A file with nothing in it yet.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), stems: Vec::new(), chunks: Vec::new() }
    }

    /// What the file is called, without its hash.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Puts one more chunk into it.
    pub fn add(&mut self, stem: &str, wasm: Vec<u8>) {
        self.stems.push(stem.to_owned());
        self.chunks.push(wasm);
    }

    /// Names the file after its bytes, and lets the loader begin it where it would fetch one of its chunks.
    pub fn place(self, loader: &mut String) -> Result<Asset> {
        let file = Asset::hashed(&format!("{}.wasm", self.name), short(&merge(&self.chunks)?)?);
        for stem in self.stems {
            let fetched = ["", "debugWrap"].map(|wrap| fetched(&stem, wrap));
            let fetched = fetched.iter().find(|fetched| loader.matches(fetched.as_str()).count() == 1);
            let fetched = fetched.with_context(|| format!("the loader does not fetch {stem} as it did"))?;
            *loader =
                loader.replace(fetched, &format!("return (imports) => whole(\"{}\", imports);", file.path));
        }
        Ok(file)
    }
}

/// How the library's loader fetches a chunk; it wraps one that is built for development.
fn fetched(stem: &str, wrap: &str) -> String {
    format!(
        "const src = fetch(new URL(\"./{stem}.wasm\", import.meta.url));
    src.catch(() => {{}});
    return async (imports) => {wrap}(WebAssembly.instantiateStreaming(src, imports));"
    )
}

#[cfg(test)]
mod tests {
    use wasm_encoder::Module;

    use super::{Bundle, fetched};

    #[test]
    fn the_loader_begins_the_whole_file_for_each_of_its_chunks() {
        let mut bundle = Bundle::new("person");
        bundle.add("split_person", Module::new().finish());
        bundle.add("chunk_1", Module::new().finish());
        let mut loader = format!("{}{}", fetched("chunk_1", "debugWrap"), fetched("split_person", ""));
        let file = bundle.place(&mut loader).unwrap();
        assert_eq!(loader, format!("return (imports) => whole(\"{}\", imports);", file.path).repeat(2));
    }

    #[test]
    fn a_loader_that_fetches_in_another_way_is_an_error() {
        let mut bundle = Bundle::new("person");
        bundle.add("chunk_1", Module::new().finish());
        assert!(bundle.place(&mut "import.source(\"./chunk_1.wasm\")".to_owned()).is_err());
    }
}
