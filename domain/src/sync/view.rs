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
    let mut loaded = Loaded::default();
    let mut changed = Map::new();
    for mutation in outbox {
        for id in needs(mutation).records {
            if let Some(record) = base.get(&id) {
                loaded.records.get_or_insert_with(id, || record.clone());
            }
        }
        if let Ok(decision) = perform(&loaded, mutation.at, mutation) {
            loaded.apply(&decision.writes);
            changed.extend(decision.writes.puts.into_iter().map(|record| (record.id, record)));
        }
    }
    changed
}
