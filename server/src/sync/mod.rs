//! Push and pull: what a device sends is decided and stored, and what it lacks is answered, in one transaction.

pub mod db;
pub mod http;
mod pull;
mod push;

use chrono::{DateTime, Utc};
use domain::api::{Code, Problem};
use domain::id::PersonId;
use domain::sync::wire::{MAX_MUTATIONS, Reply, Request};
use sqlx::PgPool;

use crate::error::{Error, Result, is_unavailable};

/// Answers one request of a device, for the person of the session.
///
/// A database of another person than the session's gets nothing but that person's name: it keeps everything it has.
/// When a statement fails that nobody foresaw, the whole batch is undone and each mutation tried alone, so that one
/// that cannot be stored does not hold up the others.
pub async fn exchange(
    pool: &PgPool,
    person: PersonId,
    request: Request,
    now: DateTime<Utc>,
) -> Result<Reply> {
    if request.person != person {
        return Ok(Reply::empty(&request, person, now));
    }
    if request.push.len() > MAX_MUTATIONS {
        return Err(Problem::new(Code::TooMany).at("push").with("max", MAX_MUTATIONS).into());
    }
    match attempt(pool, &request, now).await {
        Err(Error::Database(cause)) if request.push.len() > 1 && !is_unavailable(&cause) => {
            tracing::error!(%cause, "a batch failed: trying each mutation alone");
            one_by_one(pool, request, now).await
        }
        outcome => outcome,
    }
}

async fn attempt(pool: &PgPool, request: &Request, now: DateTime<Utc>) -> Result<Reply> {
    let mut transaction = pool.begin().await?;
    let mut reply = Reply::empty(request, request.person, now);
    let client = db::client(&mut transaction, request, now).await?;
    if client.person != request.person {
        return Err(Problem::new(Code::NotAllowed).at("client").into());
    }
    push::push(&mut transaction, request, now, &mut reply).await?;
    pull::pull(&mut transaction, request, client, now, &mut reply).await?;
    transaction.commit().await?;
    Ok(reply)
}

/// Sends the mutations of a batch one after the other; stops at the first that still fails.
async fn one_by_one(pool: &PgPool, request: Request, now: DateTime<Utc>) -> Result<Reply> {
    let mut acks = Vec::new();
    let mut last = None;
    for envelope in request.push.clone() {
        let seq = envelope.seq;
        let alone = Request { push: vec![envelope], ..request.clone() };
        match (attempt(pool, &alone, now).await, last.take()) {
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
