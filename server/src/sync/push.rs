//! Push: write everything that was decided at once.

use std::collections::BTreeMap;

use domain::api::Code;
use domain::id::RecordId;
use domain::sync::record::Record;
use sqlx::PgConnection;

use super::db;
use super::group::Turn;
use crate::error::Result;
use crate::projection;

/// How many bytes of one person's refused payloads are kept; past that a batch stays on the phone.
const QUARANTINE_LIMIT: i64 = 10_000_000;

/// Writes what became of these turns.
pub async fn store(connection: &mut PgConnection, turns: &[&Turn<'_>]) -> Result<()> {
    for turn in turns.iter().filter(|turn| turn.batch.decided.iter().any(|one| one.quarantine.is_some())) {
        if db::quarantined_bytes(&mut *connection, turn.actor.person).await? > QUARANTINE_LIMIT {
            return Err(Code::QuarantineFull.into());
        }
        db::insert_quarantine(&mut *connection, turn).await?;
    }
    if turns.iter().all(|turn| turn.batch.decided.is_empty()) {
        return Ok(());
    }
    let records = written(turns);
    db::write(&mut *connection, turns, &records).await?;
    Ok(projection::project(connection, records.values().copied()).await?)
}

/// The records as some turns leave them.
pub type Written<'a> = BTreeMap<RecordId, &'a Record>;

/// The records as these turns leave them: one that was changed twice only once.
pub fn written<'a>(turns: &[&'a Turn<'_>]) -> Written<'a> {
    let decided = turns.iter().flat_map(|turn| &turn.batch.decided);
    decided.flat_map(|one| &one.writes.puts).map(|record| (record.id, record)).collect()
}
