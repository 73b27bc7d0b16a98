//! The one stylesheet, joined from the CSS that lies beside each component.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};

/// The oldest browsers Chalkline is meant for, as lightningcss writes versions: major, minor, patch in a byte each.
const OLDEST: Browsers = Browsers {
    android: Some(111 << 16),
    chrome: Some(111 << 16),
    edge: Some(111 << 16),
    firefox: Some(115 << 16),
    ie: None,
    ios_saf: Some(16 << 16 | 4 << 8),
    opera: None,
    safari: Some(16 << 16 | 4 << 8),
    samsung: Some(22 << 16),
};

/// Joins and minifies every CSS file below a folder.
pub fn bundle(folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort_by_key(|file| rank(file));
    let mut all = String::new();
    for file in &files {
        all += &fs::read_to_string(file).with_context(|| file.display().to_string())?;
    }
    minify(&all)
}

/// Tokens first, then the elements, then the controls, then the screens: later rules may refine earlier ones.
fn rank(file: &Path) -> (usize, PathBuf) {
    let name = file.to_string_lossy();
    let order = ["ui/tokens.css", "ui/base.css", "/ui/"];
    let rank = order.iter().position(|part| name.contains(part)).unwrap_or(order.len());
    (rank, file.to_path_buf())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "css") {
            files.push(path);
        }
    }
    Ok(())
}

fn minify(css: &str) -> Result<String> {
    let targets = Targets::from(OLDEST);
    let mut sheet =
        StyleSheet::parse(css, ParserOptions::default()).map_err(|cause| anyhow!("CSS: {cause}"))?;
    sheet.minify(MinifyOptions { targets, ..Default::default() }).map_err(|cause| anyhow!("CSS: {cause}"))?;
    let options = PrinterOptions { minify: true, targets, ..Default::default() };
    Ok(sheet.to_css(options).map_err(|cause| anyhow!("CSS: {cause}"))?.code)
}
