//! The built app as a folder of files: hashed names, a list for the service worker, everything compressed.

mod assets;
mod bundle;
mod glue;
mod merge;
mod release;
mod short;
mod split;
mod style;
mod suite;
mod wasm;
mod weight;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use domain::site::{INDEX_FILE, PUBLIC_PAGES, SiteIndex};

use assets::{Asset, digest};
use split::Parts;

pub use release::release;
pub use suite::{FOLDER as SUITE, build as build_suite};
pub use weight::{FIRST_PAINT_CEILING, FIRST_SCREEN_CEILING, Weight};

/// Where the built app lies; the server's default.
pub const FOLDER: &str = "target/site";

/// The parts that a signed-in person's first screen loads: their records, the screen, what saves, what sends.
const WITH_PERSON: [&str; 2] = ["person", "exchange"];

/// What to build for the browser.
#[derive(clap::Args)]
pub struct Site {
    /// Also build the page on which the browser tests run the suite of the store
    #[arg(long)]
    suite: bool,
}

/// Builds the app for release, and what else is asked for.
pub fn site(options: &Site) -> Result<()> {
    build()?;
    if options.suite { build_suite() } else { Ok(()) }
}

/// A call of this program that does the same, for whoever has other things to do meanwhile.
pub fn beside(suite: bool) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("site").args(suite.then_some("--suite"));
    Ok(command)
}

/// Builds the app for release and writes its folder; gives what it weighs, and fails when that is too much.
pub fn build() -> Result<Weight> {
    Weight::of(&write(Path::new(FOLDER), split::build("frontend", "wasm-release", &WITH_PERSON)?)?)
}

/// Builds the app for a developer: quick to build, heavy to load.
pub fn build_for_development() -> Result<()> {
    write(Path::new(FOLDER), split::build("frontend", "dev", &WITH_PERSON)?).map(drop)
}

/// Writes the folder of a site around compiled code; gives its files.
fn write(folder: &Path, app: Parts) -> Result<Vec<Asset>> {
    let mut pkg = app.chunks;
    let mut values = words::shell()?;
    let mut add = |values: &mut BTreeMap<String, String>, key: &str, name: &str, bytes: Vec<u8>| {
        let asset = Asset::hashed(name, bytes);
        values.insert(key.into(), asset.path.clone());
        pkg.push(asset);
    };
    add(&mut values, "stylesheet", "app.css", style::bundle(Path::new("app/src"))?.into_bytes());
    add(&mut values, "wasm", "app.wasm", app.wasm);
    add(&mut values, "glue", "app.js", app.glue.into_bytes());
    let start = fill(&read("start.js")?, &values)?;
    add(&mut values, "start", "start.js", start.into_bytes());
    add(&mut values, "boot", "boot.js", read("boot.js")?.into_bytes());

    values.insert("build".into(), build_id(&pkg, &values)?);
    let mut files = pkg;
    files.push(Asset::named("/", "index.html", fill(&read("index.html")?, &values)?.into_bytes()));
    files.push(Asset::named(
        "/manifest.webmanifest",
        "manifest.webmanifest",
        fill(&read("manifest.webmanifest")?, &values)?.into_bytes(),
    ));
    files.extend(icons()?);

    values.insert("files".into(), precache(&files));
    values.insert("public_pages".into(), serde_json::to_string(PUBLIC_PAGES)?);
    files.push(Asset::named("/sw.js", "sw.js", fill(&read("sw.js")?, &values)?.into_bytes()));
    // The sign-in page needs a network, so its script is not among the files of the service worker.
    files.push(Asset::named("/sign-in.js", "sign-in.js", read("sign-in.js")?.into_bytes()));
    assets::write_all(folder, &files)?;
    let index = SiteIndex { build: values["build"].clone(), stylesheet: values["stylesheet"].clone() };
    fs::write(folder.join(INDEX_FILE), serde_json::to_string_pretty(&index)?)?;
    Ok(files)
}

/// What the app is made of.
const SOURCES: [&str; 6] = ["app", "domain", "frontend", "public", "Cargo.lock", "Cargo.toml"];

/// Names the build after when its sources were committed, by which builds compare, and after everything in it: the hashed
/// names, and the templates that have none.
fn build_id(pkg: &[Asset], values: &BTreeMap<String, String>) -> Result<String> {
    let mut all: Vec<String> = pkg.iter().map(|asset| asset.path.clone()).collect();
    all.extend(values.values().cloned());
    for template in ["index.html", "manifest.webmanifest", "sw.js"] {
        all.push(read(template)?);
    }
    all.extend(icons()?.iter().map(|icon| digest(&icon.bytes)));
    Ok(format!("{}-{}", committed(), &digest(all.join("\n").as_bytes())[..12]))
}

/// The minute in which the app's sources last changed. Outside of a repository nobody knows it: such a build counts as
/// older than any.
fn committed() -> String {
    let mut git = Command::new("git");
    git.args(["log", "-1", "--format=%cd", "--date=format-local:%Y%m%d%H%M", "--"])
        .args(SOURCES)
        .env("TZ", "UTC");
    let said = git.output().ok().filter(|output| output.status.success());
    let minute = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    minute.filter(|minute| !minute.is_empty()).unwrap_or_else(|| "000000000000".to_owned())
}

/// The service worker's list: each address with the hash its bytes must have.
fn precache(files: &[Asset]) -> String {
    let list: BTreeMap<&str, String> =
        files.iter().map(|file| (file.path.as_str(), file.integrity())).collect();
    serde_json::to_string_pretty(&list).expect("a map of text is plain data")
}

fn icons() -> Result<Vec<Asset>> {
    let mut icons = Vec::new();
    for entry in fs::read_dir("public/icons")? {
        let name = format!("icons/{}", entry?.file_name().to_string_lossy());
        icons.push(Asset::named(&format!("/{name}"), &name, fs::read(Path::new("public").join(&name))?));
    }
    icons.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(icons)
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(Path::new("public").join(name)).with_context(|| format!("public/{name}"))
}

/// Puts values where a template names them as `{{key}}`; an unknown name is an error.
fn fill(template: &str, values: &BTreeMap<String, String>) -> Result<String> {
    let mut parts = template.split("{{");
    let mut filled = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (key, rest) = part.split_once("}}").context("a {{ without }} in a template")?;
        filled += values.get(key).with_context(|| format!("no value for {{{{{key}}}}}"))?;
        filled += rest;
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::fill;
    use std::collections::BTreeMap;

    #[test]
    fn a_template_is_filled_and_an_unknown_name_is_an_error() {
        let values = BTreeMap::from([("build".to_string(), "abc".to_string())]);
        assert_eq!(fill("x {{build}} y {{build}}", &values).unwrap(), "x abc y abc");
        assert_eq!(fill("plain { }", &values).unwrap(), "plain { }");
        assert!(fill("{{other}}", &values).is_err());
        assert!(fill("{{build", &values).is_err());
    }
}
