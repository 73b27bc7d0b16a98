//! Pull: what has changed in the scopes of a person since their device last received.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::ScopeId;
use domain::people::Actor;
use domain::sorted::Map;
use domain::sync::batch::Batch;
use domain::sync::pull::{Member, Plan, members, plan};
use domain::sync::record::Record;
use domain::sync::wire::{Cursor, Cursors, Page, Put, Reply, Request, Tomb, digest};
use sqlx::PgConnection;

use super::db::{self, Ground};
use super::push::written;
use super::row::ClientRow;
use crate::error::Result;

/// How many records one answer carries, and about how many bytes of them.
const MAX_RECORDS: usize = 400;
const MAX_BYTES: usize = 256 * 1024;

/// Whether a device is there is noted this often, if nothing else is.
const NOTE_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Adds to the answer what the device lacks, and notes where it will then stand.
pub async fn pull(
    connection: &mut PgConnection,
    request: &Request,
    client: &ClientRow,
    ground: Ground,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<Reply> {
    let mut reply = answer(request, batch, now);
    let stands = match &request.cursors {
        Cursors::Digest(known) if *known != digest(&client.cursors) => {
            reply.cursors_wanted = true;
            client.cursors.clone()
        }
        cursors => {
            let cursors = match cursors {
                Cursors::All(cursors) => cursors,
                Cursors::Digest(_) => &client.cursors,
            };
            fill(connection, &mut reply, cursors, ground, batch, now).await?;
            after(cursors.clone(), &reply)
        }
    };
    if is_news(request, client, &stands, batch.last_seq, now) {
        db::note_client(connection, request, batch.last_seq, &stands, now).await?;
    }
    Ok(reply)
}

fn answer(request: &Request, batch: &Batch, now: DateTime<Utc>) -> Reply {
    Reply {
        acks: batch.acks.clone(),
        expect_seq: batch.expect_seq,
        client_forked: batch.client_forked,
        ..Reply::empty(request, request.person, now)
    }
}

/// Whether this is not known of a device yet: an idle one must cost no write.
fn is_news(
    request: &Request,
    known: &ClientRow,
    stands: &Map<ScopeId, Cursor>,
    last_seq: u64,
    now: DateTime<Utc>,
) -> bool {
    let same = (known.last_seq, known.outbox_depth) == (last_seq, request.outbox_depth);
    !same || *stands != known.cursors || now - known.seen_at >= NOTE_AFTER
}

async fn fill(
    connection: &mut PgConnection,
    reply: &mut Reply,
    cursors: &Map<ScopeId, Cursor>,
    ground: Ground,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<()> {
    let members = members(ground.scopes, &Actor { person: reply.person, grants: ground.grants }, now);
    let Plan { scopes, ask } = plan(cursors, &members);
    let found = match only_this_batch(&ask, &members, batch) {
        Some(found) => found,
        None => db::changes(connection, &ask, MAX_RECORDS).await?,
    };
    reply.pages = pages(&members, &ask, found);
    reply.scopes = scopes;
    Ok(())
}

/// What is asked for, when nobody but this batch has written it: the database need not be asked.
///
/// Numbers have no holes: a scope that is so many ahead of the device as the batch has put records into it has no others.
fn only_this_batch(ask: &Map<ScopeId, u64>, members: &[Member], batch: &Batch) -> Option<Vec<Record>> {
    let puts = || batch.decided.iter().flat_map(|one| &one.writes.puts);
    let ours = |member: &Member| {
        let from = *ask.get(&member.scope.id)?;
        let count = puts().filter(|record| record.scope == member.scope.id).count() as u64;
        Some(from + count == member.scope.head)
    };
    let mut found: Vec<Record> = written(&batch.decided).into_values().cloned().collect();
    found.retain(|record| ask.contains_key(&record.scope));
    found.sort_by_key(|record| (record.scope, record.version));
    members.iter().filter_map(ours).all(|ours| ours).then_some(found)
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
