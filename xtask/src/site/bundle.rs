//! Several chunks in one file: they are compressed together, and a phone asks for them once.

use std::fmt::Write;

use anyhow::{Result, ensure};

use super::assets::Asset;

/// How the loader comes by a chunk: a part of a file that is fetched once. A file that could not be had is asked for again
/// the next time.
pub const PIECE: &str = "const wholes = {};
async function whole(path) {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.arrayBuffer();
}
async function piece(path, from, to) {
    wholes[path] ??= whole(path);
    try {
        const bytes = (await wholes[path]).slice(from, to);
        return new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
    } catch (cause) {
        delete wholes[path];
        throw cause;
    }
}
";

/// Chunks that are sent as one file.
pub struct Bundle {
    name: String,
    bytes: Vec<u8>,
    /// Each chunk's name, and where it ends.
    ends: Vec<(String, usize)>,
}

impl Bundle {
    /// A file with nothing in it yet.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), bytes: Vec::new(), ends: Vec::new() }
    }

    /// What the file is called, without its hash.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Puts one more chunk into it.
    pub fn add(&mut self, stem: &str, wasm: &[u8]) {
        self.bytes.extend_from_slice(wasm);
        self.ends.push((stem.to_owned(), self.bytes.len()));
    }

    /// Names the file after its bytes, and lets the loader take each of its chunks from there.
    pub fn place(self, loader: &mut String) -> Result<Asset> {
        let file = Asset::hashed(&format!("{}.wasm", self.name), self.bytes);
        let mut from = 0;
        for (stem, to) in self.ends {
            let fetched = format!("fetch(new URL(\"./{stem}.wasm\", import.meta.url))");
            ensure!(loader.matches(&fetched).count() == 1, "the loader does not fetch {stem} as it did");
            let mut taken = String::new();
            write!(taken, "piece(\"{}\", {from}, {to})", file.path)?;
            *loader = loader.replace(&fetched, &taken);
            from = to;
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::Bundle;

    #[test]
    fn each_chunk_is_taken_from_its_place_in_the_file() {
        let mut bundle = Bundle::new("person");
        bundle.add("split_person", b"abc");
        bundle.add("chunk_1", b"de");
        let fetched = |stem| format!("fetch(new URL(\"./{stem}.wasm\", import.meta.url))");
        let mut loader = format!("{};{}", fetched("chunk_1"), fetched("split_person"));
        let file = bundle.place(&mut loader).unwrap();
        assert_eq!(file.bytes, b"abcde");
        assert_eq!(loader, format!("piece(\"{0}\", 3, 5);piece(\"{0}\", 0, 3)", file.path));
    }

    #[test]
    fn a_loader_that_fetches_in_another_way_is_an_error() {
        let mut bundle = Bundle::new("person");
        bundle.add("chunk_1", b"de");
        assert!(bundle.place(&mut "import.source(\"./chunk_1.wasm\")".to_owned()).is_err());
    }
}
