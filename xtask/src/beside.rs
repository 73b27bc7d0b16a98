//! A program that runs beside the steps of a task, in a group of its own so that it ends with the task.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tempfile::NamedTempFile;

use crate::steps;

/// A program that was started and goes on by itself; dropping it ends it, with everything that it has started.
pub struct Beside {
    /// What it does.
    pub name: &'static str,
    group: Pid,
    said: NamedTempFile,
    ended: Option<JoinHandle<Result<(ExitStatus, Duration)>>>,
}

impl Beside {
    /// Starts it. What it says is kept until it is asked for.
    pub fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let said = NamedTempFile::new()?;
        let output = said.reopen()?;
        command.stdout(output.try_clone()?).stderr(output).process_group(0);
        let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let group = Pid::from_raw(i32::try_from(child.id())?);
        let began = Instant::now();
        let ended = thread::spawn(move || Ok((child.wait()?, began.elapsed())));
        Ok(Self { name, group, said, ended: Some(ended) })
    }

    /// Waits until it has ended and shows what it said; gives the time it took.
    pub fn end(mut self) -> Result<Duration> {
        while self.is_running() {
            if steps::is_stopped() {
                bail!("stopped");
            }
            thread::sleep(Duration::from_millis(200));
        }
        let ended = self.ended.take().context("it is waited for once")?;
        let (status, took) = ended.join().map_err(|_| anyhow!("nobody waited for it"))??;
        let mut text = String::new();
        self.said.read_to_string(&mut text)?;
        print!("{text}");
        if !status.success() {
            bail!("it failed ({status})");
        }
        Ok(took)
    }

    fn is_running(&self) -> bool {
        self.ended.as_ref().is_some_and(|ended| !ended.is_finished())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if self.is_running() {
            // It may end in this moment.
            let _gone = killpg(self.group, Signal::SIGTERM);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Beside;
    use crate::command::program;
    use std::time::{Duration, Instant};

    #[test]
    fn it_is_waited_for_and_its_failure_is_told() {
        assert!(Beside::start("well", &mut program("true", "")).unwrap().end().is_ok());
        let cause = Beside::start("badly", &mut program("false", "")).unwrap().end().unwrap_err();
        assert!(cause.to_string().contains("failed"), "{cause}");
    }

    #[test]
    fn what_nobody_waits_for_ends_with_all_it_has_started() {
        let mut long = program("sh", "-c");
        let beside = Beside::start("long", long.arg("sleep 600 & wait")).unwrap();
        let group = beside.group;
        drop(beside);
        let began = Instant::now();
        while nix::sys::signal::killpg(group, None).is_ok() {
            assert!(began.elapsed() < Duration::from_mins(1), "it goes on");
            std::thread::yield_now();
        }
    }
}
