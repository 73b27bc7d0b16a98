//! Who does the jobs: some tasks of every server, which take what is due.

use std::time::Duration;

use anyhow::{Context, anyhow};
use chrono::TimeDelta;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::{Job, db, retry};
use crate::router::Server;
use crate::subjects::JOBS;

/// How many jobs a server does at the same time: one mail server that answers slowly does not hold up the others.
const WORKERS: usize = 4;

/// How long nobody looks when nobody rings: another server's job that failed may wait so much longer.
const PAUSE: Duration = Duration::from_secs(2);

/// How long a job may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a job is its worker's; longer than it may take, so that none is done twice by two who are well.
const HELD: TimeDelta = TimeDelta::seconds(60);

/// The workers of a server.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Workers {
    /// Sets them to work.
    pub fn start(server: &Server) -> Self {
        let (stop, stopped) = watch::channel(false);
        let tasks = (0..WORKERS).map(|_| run(server.clone(), stopped.clone())).collect();
        Self { stop, tasks }
    }

    /// Lets each end the job it is at, and no more.
    pub async fn end(self) {
        self.stop.send_replace(true);
        self.tasks.join_all().await;
    }
}

async fn run(server: Server, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match one(&server).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(cause) => tracing::warn!(%cause, "no job could be taken"),
        }
        tokio::select! {
            () = server.bell.rings() => {}
            () = sleep(PAUSE) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Takes a job that is due and does it; tells whether there was one.
pub async fn one(server: &Server) -> sqlx::Result<bool> {
    let kinds = JOBS.each_ref().map(|kind| kind.word.to_owned());
    let now = server.clock.now();
    let job = db::take(&mut *server.pool.acquire().await?, &kinds, now, now + HELD).await?;
    let Some(job) = job else { return Ok(false) };
    let outcome = done(server, &job).await;
    let mut connection = server.pool.acquire().await?;
    match outcome {
        Ok(()) => db::finish(&mut connection, &job).await?,
        Err(cause) => {
            let trouble = format!("{cause:#}");
            let (now, id) = (server.clock.now(), job.id);
            let again = retry::next(&job, now);
            tracing::warn!(job.id = %id, job.kind, job.tries, trouble, ?again, "a job failed");
            db::fail(&mut connection, &job, &trouble, now, again).await?;
        }
    }
    Ok(true)
}

/// Does a job in a task of its own: one that breaks has failed, and its worker goes on.
async fn done(server: &Server, job: &Job) -> anyhow::Result<()> {
    if job.good_until.is_some_and(|until| until <= server.clock.now()) {
        return Err(anyhow!("it came too late"));
    }
    let kind = JOBS.iter().find(|kind| kind.word == job.kind).context("a kind nobody knows")?;
    let work = tokio::spawn((kind.run)(server.clone(), job.clone()));
    timeout(PATIENCE, work).await.context("it took too long")?.context("it broke")?
}
