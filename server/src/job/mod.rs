//! Work that is done after the answer was given, and again until it succeeds.
//!
//! A job is written in the transaction that gives rise to it. One of the servers takes it, each job one at a time; only when
//! a server goes down in the middle of one may it be done twice.

pub mod cli;
pub mod db;
pub mod retry;
pub mod worker;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::router::Server;

/// A kind of job: its word in the database, and how it is done.
pub struct JobKind {
    /// The word.
    pub word: &'static str,
    /// Does one; what it fails with is told to who runs the server, so no secret may be in it.
    pub run: fn(Server, Job) -> BoxFuture<'static, anyhow::Result<()>>,
}

/// A job as it is kept.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// The word of its kind.
    pub kind: String,
    /// What has to be known to do it.
    pub payload: Value,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// After this it is of no use.
    pub good_until: Option<DateTime<Utc>>,
    /// How often it was taken.
    pub tries: i32,
    /// Why the last try failed.
    pub trouble: Option<String>,
}

impl Job {
    /// A job that nobody has tried yet.
    pub fn new(kind: &JobKind, id: Uuid, payload: Value, now: DateTime<Utc>) -> Self {
        let kind = kind.word.to_owned();
        Self { id, kind, payload, made_at: now, good_until: None, tries: 0, trouble: None }
    }
}

/// Wakes a worker of this server when a job was committed; those of other servers look by themselves.
#[derive(Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes one.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits until it rings.
    pub async fn rings(&self) {
        self.0.notified().await;
    }
}
