//! Push and pull: what a device sends is decided and stored, and what it lacks is answered, in one transaction.

pub mod db;
pub mod http;
mod pull;
mod push;
mod row;

use chrono::{DateTime, Utc};
use domain::api::{Code, Problem};
use domain::id::{PersonId, SessionId};
use domain::sync::batch::needs_of;
use domain::sync::loaded::Needs;
use domain::sync::wire::{MAX_MUTATIONS, Reply, Request};
use sqlx::{Connection, PgConnection, PgPool};

use self::db::Ground;
use self::row::ClientRow;
use crate::error::{Error, Result, is_unavailable};
use crate::session::Session;

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
    let by = by.into();
    if request.push.len() > MAX_MUTATIONS {
        return Err(Problem::new(Code::TooMany).at("push").with("max", MAX_MUTATIONS).into());
    }
    match attempt(pool, by, &request, now).await {
        Err(Error::Database(cause)) if request.push.len() > 1 && !is_unavailable(&cause) => {
            tracing::error!(%cause, "a batch failed: trying each mutation alone");
            one_by_one(pool, by, request, now).await
        }
        outcome => outcome,
    }
}

/// A question alone needs no transaction: nothing it reads depends on anything it has read before.
async fn attempt(pool: &PgPool, by: By, request: &Request, now: DateTime<Utc>) -> Result<Reply> {
    let mut connection = pool.acquire().await?;
    if request.person != by.person {
        let ground = db::ground(&mut connection, by, request, &Needs::default()).await?;
        return ground.of_open_session().map(|_| Reply::empty(request, by.person, now));
    }
    if is_question(request) {
        return answer(&mut connection, by, request, now).await;
    }
    let mut transaction = connection.begin().await?;
    let reply = answer(&mut transaction, by, request, now).await?;
    transaction.commit().await?;
    Ok(reply)
}

fn is_question(request: &Request) -> bool {
    request.push.is_empty() && request.gap.is_none()
}

async fn answer(
    connection: &mut PgConnection,
    by: By,
    request: &Request,
    now: DateTime<Utc>,
) -> Result<Reply> {
    let needs = needs_of(&request.push);
    let (mut ground, client) = stand(&mut *connection, by, request, &needs, now).await?;
    if client.person != by.person {
        return Err(Problem::new(Code::NotAllowed).at("client").into());
    }
    let batch = push::push(&mut *connection, request, &needs, &mut ground, client.last_seq, now).await?;
    pull::pull(connection, request, &client, ground, &batch, now).await
}

/// Locks what a batch names, and then reads what the exchange stands on. A client that is new is made.
///
/// The client's row is locked first: of a batch that arrives twice at once, the second copy waits here and then finds
/// the answers of the first. Then the scopes; and only then is anything read, so that what a cloned device or an ended
/// grant has just changed is seen.
async fn stand(
    connection: &mut PgConnection,
    by: By,
    request: &Request,
    needs: &Needs,
    now: DateTime<Utc>,
) -> Result<(Ground, ClientRow)> {
    loop {
        if !is_question(request) {
            db::lock(&mut *connection, request, &needs.scopes).await?;
        }
        let mut ground = db::ground(&mut *connection, by, request, needs).await?.of_open_session()?;
        if let Some(client) = ground.client.take() {
            return Ok((ground, client));
        }
        db::insert_client(&mut *connection, request, now).await?;
    }
}

/// Sends the mutations of a batch one after the other; stops at the first that still fails.
async fn one_by_one(pool: &PgPool, by: By, request: Request, now: DateTime<Utc>) -> Result<Reply> {
    let mut acks = Vec::new();
    let mut last = None;
    for envelope in request.push.clone() {
        let seq = envelope.seq;
        let alone = Request { push: vec![envelope], ..request.clone() };
        match (attempt(pool, by, &alone, now).await, last.take()) {
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
