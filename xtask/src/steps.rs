//! The steps of a long task: what each took, what it counted, and one closing line.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::beside::Beside;
use crate::command;

static STOPPED: AtomicBool = AtomicBool::new(false);

/// Hears of Ctrl-C instead of dying of it. The program that is running dies, its step fails, and what was started for the
/// task (a database, above all) is stopped on the way out.
pub fn end_in_order() -> Result<()> {
    Ok(ctrlc::set_handler(|| STOPPED.store(true, Ordering::SeqCst))?)
}

/// Whether somebody asked to stop.
pub fn is_stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// What has been done so far.
pub struct Steps {
    began: Instant,
    done: Vec<(&'static str, Duration)>,
    passed: usize,
    failed: usize,
}

impl Default for Steps {
    fn default() -> Self {
        Self { began: Instant::now(), done: Vec::new(), passed: 0, failed: 0 }
    }
}

impl Steps {
    /// Does one thing and notes its time; the first that fails ends the task.
    pub fn step<T>(&mut self, name: &'static str, action: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = action(self).with_context(|| format!("step \"{name}\""));
        self.done.push((name, start.elapsed()));
        if is_stopped() {
            bail!("stopped");
        }
        result
    }

    /// Waits for what was done beside the steps, and shows what it said.
    pub fn join(&mut self, beside: Beside) -> Result<()> {
        let name = beside.name;
        println!("\n== {name}, beside the steps above");
        let took = beside.end().with_context(|| format!("step \"{name}\""))?;
        self.done.push((name, took));
        Ok(())
    }

    /// Runs a test program and counts its tests by the closing lines that cargo and Playwright print.
    pub fn tests(&mut self, command: &mut Command) -> Result<()> {
        let before = self.passed + self.failed;
        let success = command::watched(command, |line| {
            let (passed, failed) = counts(line);
            self.passed += passed;
            self.failed += failed;
        })?;
        if !success {
            bail!("tests failed");
        }
        if self.passed + self.failed == before {
            bail!("no test ran");
        }
        Ok(())
    }

    /// Prints the minutes of each step and the closing line of counts.
    pub fn report(&self) {
        println!("\n== minutes");
        for (name, time) in &self.done {
            println!("{:7.1}  {name}", time.as_secs_f64() / 60.0);
        }
        println!("{:7.1}  in all", self.began.elapsed().as_secs_f64() / 60.0);
        println!("{} passed, {} failed", self.passed, self.failed);
    }
}

/// The passed and failed tests a line tells of; most lines tell of none.
///
/// Cargo: `test result: ok. 5 passed; 0 failed; …`. Playwright: `  12 passed (8.1s)`, `  1 failed`, `  1 flaky`.
fn counts(line: &str) -> (usize, usize) {
    let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
    let before = |name: &str| {
        let place = words.iter().position(|word| *word == name)?;
        words[place.checked_sub(1)?].parse::<usize>().ok()
    };
    match words.as_slice() {
        ["test", "result:", ..] => (before("passed").unwrap_or(0), before("failed").unwrap_or(0)),
        [_, "passed", ..] => (before("passed").unwrap_or(0), 0),
        [_, "failed" | "flaky"] => (0, before("failed").or(before("flaky")).unwrap_or(0)),
        _ => (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn closing_lines_are_counted_and_other_lines_are_not() {
        let cases = [
            ("test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out", (5, 0)),
            ("test result: FAILED. 4 passed; 2 failed; 0 ignored", (4, 2)),
            ("  12 passed (8.1s)", (12, 0)),
            ("  1 failed", (0, 1)),
            ("  2 flaky", (0, 2)),
            ("test sync::a_test_that_failed ... ok", (0, 0)),
            ("running 12 tests", (0, 0)),
            ("", (0, 0)),
        ];
        for (line, expected) in cases {
            assert_eq!(counts(line), expected, "{line}");
        }
    }
}
