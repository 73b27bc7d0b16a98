//! What a push costs: one device after another, and eight at once.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::PEOPLE;
use super::device::Device;
use super::figures::Times;

/// How many pushes of a single device are timed.
const SINGLE: usize = 300;
/// For how long many devices push at once, the same as pgbench gets.
pub const SPAN: Duration = Duration::from_secs(10);

/// What was found.
pub struct Figures {
    /// KiB of the process before any device came.
    pub at_rest: u32,
    /// KiB of the process after all pushes.
    pub after: u32,
    /// One device pushes one note after another.
    pub single: Times,
    /// One device asks for news when there are none.
    pub idle: Times,
    /// Pushes in a second, of eight devices at once.
    pub together: f64,
    /// Transactions in a second of pgbench that write the same rows, with as many connections.
    pub raw: f64,
}

/// Measures a running server that was filled with the demo.
pub fn measure(url: &str) -> Result<Figures> {
    let mut devices = PEOPLE.iter().map(|key| Device::sign_in(url, key)).collect::<Result<Vec<_>>>()?;
    for device in &mut devices {
        device.receive()?;
    }
    let first = &mut devices[0];
    let single = (0..SINGLE).map(|_| first.push()).collect::<Result<_>>()?;
    let idle = (0..SINGLE).map(|_| first.ask()).collect::<Result<_>>()?;
    let together = push_together(devices)?;
    Ok(Figures {
        at_rest: 0,
        after: 0,
        single: Times::new(single),
        idle: Times::new(idle),
        together,
        raw: 0.0,
    })
}

fn push_together(devices: Vec<Device>) -> Result<f64> {
    let begun = Instant::now();
    let pushing = |mut device: Device| {
        thread::spawn(move || {
            let mut count = 0_u32;
            while begun.elapsed() < SPAN {
                device.push()?;
                count += 1;
            }
            anyhow::Ok(count)
        })
    };
    let threads: Vec<_> = devices.into_iter().map(pushing).collect();
    let mut total = 0.0;
    for thread in threads {
        total += f64::from(thread.join().map_err(|_| anyhow!("a device stopped"))??);
    }
    Ok(total / begun.elapsed().as_secs_f64())
}
