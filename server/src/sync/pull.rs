//! Pull: what has changed in the scopes of a person since their device last received.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::api::Problem;
use domain::id::ScopeId;
use domain::sorted::Map;
use domain::sync::pull::{Member, Plan, members, plan};
use domain::sync::record::Record;
use domain::sync::wire::{Cursor, Cursors, Page, Put, Reply, Tomb, digest};
use sqlx::PgConnection;

use super::db::{self, Ground};
use super::group::Turn;
use super::push::written;
use super::row::ClientRow;
use crate::error::Result;

/// How many records one answer carries, and about how many bytes of them.
const MAX_RECORDS: usize = 400;
const MAX_BYTES: usize = 256 * 1024;

/// So many records of a scope come with its opening, and the rest in further answers: a device that has many scopes knows
/// soon whose they are.
const FIRST_FEW: usize = 8;

/// Whether a device is there is noted this often, if nothing else is.
const NOTE_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Answers every turn with what its device lacks, and notes where the devices will then stand.
pub async fn pull(
    connection: &mut PgConnection,
    ground: &Ground,
    turns: &[std::result::Result<Turn<'_>, Problem>],
) -> Result<Vec<Result<Reply>>> {
    let done: Vec<&Turn> = turns.iter().flatten().collect();
    let mut replies = Vec::new();
    let mut news = Vec::new();
    for turn in turns {
        let turn = match turn {
            Ok(turn) => turn,
            Err(problem) => {
                replies.push(Err(problem.clone().into()));
                continue;
            }
        };
        let (reply, stands) = answer(&mut *connection, ground, turn, &done).await?;
        replies.push(Ok(reply));
        news.extend(
            is_news(turn, &stands).then(|| ClientRow::after(turn.asked, turn.batch.last_seq, stands)),
        );
    }
    if !news.is_empty() {
        db::note_clients(connection, news).await?;
    }
    Ok(replies)
}

/// The answer to one turn, and where its device stands once it has stored it.
async fn answer(
    connection: &mut PgConnection,
    ground: &Ground,
    turn: &Turn<'_>,
    done: &[&Turn<'_>],
) -> Result<(Reply, Map<ScopeId, Cursor>)> {
    let Turn { asked, client, batch, .. } = turn;
    let mut reply = Reply {
        acks: batch.acks.clone(),
        expect_seq: batch.expect_seq,
        client_forked: batch.client_forked,
        ..Reply::empty(&asked.request, asked.by.person, asked.at)
    };
    let cursors = match &asked.request.cursors {
        Cursors::Digest(known) if *known != digest(&client.cursors) => {
            reply.cursors_wanted = true;
            return Ok((reply, client.cursors.clone()));
        }
        Cursors::Digest(_) => &client.cursors,
        Cursors::All(cursors) => cursors,
    };
    let members = members(&ground.scopes, &turn.actor, asked.at);
    let introduces = matches!(asked.request.cursors, Cursors::All(_));
    let Plan { scopes, ask } = plan(cursors, &members, introduces);
    let found = match only_these(&ask, &members, done) {
        Some(found) => found,
        None => db::changes(connection, &ask, MAX_RECORDS, FIRST_FEW).await?,
    };
    reply.pages = pages(&members, &ask, found);
    reply.scopes = scopes;
    let stands = after(cursors.clone(), &reply);
    Ok((reply, stands))
}

/// Whether this is not known of a device yet: an idle one must cost no write.
fn is_news(turn: &Turn<'_>, stands: &Map<ScopeId, Cursor>) -> bool {
    let Turn { asked, client: known, batch, .. } = turn;
    let same = (known.last_seq, known.outbox_depth) == (batch.last_seq, asked.request.outbox_depth);
    !same || *stands != known.cursors || asked.at - known.seen_at >= NOTE_AFTER
}

/// What is asked for, when nobody but these turns has written it: the database need not be asked.
///
/// Numbers have no holes: a scope that is so many ahead of the device as records were put into it has no others.
fn only_these(ask: &Map<ScopeId, u64>, members: &[Member], done: &[&Turn<'_>]) -> Option<Vec<Record>> {
    let decided = || done.iter().flat_map(|turn| &turn.batch.decided);
    let puts = || decided().flat_map(|one| &one.writes.puts);
    let ours = |member: &Member| {
        let from = *ask.get(&member.scope.id)?;
        let count = puts().filter(|record| record.scope == member.scope.id).count() as u64;
        Some(from + count == member.scope.head)
    };
    if !members.iter().filter_map(ours).all(|ours| ours) {
        return None;
    }
    let asked = |record: &&Record| ask.contains_key(&record.scope);
    let mut found: Vec<Record> = written(done).into_values().filter(asked).cloned().collect();
    found.sort_by_key(|record| (record.scope, record.version));
    Some(found)
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
        let is_opening = from == 0 && records.len() == FIRST_FEW;
        let more = is_opening || cut.is_some_and(|cut| member.scope.id >= cut);
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
