//! Push: decide in memory what the batch says, and write everything at once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::api::Code;
use domain::id::{RecordId, ScopeId};
use domain::people::{Actor, Scope};
use domain::sorted::Map;
use domain::sync::batch::{self, Batch, Client, Decided};
use domain::sync::loaded::{Loaded, Needs};
use domain::sync::record::Record;
use domain::sync::sequence::Receipt;
use domain::sync::wire::Request;
use sqlx::PgConnection;

use super::db::{self, Ground};
use crate::error::Result;

/// How many bytes of one person's refused payloads are kept; past that a batch stays on the phone.
const QUARANTINE_LIMIT: i64 = 10_000_000;

/// Decides what the device sends and writes it; the ground then stands as the batch has left it.
pub async fn push(
    connection: &mut PgConnection,
    request: &Request,
    needs: &Needs,
    ground: &mut Ground,
    last_seq: u64,
    now: DateTime<Utc>,
) -> Result<Batch> {
    let receipts = ground.receipts.drain(..);
    let receipts = receipts.map(|row| (row.id, Receipt { hash: row.hash, ack: row.ack })).collect();
    let client = Client { last_seq, receipts };
    let actor = Actor { person: request.person, grants: ground.grants.clone() };
    let mut loaded = loaded(ground, needs);
    let batch = batch::run(&mut loaded, &client, &actor, now, &request.push, request.gap);
    store(connection, request, now, &batch.decided).await?;
    for (scope, _) in &mut ground.scopes {
        scope.head = loaded.scopes.get(&scope.id).map_or(scope.head, |left| left.head);
    }
    Ok(batch)
}

/// What the batch is decided against: only what it has locked.
fn loaded(ground: &mut Ground, needs: &Needs) -> Loaded {
    let needed = |(scope, _): &&(Scope, u32)| needs.scopes.contains(&scope.id);
    let scopes: Map<ScopeId, Scope> =
        ground.scopes.iter().filter(needed).map(|(scope, _)| (scope.id, scope.clone())).collect();
    let records = ground.records.drain(..).map(|record| (record.id, record)).collect();
    Loaded { scopes, records }
}

async fn store(
    connection: &mut PgConnection,
    request: &Request,
    now: DateTime<Utc>,
    decided: &[Decided],
) -> Result<()> {
    if decided.is_empty() {
        return Ok(());
    }
    if decided.iter().any(|one| one.quarantine.is_some()) {
        if db::quarantined_bytes(&mut *connection, request.person).await? > QUARANTINE_LIMIT {
            return Err(Code::QuarantineFull.into());
        }
        db::insert_quarantine(&mut *connection, request, now, decided).await?;
    }
    Ok(db::write(connection, request, now, decided).await?)
}

/// The records as a batch leaves them: one that it changed twice only once.
pub fn written(decided: &[Decided]) -> BTreeMap<RecordId, &Record> {
    decided.iter().flat_map(|one| &one.writes.puts).map(|record| (record.id, record)).collect()
}
