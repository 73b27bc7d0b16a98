//! The line in front of the database: what arrives while others are being written is written together.
//!
//! Most of what a push costs, the database spends on beginning, finding and committing, and that is the same for one and for
//! many. Nobody waits for company: whoever finds a place free goes at once, and only when none is free does a line form.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use domain::api::Code;
use domain::sync::wire::Reply;
use sqlx::PgPool;
use tokio::sync::oneshot;

use super::{Asked, answer, group};
use crate::database::detached;
use crate::error::{Error, Result, is_unavailable};

/// How many groups are written at the same time. One that waits for a lock must not keep everybody waiting.
const PLACES: usize = 2;

/// How many mutations go together at most, if they come from more than one device.
const MAX_TOGETHER: usize = 64;

/// The line.
#[derive(Clone)]
pub struct Line {
    pool: PgPool,
    queue: Arc<Mutex<Queue>>,
}

/// Those who wait, and how many places are taken.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    taken: usize,
}

struct Waiting {
    asked: Asked,
    reply: oneshot::Sender<Result<Reply>>,
}

impl Line {
    /// An empty line in front of a database.
    pub fn new(pool: PgPool) -> Self {
        Self { pool, queue: Arc::default() }
    }

    /// Answers a request, to the end even when whoever asked no longer listens.
    pub async fn exchange(&self, asked: Asked) -> Result<Reply> {
        if asked.is_question() || !asked.is_own() {
            let pool = self.pool.clone();
            return detached(async move { answer(&pool, asked).await }).await;
        }
        let (reply, replied) = oneshot::channel();
        if self.join(Waiting { asked, reply }) {
            tokio::spawn(self.clone().work());
        }
        replied.await.context("a request waited and came to no end")?
    }

    /// Stands in line; tells whether a place was free, which is then taken.
    fn join(&self, waiting: Waiting) -> bool {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.waiting.push_back(waiting);
        let free = queue.taken < PLACES;
        queue.taken += usize::from(free);
        free
    }

    /// Writes one group after the other until nobody waits.
    async fn work(self) {
        while let Some(group) = self.next() {
            let (asked, replies): (Vec<_>, Vec<_>) =
                group.into_iter().map(|waiting| (waiting.asked, waiting.reply)).unzip();
            for (reply, outcome) in replies.into_iter().zip(together(&self.pool, asked).await) {
                // Whoever has gone away will ask again, and then gets the same answer.
                reply.send(outcome).ok();
            }
        }
    }

    /// Those who go next; when nobody waits, the place is free again.
    fn next(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let group = queue.next();
        queue.taken -= usize::from(group.is_empty());
        (!group.is_empty()).then_some(group)
    }
}

impl Queue {
    /// From the front, as many as may go together: no device twice.
    fn next(&mut self) -> Vec<Waiting> {
        let mut group: Vec<Waiting> = Vec::new();
        let mut count = 0;
        while let Some(front) = self.waiting.front() {
            let request = &front.asked.request;
            count += request.push.len().max(1);
            let twice = group.iter().any(|other| other.asked.request.client == request.client);
            if twice || (count > MAX_TOGETHER && !group.is_empty()) {
                break;
            }
            group.extend(self.waiting.pop_front());
        }
        group
    }
}

/// Answers a group in one transaction, or, when that fails or breaks, each alone: so nobody fails for another's sake.
///
/// When no database is to be had, nobody is tried alone: those behind would wait for each of them.
async fn together(pool: &PgPool, group: Vec<Asked>) -> Vec<Result<Reply>> {
    let group: Arc<[Asked]> = group.into();
    if group.len() > 1 {
        let (pool, all) = (pool.clone(), group.clone());
        match detached(async move { group::together(&pool, &all).await }).await {
            Ok(replies) => return replies,
            Err(Error::Database(cause)) if is_unavailable(&cause) => {
                tracing::warn!(%cause, "database unavailable");
                return group.iter().map(|_| Err(Code::Unavailable.into())).collect();
            }
            Err(cause) => tracing::warn!(%cause, "a group failed: trying each request alone"),
        }
    }
    let mut replies = Vec::new();
    for asked in &*group {
        let (pool, asked) = (pool.clone(), asked.clone());
        replies.push(detached(async move { answer(&pool, asked).await }).await);
    }
    replies
}
