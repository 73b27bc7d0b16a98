//! Push: lock what the batch names, decide in memory, write everything at once.

use chrono::{DateTime, Utc};
use domain::people::Actor;
use domain::sync::batch::{self, Client, Decided};
use domain::sync::loaded::Loaded;
use domain::sync::wire::{Reply, Request};
use domain::{api::Code, sync::loaded::Needs};
use sqlx::PgConnection;

use super::db;
use crate::error::Result;
use crate::people;

/// How many bytes of one person's refused payloads are kept; past that a batch stays on the phone.
const QUARANTINE_LIMIT: i64 = 10_000_000;

/// Decides and stores what the device sends.
///
/// The client's row is locked first: of a batch that arrives twice at once, the second copy waits here and then finds
/// the answers of the first. Then the scopes, in the order of their ids; and only then is anything read, so that what a
/// cloned device or an ended grant has just changed is seen.
pub async fn push(
    connection: &mut PgConnection,
    request: &Request,
    now: DateTime<Utc>,
    reply: &mut Reply,
) -> Result<()> {
    if request.push.is_empty() && request.gap.is_none() {
        return Ok(());
    }
    let last_seq = db::lock_client(&mut *connection, request.client).await?;
    let (mut loaded, actor) = load(&mut *connection, request, &batch::needs_of(&request.push)).await?;
    let receipts = db::receipts(&mut *connection, &request.push).await?;
    let client = Client { last_seq, receipts };
    let batch = batch::run(&mut loaded, &client, &actor, now, &request.push, request.gap);
    store(connection, request, now, &batch.decided).await?;
    db::set_last_seq(connection, request.client, batch.last_seq).await?;
    reply.acks = batch.acks;
    reply.expect_seq = batch.expect_seq;
    reply.client_forked = batch.client_forked;
    Ok(())
}

async fn load(
    connection: &mut PgConnection,
    request: &Request,
    needs: &Needs,
) -> sqlx::Result<(Loaded, Actor)> {
    let locked = people::db::lock_scopes(&mut *connection, &needs.scopes).await?;
    let scopes = locked.into_iter().map(|(scope, _)| (scope.id, scope)).collect();
    let grants = people::db::grants(&mut *connection, request.person).await?;
    let records = db::records(connection, &needs.records).await?;
    Ok((Loaded { scopes, records }, Actor { person: request.person, grants }))
}

async fn store(
    connection: &mut PgConnection,
    request: &Request,
    now: DateTime<Utc>,
    decided: &[Decided],
) -> Result<()> {
    if decided.iter().any(|one| one.quarantine.is_some())
        && db::quarantined_bytes(&mut *connection, request.person).await? > QUARANTINE_LIMIT
    {
        return Err(Code::QuarantineFull.into());
    }
    db::insert_mutations(&mut *connection, request, now, decided).await?;
    db::insert_quarantine(&mut *connection, request, now, decided).await?;
    db::put_records(&mut *connection, decided).await?;
    db::insert_history(&mut *connection, decided).await?;
    db::set_heads(connection, decided).await?;
    Ok(())
}
