//! The files of the site, each beside its compressed twins.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// A page of an older build may still ask for its files: they stay this long.
const KEEP_OLD: Duration = Duration::from_hours(30 * 24);

/// Only a build for development is larger; nobody downloads that, and compressing it well takes minutes.
const DOWNLOADABLE: usize = 4 << 20;

/// One file of the site.
pub struct Asset {
    /// Where a browser asks for it.
    pub path: String,
    /// Where it lies in the folder.
    pub file: String,
    /// Its bytes, and the same compressed.
    pub bytes: Vec<u8>,
    pub brotli: Vec<u8>,
    /// Who cannot do without it.
    pub needed: Needed,
}

/// When a file is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needed {
    /// Until the app is on the screen, at every visit.
    AtOnce,
    /// For the first screen of a person.
    WithPerson,
    /// When a screen is opened that is not the first.
    Later,
}

impl Asset {
    /// A file below `/pkg` whose name holds a hash of its bytes.
    pub fn hashed(name: &str, bytes: Vec<u8>) -> Self {
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        let file = format!("pkg/{stem}-{}.{extension}", &digest(&bytes)[..12]);
        Self::named(&format!("/{file}"), &file, bytes)
    }

    /// A file with a plain name.
    pub fn named(path: &str, file: &str, bytes: Vec<u8>) -> Self {
        let brotli = brotli(&bytes);
        Self { path: path.into(), file: file.into(), bytes, brotli, needed: Needed::AtOnce }
    }

    /// The hash in the form the browser itself checks on fetching.
    pub fn integrity(&self) -> String {
        format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(&self.bytes)))
    }

    fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(&self.file);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)?;
        fs::write(&path, &self.bytes)?;
        // A picture is compressed already: its twins would be larger.
        let is_smaller = self.brotli.len() < self.bytes.len();
        if is_smaller {
            fs::write(with_suffix(&path, "br"), &self.brotli)?;
            fs::write(with_suffix(&path, "gz"), gzip(&self.bytes)?)?;
        }
        Ok(())
    }
}

/// Writes the files of a build, and clears away what no page has needed for a month.
pub fn write_all(folder: &Path, files: &[Asset]) -> Result<()> {
    files.iter().try_for_each(|file| file.write(folder))?;
    for entry in fs::read_dir(folder.join("pkg"))?.flatten() {
        if age(&entry.metadata()?.modified()?) > KEEP_OLD {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// SHA-256 as lower-case hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

#[expect(clippy::disallowed_methods, reason = "a build step compares file times with now")]
fn age(modified: &SystemTime) -> Duration {
    SystemTime::now().duration_since(*modified).unwrap_or_default()
}

fn with_suffix(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let quality = if bytes.len() > DOWNLOADABLE { 1 } else { 11 };
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters).expect("memory does not fail");
    compressed
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
