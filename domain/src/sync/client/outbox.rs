//! The outbox: what a person did that is not yet among the records the server has sent back.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    id::{RecordId, ScopeId},
    plain::{Fields, ReadFields, Unreadable},
    sorted::{Map, Set},
    state::Local,
    sync::{
        command::EDIT,
        loaded::needs,
        mutation::{Action, Envelope, Mutation},
        wire::MAX_BYTES,
    },
};

/// One mutation on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What the person did.
    pub mutation: Mutation,
    /// Until when it stays here, so that it can be undone.
    pub hold_until: DateTime<Utc>,
    /// How far it has come.
    pub stage: Stage,
}

impl Entry {
    /// Whether it has a receipt.
    pub fn is_acked(&self) -> bool {
        matches!(self.stage, Stage::Acked { .. })
    }

    /// What was or is being sent.
    pub fn envelope(&self) -> Option<&Envelope> {
        match &self.stage {
            Stage::Open => None,
            Stage::Sealed { envelope } | Stage::Acked { envelope, .. } => Some(envelope),
        }
    }
}

/// How far an entry has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Only here; it can be taken back, and a later edit may join it.
    Open,
    /// Perhaps on the wire: from now on its payload never changes.
    Sealed {
        /// What is sent.
        envelope: Envelope,
    },
    /// Received by the server, but its effect has not come back in every scope.
    Acked {
        /// What was sent.
        envelope: Envelope,
        /// Up to where each scope must have been received.
        touched: Map<ScopeId, u64>,
    },
}

reads! { Entry { needs mutation, hold_until, stage; } }
reads_fields!(Stage);

impl ReadFields for Stage {
    fn take(fields: &mut Fields) -> Result<Self, Unreadable> {
        match fields.need::<String>("stage")?.as_str() {
            "open" => Ok(Self::Open),
            "sealed" => Ok(Self::Sealed { envelope: fields.need("envelope")? }),
            "acked" => {
                Ok(Self::Acked { envelope: fields.need("envelope")?, touched: fields.need("touched")? })
            }
            _ => Err(Unreadable::new("of no known stage")),
        }
    }
}

/// What the outbox still has to do with a record; `sending` says whether a request is under way.
pub fn local<'a>(outbox: impl IntoIterator<Item = &'a Entry>, sending: bool, record: RecordId) -> Local {
    let concerns = |entry: &&Entry| needs(&entry.mutation).records.contains(&record);
    let far = |entry: &Entry| match entry.stage {
        Stage::Sealed { .. } if sending => Local::Sending,
        Stage::Open | Stage::Sealed { .. } => Local::Waiting,
        Stage::Acked { .. } => Local::Done,
    };
    outbox.into_iter().filter(concerns).map(far).min().unwrap_or(Local::Done)
}

/// An entry is written whole each time something joins it: with this many edits it is closed, so that the last note of a
/// long lesson costs what the first one did.
const MOST_EDITS: usize = 24;

/// Adds a mutation, joining it to the last one when both edit the same record, neither has left, and there is room.
pub(super) fn save(outbox: &mut Vec<Entry>, mutation: Mutation, hold_until: DateTime<Utc>) -> Entry {
    if let Some(last) = outbox.last_mut().filter(|last| last.stage == Stage::Open)
        && let Some(joined) = last.mutation.join(&mutation)
        && has_room(&last.mutation, &joined)
    {
        *last = Entry { mutation: joined, hold_until: hold_until.max(last.hold_until), stage: Stage::Open };
        return last.clone();
    }
    let entry = Entry { mutation, hold_until, stage: Stage::Open };
    outbox.push(entry.clone());
    entry
}

/// Whether an entry may become that; who goes on with a field that is in it already makes it no longer.
fn has_room(before: &Mutation, joined: &Mutation) -> bool {
    let count = |mutation: &Mutation| match &mutation.action {
        Action::Edit { edits, .. } => edits.len(),
        _ => 0,
    };
    count(joined) <= MOST_EDITS.max(count(before))
}

/// Ends the holding of edits; what was sent to somebody keeps its time to be undone.
pub(super) fn hurry(outbox: &mut [Entry], now: DateTime<Utc>) -> Vec<Entry> {
    let held = |entry: &&mut Entry| {
        entry.hold_until > now && entry.stage == Stage::Open && entry.mutation.action.verb() == EDIT
    };
    let hurried = outbox.iter_mut().filter(held).map(|entry| {
        entry.hold_until = now;
        entry.clone()
    });
    hurried.collect()
}

/// Gives the next numbers to entries that may leave now; nothing overtakes an entry that concerns the same record.
pub(super) fn seal(outbox: &mut [Entry], next_seq: &mut u64, limit: usize, now: DateTime<Utc>) -> Vec<Entry> {
    let under_way = outbox.iter().filter(|entry| matches!(entry.stage, Stage::Sealed { .. })).count();
    let mut held: Set<RecordId> = Set::new();
    let mut sealed = Vec::new();
    for entry in outbox.iter_mut().filter(|entry| entry.stage == Stage::Open) {
        if sealed.len() + under_way >= limit {
            break;
        }
        let concerned = needs(&entry.mutation).records;
        if entry.hold_until > now || !held.is_disjoint(&concerned) {
            held.extend(concerned);
            continue;
        }
        if let Ok(envelope) = entry.mutation.seal(*next_seq) {
            entry.stage = Stage::Sealed { envelope };
            *next_seq += 1;
            sealed.push(entry.clone());
        }
    }
    sealed
}

/// What is to be sent, in order, within the limits; the first goes even when it alone is beyond them.
pub(super) fn unanswered(outbox: &[Entry], limit: usize) -> Vec<Envelope> {
    let waiting = outbox.iter().filter(|entry| !entry.is_acked()).filter_map(Entry::envelope);
    let waiting: Map<_, _> = waiting.map(|envelope| ((envelope.seq, envelope.id), envelope)).collect();
    let mut bytes = 0;
    let fits = |(index, envelope): &(usize, &Envelope)| {
        bytes += envelope.payload.to_string().len();
        *index == 0 || bytes <= MAX_BYTES
    };
    waiting
        .into_values()
        .take(limit)
        .enumerate()
        .take_while(fits)
        .map(|(_, envelope)| envelope.clone())
        .collect()
}

/// Numbers everything without a receipt anew, for a client with a new id; ids and payloads stay.
///
/// What has a receipt got it under the old name, and is never asked for under the new one: its number becomes nought.
pub(super) fn renumber(outbox: &mut [Entry]) -> (u64, Vec<Entry>) {
    let mut waiting = Map::new();
    for entry in outbox.iter_mut() {
        match &mut entry.stage {
            Stage::Open => {}
            Stage::Sealed { envelope } => drop(waiting.insert((envelope.seq, envelope.id), envelope)),
            Stage::Acked { envelope, .. } => envelope.seq = 0,
        }
    }
    let mut next = 1;
    for envelope in waiting.into_values() {
        envelope.seq = next;
        next += 1;
    }
    (next, outbox.iter().filter(|entry| entry.stage != Stage::Open).cloned().collect())
}

/// Makes everything from a number on wait for a receipt again, and answers with the lowest number still held.
pub(super) fn rewind(outbox: &mut [Entry], expect: u64) -> Option<u64> {
    let mut lowest = None;
    for entry in outbox {
        let Some(envelope) = entry.envelope().filter(|envelope| envelope.seq >= expect).cloned() else {
            continue;
        };
        lowest = Some(lowest.unwrap_or(envelope.seq).min(envelope.seq));
        entry.stage = Stage::Sealed { envelope };
    }
    lowest
}
