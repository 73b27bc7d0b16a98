//! What a person waits for in the browser, measured in Chromium by a script of its own.

use std::fs;

use anyhow::{Context, Result};
use serde::{Deserialize, de::DeserializeOwned};

use super::figures::Times;
use crate::command::{self, program};
use crate::tools;

/// What was found.
pub struct Figures {
    /// The browser's own name.
    pub browser: String,
    /// The bytes a person needs for their first screen, as sent, with all that begins to load beside it.
    pub signed_in_bytes: f64,
    /// First visit to a usable page: 9 Mbit/s, 100 ms, CPU 4 times slowed; each visit from nothing.
    pub first_visit: Times,
    /// Cold start with no network to a field that can be typed in.
    pub offline_start: Times,
    /// From Enter to a note that is durably stored, CPU 4 times slowed.
    pub durable_note: Times,
}

/// The script's own words; times in milliseconds.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    browser: String,
    signed_in_bytes: f64,
    first_visit: Vec<f64>,
    offline_start: Vec<f64>,
    durable_note: Vec<f64>,
}

/// Measures what a person waits for.
pub fn measure(url: &str) -> Result<Figures> {
    let measured: Measured = run_script("what a person waits for", url)?;
    Ok(Figures {
        browser: measured.browser,
        signed_in_bytes: measured.signed_in_bytes,
        first_visit: Times::of_milliseconds(&measured.first_visit),
        offline_start: Times::of_milliseconds(&measured.offline_start),
        durable_note: Times::of_milliseconds(&measured.durable_note),
    })
}

/// Runs the script of this title against a server, and reads what it found.
pub fn run_script<T: DeserializeOwned>(title: &str, url: &str) -> Result<T> {
    let file = tempfile::NamedTempFile::new()?;
    let mut script = program("node_modules/.bin/playwright", "test --config bench --grep");
    script.arg(title).current_dir("end2end").env("CHROMIUM", tools::chromium()?);
    script.env("CHALKLINE_URL", url).env("CHALKLINE_FIGURES", file.path());
    command::quietly(&mut script).context("the measures in the browser")?;
    Ok(serde_json::from_str(&fs::read_to_string(file.path())?)?)
}
