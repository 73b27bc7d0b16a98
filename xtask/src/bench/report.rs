//! The report: every figure with its floor, its command and its machine.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::browser;
use super::figures::Times;
use super::server::{self, BUSY, ROUNDS, Together};
use super::year;
use crate::command::quietly;
use crate::site::{FIRST_PAINT_CEILING, FIRST_SCREEN_CEILING, Weight};

/// What one figure may be.
#[derive(Clone, Copy)]
enum Floor {
    AtMost(f64),
    AtLeast(f64),
}

/// Collects figures, and which of them miss their floor.
pub struct Report {
    head: String,
    rows: Vec<String>,
    missed: Vec<String>,
}

impl Report {
    /// Begins with where and when: the commit, the machine, the day.
    pub fn new() -> Result<Self> {
        let line = |program: &str, arguments: &[&str]| -> Result<String> {
            Ok(quietly(Command::new(program).args(arguments))?.trim().to_owned())
        };
        let commit = line("git", &["describe", "--always", "--dirty"])?;
        let day = line("date", &["--utc", "+%Y-%m-%d"])?;
        let head = format!(
            "# Benchmarks\n\nWritten by `cargo xtask bench`, which fails when a figure misses its floor; never by hand. Not \
             measured yet: from one phone to another, and what an idle device costs, which wait for live events.\n\n\
             Commit {commit}, {day}, {}.\n",
            machine()?
        );
        Ok(Self { head, rows: Vec::new(), missed: Vec::new() })
    }

    /// The bytes of the site.
    pub fn weight(&mut self, weight: Weight) {
        self.bytes("until first paint, compressed", weight.first_paint, FIRST_PAINT_CEILING);
        let screen = "all that a signed-in first screen loads, compressed";
        self.bytes(screen, weight.first_screen, FIRST_SCREEN_CEILING);
    }

    fn bytes(&mut self, what: &str, bytes: usize, at_most: usize) {
        let kilobytes = |bytes: usize| u32::try_from(bytes).map_or(f64::INFINITY, f64::from) / 1_000.0;
        self.row(what, kilobytes(bytes), "kB", Some(Floor::AtMost(kilobytes(at_most))), "");
    }

    /// What the server needs and gives.
    pub fn server(&mut self, figures: &server::Figures) {
        let megabytes = |kib: u32| f64::from(kib) * 1_024.0 / 1e6;
        let rest = Some(Floor::AtMost(100.0));
        self.row("server, resident memory at rest", megabytes(figures.at_rest), "MB", rest, "demo filled");
        self.row("server, resident memory", megabytes(figures.after), "MB", None, "after all these pushes");
        let [empty, full] = [&figures.empty, &figures.full];
        self.times("push of one note, one device", &empty.push(), None);
        self.times("asking for news when there are none", &empty.idle(), None);
        let with = format!("with {} observations in the database", figures.observations);
        self.times(&format!("push, {with}"), &full.push(), None);
        self.times(&format!("asking, {with}"), &full.idle(), None);
        self.beside("push with observations against without", &full.push(), &empty.push());
        self.beside("asking with observations against without", &full.idle(), &empty.idle());
        for one in &figures.together {
            self.together(one);
        }
    }

    fn together(&mut self, one: &Together) {
        let devices = format!("{} devices at once", one.devices);
        self.row("single pushes", one.pushes, "/s", None, &devices);
        self.row("pgbench, the same rows", one.raw, "/s", None, "as many connections");
        let floor = (one.devices == BUSY).then_some(Floor::AtLeast(40.0));
        let note = format!("{devices}; the middle of {ROUNDS} rounds");
        self.row("single pushes against pgbench", one.part() * 100.0, "%", floor, &note);
    }

    fn beside(&mut self, what: &str, one: &Times, other: &Times) {
        let part = one.percentile(95) / other.percentile(95);
        self.row(what, part, "times", Some(Floor::AtMost(1.5)), "both p95");
    }

    /// What a person waits for.
    pub fn browser(&mut self, figures: &browser::Figures) {
        let _infallible = writeln!(self.head, "\nBrowser: {}.", figures.browser);
        let kilobytes = figures.signed_in_bytes / 1_000.0;
        let note = "as the browser counts it, with the headers of the answers";
        self.row("the same, as sent", kilobytes, "kB", None, note);
        self.times(
            "first visit to a usable page (9 Mbit/s, 100 ms, CPU 4 × slowed)",
            &figures.first_visit,
            Some(2_500.0),
        );
        self.times(
            "installed, no network, to a field that can be typed in",
            &figures.offline_start,
            Some(1_000.0),
        );
        self.times("a note durably stored (CPU 4 × slowed)", &figures.durable_note, Some(33.0));
    }

    /// A device at the size of a year.
    pub fn year(&mut self, figures: &year::Figures) {
        let on = format!("{} records on the device, CPU 4 × slowed", figures.records);
        let seconds = |milliseconds: f64| milliseconds / 1_000.0;
        self.row("first pull, until it can be used", seconds(figures.usable), "s", None, &on);
        let pages = format!("in {} answers, {:.1} MB as sent", figures.answers, figures.pulled_bytes / 1e6);
        self.row("first pull, until all of it is here", seconds(figures.first_pull), "s", None, &pages);
        self.row("memory of the page", figures.memory_bytes / 1e6, "MB", None, &on);
        self.times("a year on the device: cold home", &figures.cold_home, Some(1_000.0));
        self.times("a year on the device: a trainee's page", &figures.trainee, Some(1_000.0));
        self.times("a year on the device: before a lesson", &figures.observe, Some(1_000.0));
        self.times("a year on the device: from Enter until a note stands in the list", &figures.note, None);
        let frame = Some(1_000.0 / 60.0);
        self.times("a year on the device: a change seen, once it is stored", &figures.change, frame);
        let idle = Some(Floor::AtMost(5.0));
        self.row("a year on the device: main thread busy while idle", figures.idle_busy, "%", idle, &on);
    }

    /// Times have their floor at the 95th of a hundred.
    fn times(&mut self, what: &str, times: &Times, at_most: Option<f64>) {
        let note =
            format!("p50 {:.1}, p99 {:.1}, of {}", times.percentile(50), times.percentile(99), times.count());
        self.row(&format!("{what}, p95"), times.percentile(95), "ms", at_most.map(Floor::AtMost), &note);
    }

    fn row(&mut self, what: &str, value: f64, unit: &str, floor: Option<Floor>, note: &str) {
        let (bound, met) = match floor {
            Some(Floor::AtMost(most)) => (format!("≤ {most} {unit}"), value <= most),
            Some(Floor::AtLeast(least)) => (format!("≥ {least} {unit}"), value >= least),
            None => (String::new(), true),
        };
        let row = format!("| {what} | {value:.1} {unit} | {bound} | {note} |");
        println!("{row}");
        if !met {
            self.missed.push(row.clone());
        }
        self.rows.push(row);
    }

    /// Writes the report.
    pub fn write(&self, file: &Path) -> Result<()> {
        let table = self.rows.join("\n");
        let text = format!("{}\n| what | measured | floor | |\n|---|--:|--:|---|\n{table}\n", self.head);
        Ok(fs::write(file, text)?)
    }

    /// Fails when a figure misses its floor.
    pub fn check(&self) -> Result<()> {
        if !self.missed.is_empty() {
            bail!("below the floor:\n{}", self.missed.join("\n"));
        }
        Ok(())
    }
}

fn machine() -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches([' ', '\t', ':']);
    Ok(format!("{cores} cores{}{model}", if model.is_empty() { "" } else { " of " }))
}
