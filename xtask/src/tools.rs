//! The programs the tasks need, and how to get those that are missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{self, program, quietly};

/// What the app is compiled to.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The oldest PostgreSQL that will do.
const POSTGRES: u32 = 15;

/// Makes sure that rustc can build for the browser.
pub fn wasm_target() -> Result<()> {
    let libraries = quietly(&mut program("rustc", &format!("--print target-libdir --target {WASM}")))?;
    if Path::new(libraries.trim()).exists() {
        return Ok(());
    }
    println!("Adding Rust's {WASM} target");
    command::run(&mut program("rustup", &format!("target add {WASM}")))
        .context("Rust lacks the browser target; install it and try again")
}

/// The folder of PostgreSQL's own programs (`initdb`, `pg_ctl`), installed if need be.
pub fn postgres() -> Result<PathBuf> {
    if let Some(folder) = find_postgres() {
        return Ok(folder);
    }
    let packages =
        Packages { apt: "postgresql", dnf: "postgresql-server", brew: "postgresql@16", pacman: "postgresql" };
    install(&format!("PostgreSQL {POSTGRES} or newer"), &packages)?;
    find_postgres()
        .with_context(|| format!("no PostgreSQL {POSTGRES} or newer was found after installing it"))
}

fn find_postgres() -> Option<PathBuf> {
    let parents = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt", "/usr"];
    let versioned =
        parents.iter().flat_map(|parent| std::fs::read_dir(parent).into_iter().flatten().flatten());
    let mut folders: Vec<PathBuf> = versioned.map(|entry| entry.path().join("bin")).collect();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let complete =
        |folder: &PathBuf| ["initdb", "pg_ctl", "psql"].iter().all(|name| folder.join(name).exists());
    let usable = folders.into_iter().filter(complete);
    usable.filter_map(|folder| Some((postgres_version(&folder)?, folder))).max().map(|(_, folder)| folder)
}

/// The major version of the server in a folder, when it is new enough: `postgres (PostgreSQL) 15.18 (…)`.
fn postgres_version(folder: &Path) -> Option<u32> {
    let text = quietly(&mut program(folder.join("postgres"), "--version")).ok()?;
    let version = text.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())?;
    (version >= POSTGRES).then_some(version)
}

/// A Chromium for the browser tests, installed if need be.
pub fn chromium() -> Result<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    let find = || names.iter().find_map(|name| on_path(name));
    if let Some(found) = std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(find) {
        return Ok(found);
    }
    let packages = Packages { apt: "chromium", dnf: "chromium", brew: "--cask chromium", pacman: "chromium" };
    install("Chromium", &packages)?;
    find().context("no Chromium was found after installing it")
}

/// The font of the browser tests, installed if need be. A system without fontconfig brings its own.
pub fn fonts() -> Result<()> {
    if cfg!(target_os = "macos") || has_font(Path::new("/usr/share/fonts")) {
        return Ok(());
    }
    let packages =
        Packages { apt: "fonts-dejavu-core", dnf: "dejavu-sans-fonts", brew: "", pacman: "ttf-dejavu" };
    install("the font DejaVu Sans", &packages)
}

fn has_font(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| path.ends_with("DejaVuSans.ttf") || has_font(&path))
}

/// Node's package manager and the packages of the browser tests, as their lock file names them.
pub fn npm_packages(folder: &Path) -> Result<()> {
    if on_path("npm").is_none() {
        let packages = Packages { apt: "nodejs npm", dnf: "nodejs", brew: "node", pacman: "nodejs npm" };
        install("Node.js", &packages)?;
    }
    let lock = std::fs::read(folder.join("package-lock.json"))?;
    let seal = folder.join("node_modules/.installed");
    if std::fs::read(&seal).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    command::run(program("npm", "ci --no-audit --no-fund").current_dir(folder))?;
    Ok(std::fs::write(seal, lock)?)
}

/// Python for the client in the documentation, which a test runs; installed if need be.
pub fn python() -> Result<()> {
    if on_path("python3").is_some() {
        return Ok(());
    }
    let packages = Packages { apt: "python3", dnf: "python3", brew: "python", pacman: "python" };
    install("Python 3", &packages)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The names of one thing in the package managers we know.
struct Packages {
    apt: &'static str,
    dnf: &'static str,
    brew: &'static str,
    pacman: &'static str,
}

/// Installs by the system's package manager when we may; otherwise says the exact command.
fn install(what: &str, packages: &Packages) -> Result<()> {
    let managers = [
        ("apt-get", "install -y --no-install-recommends", packages.apt),
        ("dnf", "install -y", packages.dnf),
        ("pacman", "-S --noconfirm", packages.pacman),
        ("brew", "install", packages.brew),
    ];
    let Some((manager, verb, names)) = managers.into_iter().find(|(name, ..)| on_path(name).is_some()) else {
        bail!("{what} is needed, and no package manager we know was found: please install it");
    };
    if manager != "brew" && !nix::unistd::geteuid().is_root() {
        bail!("{what} is needed. Please run: sudo {manager} {verb} {names}");
    }
    println!("Installing {what}: {manager} {verb} {names}");
    if manager == "apt-get" {
        quietly(&mut program("apt-get", "update"))?;
    }
    let arguments = format!("{verb} {names}");
    quietly(Command::new(manager).args(arguments.split(' ')).env("DEBIAN_FRONTEND", "noninteractive"))?;
    Ok(())
}
