//! A device at the size of a year: 15,000 records of 25 trainees, measured in Chromium with the CPU 4 times slowed.

use std::fs;

use anyhow::{Context, Result};
use domain::feedback::{draft_id, feedback_id};
use domain::id::{PersonId, RecordId};
use domain::notes::notes_id;
use serde::Deserialize;

use super::figures::Times;
use super::{Server, browser};
use crate::postgres::Cluster;

/// How many more trainees the mentor has.
const TRAINEES: usize = 25;
/// How often each was observed.
const EACH: usize = 200;

const TABLE: &str = "create unlogged table year_lesson
    (n int, lesson_number int, lesson uuid, draft uuid, notes uuid, feedback uuid);";

/// What was found; times are in milliseconds.
pub struct Figures {
    /// How many records are on the device.
    pub records: f64,
    /// From the sign-in until the first screen can be used.
    pub usable: f64,
    /// From the sign-in until everything is on the device.
    pub first_pull: f64,
    /// What that took of the network, as sent.
    pub pulled_bytes: f64,
    /// In so many answers.
    pub answers: f64,
    /// What the page holds in memory, the app's own and the browser's for it.
    pub memory_bytes: f64,
    /// A new page until its trainees stand on it.
    pub cold_home: Times,
    /// From a tap until the page of a trainee stands.
    pub trainee: Times,
    /// From a tap until a lesson can be begun.
    pub observe: Times,
    /// From Enter until a note stands in the list.
    pub note: Times,
    /// From the end of its transaction until a note stands in the list.
    pub change: Times,
    /// For how much of twelve idle seconds the main thread was busy.
    pub idle_busy: f64,
}

/// The script's own words.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    records: f64,
    usable: f64,
    first_pull: f64,
    pulled_bytes: f64,
    answers: f64,
    memory_bytes: f64,
    cold_home: Vec<f64>,
    trainee: Vec<f64>,
    observe: Vec<f64>,
    note: Vec<f64>,
    change: Vec<f64>,
    idle_busy: f64,
}

/// The ids of all lessons and of what the mentor made of them: those by which a device looks for them.
fn lessons(mentor: PersonId) -> String {
    let row = |k: usize| {
        let (n, number) = (k / EACH + 1, k % EACH + 1);
        let lesson = RecordId::natural("year", &[&n, &number]);
        let draft = draft_id(lesson, mentor);
        let (notes, feedback) = (notes_id(lesson, mentor), feedback_id(draft));
        format!("({n}, {number}, '{lesson}', '{draft}', '{notes}', '{feedback}')")
    };
    let rows: Vec<String> = (0..TRAINEES * EACH).map(row).collect();
    format!("{TABLE} insert into year_lesson values {};\n", rows.join(","))
}

/// Fills a demo with a year of one mentor, and measures their device.
pub fn measure(cluster: &Cluster) -> Result<Figures> {
    let database = "bench_year";
    let server = Server::start(&cluster.database(database)?)?;
    let mentor = cluster.sql(database, "select id from person where name = 'Grace W.'")?.trim().parse()?;
    let file = tempfile::NamedTempFile::new()?;
    fs::write(file.path(), lessons(mentor) + include_str!("year.sql"))?;
    cluster.sql_file(database, file.path())?;
    let measured: Measured =
        browser::run_script("what a year weighs", &server.url).context("the device of a year")?;
    server.stop()?;
    Ok(Figures {
        records: measured.records,
        usable: measured.usable,
        first_pull: measured.first_pull,
        pulled_bytes: measured.pulled_bytes,
        answers: measured.answers,
        memory_bytes: measured.memory_bytes,
        cold_home: Times::of_milliseconds(&measured.cold_home),
        trainee: Times::of_milliseconds(&measured.trainee),
        observe: Times::of_milliseconds(&measured.observe),
        note: Times::of_milliseconds(&measured.note),
        change: Times::of_milliseconds(&measured.change),
        idle_busy: measured.idle_busy,
    })
}
