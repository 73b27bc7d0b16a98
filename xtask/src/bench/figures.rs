//! Percentiles of measured times.

use std::time::Duration;

/// Times, sorted.
pub struct Times(Vec<Duration>);

impl Times {
    /// Sorts what was measured.
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// Times that another program gives as milliseconds.
    pub fn of_milliseconds(times: &[f64]) -> Self {
        Self::new(times.iter().map(|time| Duration::from_secs_f64(time / 1_000.0)).collect())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time in milliseconds below which this part of a hundred lies; nought when nothing was measured.
    pub fn percentile(&self, part: usize) -> f64 {
        let index = (self.0.len() * part).div_ceil(100).saturating_sub(1);
        self.0.get(index).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let times = Times::new((1..=200).rev().map(Duration::from_millis).collect());
        let found = [50, 95, 99, 100].map(|part| format!("{:.0}", times.percentile(part)));
        assert_eq!(found, ["100", "190", "198", "200"]);
        assert_eq!(format!("{:.0}", Times::new(Vec::new()).percentile(95)), "0");
    }
}
