//! What a person sees: what the server last said, with the work that it has not yet received laid over it.

use super::{
    decide::perform,
    loaded::{Loaded, needs},
    mutation::Mutation,
    record::Record,
};
use crate::{id::RecordId, sorted::Map};

/// The records that unsent work changes, as they will be; all others are as the server last said.
///
/// What cannot be done on this base is left out here: the server will say why, and the text is kept. The numbers of the
/// scopes in these records mean nothing.
pub fn overlay<'a>(
    base: &Map<RecordId, Record>,
    outbox: impl IntoIterator<Item = &'a Mutation>,
) -> Map<RecordId, Record> {
    let mut changed: Map<RecordId, Record> = Map::new();
    for mutation in outbox {
        let left = |id| changed.get(&id).or_else(|| base.get(&id)).cloned();
        let puts = after(mutation, left);
        changed.extend(puts.into_iter().map(|record| (record.id, record)));
    }
    changed
}

/// The records that one piece of unsent work changes, as it leaves them; `find` gives those it meets.
pub fn after(mutation: &Mutation, mut find: impl FnMut(RecordId) -> Option<Record>) -> Vec<Record> {
    let mut loaded = Loaded::default();
    let met = needs(mutation).records.into_iter().filter_map(|id| Some((id, find(id)?)));
    loaded.records.extend(met);
    perform(&loaded, mutation.at, mutation).map(|decision| decision.writes.puts).unwrap_or_default()
}
