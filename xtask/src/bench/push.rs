//! What a push costs: one device after another, and many at once.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::device::Device;
use super::figures::Times;

/// How many pushes of a single device are timed in one go, and how many questions.
const SINGLE: usize = 100;
/// For how long many devices push at once; pgbench gets the same.
pub const SPAN: Duration = Duration::from_secs(5);

/// What one device finds when no other asks anything.
#[derive(Default)]
pub struct Alone {
    push: Vec<Duration>,
    idle: Vec<Duration>,
}

impl Alone {
    /// How long it took to push one note after another.
    pub fn push(&self) -> Times {
        Times::new(self.push.clone())
    }

    /// How long it took to ask for news when there were none.
    pub fn idle(&self) -> Times {
        Times::new(self.idle.clone())
    }

    /// Times some more of both.
    pub fn go_on(&mut self, device: &mut Device) -> Result<()> {
        for _ in 0..SINGLE {
            self.push.push(device.push()?);
        }
        for _ in 0..SINGLE {
            self.idle.push(device.ask()?);
        }
        Ok(())
    }
}

/// Signs these people in, each on a device that has received everything.
pub fn devices(url: &str, emails: impl Iterator<Item = String>) -> Result<Vec<Device>> {
    let ready = |email: String| {
        let mut device = Device::sign_in(url, &email)?;
        device.receive()?;
        Ok(device)
    };
    emails.map(ready).collect()
}

/// Pushes in a second, when each device pushes one note after another.
pub fn together(devices: &mut [Device]) -> Result<f64> {
    let begun = Instant::now();
    let pushing = |device: &mut Device| {
        let mut count = 0_u32;
        while begun.elapsed() < SPAN {
            device.push()?;
            count += 1;
        }
        anyhow::Ok(count)
    };
    let total = thread::scope(|scope| {
        let threads: Vec<_> = devices.iter_mut().map(|device| scope.spawn(move || pushing(device))).collect();
        let counts =
            threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a device stopped"))?);
        counts.sum::<Result<u32>>()
    })?;
    Ok(f64::from(total) / begun.elapsed().as_secs_f64())
}
