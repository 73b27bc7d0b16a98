//! Pull: what has changed in the scopes of a person since their device last received.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::id::ScopeId;
use domain::people::Actor;
use domain::sorted::Map;
use domain::sync::pull::{Member, Plan, members, plan};
use domain::sync::record::Record;
use domain::sync::wire::{Cursor, Cursors, Page, Put, Reply, Request, Tomb, digest};
use sqlx::PgConnection;

use super::db;
use crate::error::Result;
use crate::people;

/// How many records one answer carries, and about how many bytes of them.
const MAX_RECORDS: usize = 400;
const MAX_BYTES: usize = 256 * 1024;

/// Adds to the answer what the device lacks, and notes where it will then stand.
pub async fn pull(
    connection: &mut PgConnection,
    request: &Request,
    client: db::ClientRow,
    now: DateTime<Utc>,
    reply: &mut Reply,
) -> Result<()> {
    let cursors = match &request.cursors {
        Cursors::All(cursors) => cursors.clone(),
        Cursors::Digest(known) if *known == digest(&client.cursors) => client.cursors.clone(),
        Cursors::Digest(_) => {
            reply.cursors_wanted = true;
            return Ok(());
        }
    };
    let grants = people::db::grants(&mut *connection, request.person).await?;
    let around = people::db::scopes_around(&mut *connection, request.person).await?;
    let members = members(around, &Actor { person: request.person, grants }, now);
    let Plan { scopes, ask } = plan(&cursors, &members);
    let found = db::changes(&mut *connection, &ask, MAX_RECORDS).await?;
    reply.pages = pages(&members, &ask, found);
    reply.scopes = scopes;
    let stands = after(cursors, reply);
    Ok(db::note_client(connection, request, &client, &stands, now).await?)
}

/// Where the device stands once it has stored the answer.
fn after(mut cursors: Map<ScopeId, Cursor>, reply: &Reply) -> Map<ScopeId, Cursor> {
    cursors.retain(|scope, _| !reply.scopes.gone.contains(scope) && !reply.scopes.reset.contains(scope));
    cursors.extend(reply.pages.iter().map(|page| (page.scope, page.to)));
    cursors
}

/// One page for each scope that has something new; those from the cut on have more to come.
fn pages(members: &[Member], ask: &Map<ScopeId, u64>, found: Vec<Record>) -> Vec<Page> {
    let (found, cut) = fitting(found);
    let mut of_scope: BTreeMap<ScopeId, Vec<Record>> = BTreeMap::new();
    for record in found {
        of_scope.entry(record.scope).or_default().push(record);
    }
    let page = |member: &Member| {
        let from = *ask.get(&member.scope.id)?;
        let records = of_scope.remove(&member.scope.id).unwrap_or_default();
        let more = cut.is_some_and(|cut| member.scope.id >= cut);
        Some(page(member, from, records, more))
    };
    members.iter().filter_map(page).collect()
}

/// The changes that fit into one answer, and the scope in which they had to be cut off.
///
/// They come in the order of their scopes, so every scope before the cut is complete.
fn fitting(mut found: Vec<Record>) -> (Vec<Record>, Option<ScopeId>) {
    let mut bytes = 0;
    let fits = |record: &&Record| {
        bytes += serde_json::to_vec(record).map_or(0, |json| json.len());
        bytes <= MAX_BYTES
    };
    let count = found.iter().take_while(fits).count().max(1);
    let first_left = found.get(count).map(|record| record.scope);
    let at_limit = || found.last().filter(|_| found.len() >= MAX_RECORDS).map(|record| record.scope);
    let cut = first_left.or_else(at_limit);
    found.truncate(count);
    (found, cut)
}

fn page(member: &Member, from: u64, records: Vec<Record>, more: bool) -> Page {
    let (deleted, kept): (Vec<Record>, Vec<Record>) = records.into_iter().partition(|record| record.deleted);
    let received = kept.iter().chain(&deleted).map(|record| record.version).max().unwrap_or(from);
    let version = if more { received } else { received.max(member.scope.head) };
    Page {
        scope: member.scope.id,
        to: Cursor { epoch: member.epoch, version },
        more,
        put: kept.into_iter().map(|record| Put::Record(Box::new(record))).collect(),
        tomb: deleted.iter().map(|record| Tomb { id: record.id, version: record.version }).collect(),
    }
}
