//! The words of the shell, which is there before the app and when there is none.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// The messages the shell is filled with, as `shell.name`, fit for HTML and JSON alike.
pub fn shell() -> Result<BTreeMap<String, String>> {
    let file = "app/locales/en/shell.json";
    let text = fs::read_to_string(file).with_context(|| file.to_string())?;
    let messages: BTreeMap<String, String> = serde_json::from_str(&text).with_context(|| file.to_string())?;
    Ok(messages.into_iter().map(|(name, words)| (format!("shell.{name}"), escape(&words))).collect())
}

fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
