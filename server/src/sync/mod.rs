//! Push and pull: what a device sends is decided and stored, and what it lacks is answered, in one transaction.

pub mod db;
mod group;
pub mod http;
pub mod line;
mod pull;
mod push;
mod row;

use chrono::{DateTime, Utc};
use domain::api::Code;
use domain::id::{PersonId, SessionId};
use domain::sync::wire::{Reply, Request};
use sqlx::PgPool;

use crate::error::{Error, Result, is_unavailable};
use crate::session::Session;

pub use row::RecordRow;

/// Who exchanges: a person, and the session they do it in. A demo is filled without one.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// The person.
    pub person: PersonId,
    /// Their session; it is looked at together with everything else, at the moment they act.
    pub session: Option<SessionId>,
}

impl From<PersonId> for By {
    fn from(person: PersonId) -> Self {
        Self { person, session: None }
    }
}

impl From<Session> for By {
    fn from(session: Session) -> Self {
        Self { person: session.person, session: Some(session.id) }
    }
}

/// A request of a device.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who asks.
    pub by: By,
    /// What their device says.
    pub request: Request,
    /// When it arrived.
    pub at: DateTime<Utc>,
}

impl Asked {
    /// Whether it writes nothing but where its device stands.
    fn is_question(&self) -> bool {
        self.request.push.is_empty() && self.request.gap.is_none()
    }

    /// Whether the device's database belongs to the person whose session it is.
    fn is_own(&self) -> bool {
        self.request.person == self.by.person
    }
}

/// Answers one request of a device.
///
/// A database of another person than the session's gets nothing but that person's name: it keeps everything it has.
/// When a statement fails that nobody foresaw, the whole batch is undone and each mutation tried alone, so that one
/// that cannot be stored does not hold up the others.
pub async fn exchange(
    pool: &PgPool,
    by: impl Into<By>,
    request: Request,
    now: DateTime<Utc>,
) -> Result<Reply> {
    answer(pool, Asked { by: by.into(), request, at: now }).await
}

async fn answer(pool: &PgPool, asked: Asked) -> Result<Reply> {
    match group::alone(pool, &asked).await {
        Err(Error::Database(cause)) if asked.request.push.len() > 1 && !is_unavailable(&cause) => {
            tracing::error!(%cause, "a batch failed: trying each mutation alone");
            one_by_one(pool, asked).await
        }
        outcome => outcome,
    }
}

/// Sends the mutations of a batch one after the other; stops at the first that still fails.
async fn one_by_one(pool: &PgPool, asked: Asked) -> Result<Reply> {
    let mut acks = Vec::new();
    let mut last = None;
    for envelope in asked.request.push.clone() {
        let seq = envelope.seq;
        let request = Request { push: vec![envelope], ..asked.request.clone() };
        match (group::alone(pool, &Asked { request, ..asked }).await, last.take()) {
            (Ok(reply), _) => {
                acks.extend(reply.acks.clone());
                last = Some(reply);
            }
            (Err(cause), None) => return Err(cause),
            (Err(cause), Some(before)) => {
                tracing::error!(%cause, seq, "a mutation cannot be stored");
                return Ok(Reply { acks, expect_seq: Some(seq), ..before });
            }
        }
        if last.as_ref().is_some_and(|reply: &Reply| reply.expect_seq.is_some() || reply.client_forked) {
            break;
        }
    }
    last.map(|reply| Reply { acks, ..reply }).ok_or_else(|| Code::Internal.into())
}
