//! What the server needs and gives: in an almost empty database, and in one with a million observations.

use anyhow::Result;

use super::device::Device;
use super::push::Alone;
use super::{Server, cohort, device, push, raw};
use crate::postgres::Cluster;

/// So many devices keep the machine busy: with few, both it and PostgreSQL sleep between messages, and what is measured is
/// how quickly they wake. The floor is for a busy server.
pub const BUSY: usize = 32;

/// How many devices push at once; pgbench has as many connections.
const AT_ONCE: [usize; 2] = [8, BUSY];

/// How often both are measured; the round in the middle is reported.
pub const ROUNDS: usize = 5;

/// What was found.
pub struct Figures {
    /// KiB of the process before any device came.
    pub at_rest: u32,
    /// KiB of the process after all pushes.
    pub after: u32,
    /// One device alone, when nobody was ever observed.
    pub empty: Alone,
    /// One device alone, with many observations in the database.
    pub full: Alone,
    /// So many.
    pub observations: usize,
    /// Many devices at once.
    pub together: Vec<Together>,
}

/// What many devices push at once, each of a person of its own, and what pgbench writes of the same rows.
pub struct Together {
    /// How many devices; pgbench has as many connections.
    pub devices: usize,
    /// Pushes in a second.
    pub pushes: f64,
    /// Transactions in a second of pgbench.
    pub raw: f64,
}

/// Measures the release server on a database with observations, and for comparison on one without.
pub fn measure(cluster: &Cluster) -> Result<Figures> {
    let [database, beside] = ["bench", "bench_empty"];
    let server = Server::start(&cluster.database(database)?)?;
    let at_rest = server.resident_kib()?;
    cohort::people(cluster, database, device::now())?;
    raw::prepare(cluster, database)?;
    let mut mentors = cohort::mentors();
    let mut together = Vec::new();
    for devices in AT_ONCE {
        let mut devices = push::devices(&server.url, mentors.by_ref().take(devices))?;
        together.push(Together::measure(cluster, database, &mut devices)?);
    }
    let after = server.resident_kib()?;
    let observations = cohort::observations(cluster, database)?;
    let without = Server::start(&cluster.database(beside)?)?;
    cohort::people(cluster, beside, device::now())?;
    let [mut empty, mut full] = [Alone::default(), Alone::default()];
    let mut devices = Vec::new();
    for server in [&without, &server] {
        devices.extend(push::devices(&server.url, mentors.by_ref().take(1))?);
    }
    for _ in 0..ROUNDS {
        empty.go_on(&mut devices[0])?;
        full.go_on(&mut devices[1])?;
    }
    server.stop()?;
    without.stop()?;
    Ok(Figures { at_rest, after, empty, full, observations, together })
}

impl Together {
    /// Lets the devices push, and pgbench write, by turns: a machine is not as quick in every minute.
    fn measure(cluster: &Cluster, database: &str, devices: &mut [Device]) -> Result<Self> {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let pushes = push::together(devices)?;
            let raw = raw::measure(cluster, database, devices.len())?;
            rounds.push(Self { devices: devices.len(), pushes, raw });
        }
        rounds.sort_by(|one, other| one.part().total_cmp(&other.part()));
        Ok(rounds.swap_remove(ROUNDS / 2))
    }

    /// Pushes for each transaction of pgbench.
    pub fn part(&self) -> f64 {
        self.pushes / self.raw
    }
}
