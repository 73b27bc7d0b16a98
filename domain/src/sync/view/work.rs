//! Unsent work, laid over the records in the order in which it was done.
//!
//! Each piece remembers the records as it leaves them. Only what a change concerns is done anew, so that the note of a
//! long lesson costs what it is itself.

use std::sync::Arc;

use super::{
    after,
    topic::{Topic, Touched},
};
use crate::{
    id::{MutationId, RecordId},
    sorted::{Map, Set},
    sync::{client::outbox::Entry, loaded::needs, record::Record},
};

/// One piece of it.
#[derive(Debug)]
struct Layer {
    entry: Entry,
    puts: Vec<Arc<Record>>,
    is_new: bool,
}

impl Layer {
    fn of(entry: Entry) -> Self {
        Self { entry, puts: Vec::new(), is_new: true }
    }

    fn met(&self) -> Set<RecordId> {
        needs(&self.entry.mutation).records
    }
}

/// All of it, and the records that it changes.
#[derive(Debug, Default)]
pub struct Work {
    layers: Vec<Layer>,
    left: Map<RecordId, Arc<Record>>,
    /// The records that it is about.
    met: Set<RecordId>,
    /// The records that are not what they were when the layers were laid.
    stale: Set<RecordId>,
}

impl Work {
    /// What waits, in order.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> + Clone {
        self.layers.iter().map(|layer| &layer.entry)
    }

    /// The records it changes, as it leaves them, deleted ones too.
    pub fn left(&self) -> &Map<RecordId, Arc<Record>> {
        &self.left
    }

    /// Whether any of it is about a record.
    pub fn is_about(&self, id: RecordId) -> bool {
        self.met.contains(&id)
    }

    /// Keeps an entry: in its place, or as the last one.
    pub fn keep(&mut self, entry: Entry, touched: &mut Touched) {
        touched.entry(&entry);
        let id = entry.mutation.id;
        match self.layers.iter_mut().find(|layer| layer.entry.mutation.id == id) {
            // Whether it is on its way says nothing about what it does.
            Some(layer) if layer.entry.mutation == entry.mutation => layer.entry = entry,
            Some(layer) => {
                self.stale.extend(layer.met());
                let puts = std::mem::take(&mut layer.puts);
                for record in puts {
                    touched.left(&record);
                    self.stale.insert(record.id);
                }
                *layer = Layer::of(entry);
            }
            None => self.layers.push(Layer::of(entry)),
        }
    }

    /// An entry leaves.
    pub fn leave(&mut self, id: MutationId, touched: &mut Touched) {
        let Some(index) = self.layers.iter().position(|layer| layer.entry.mutation.id == id) else { return };
        let layer = self.layers.remove(index);
        touched.entry(&layer.entry);
        self.stale.extend(layer.met());
        for record in layer.puts {
            touched.left(&record);
            self.stale.insert(record.id);
        }
    }

    /// A record below it is not what it was.
    pub fn renew(&mut self, id: RecordId) {
        if !self.layers.is_empty() {
            self.stale.insert(id);
        }
    }

    /// Much below it is gone: all of it is laid anew.
    pub fn renew_all(&mut self) {
        self.layers.iter_mut().for_each(|layer| layer.is_new = true);
    }

    /// Lays anew what a change concerns; `base` gives the records below.
    pub fn lay(&mut self, base: impl Fn(RecordId) -> Option<Arc<Record>>, touched: &mut Touched) {
        let mut stale = std::mem::take(&mut self.stale);
        if stale.is_empty() && !self.layers.iter().any(|layer| layer.is_new) {
            return;
        }
        let mut left: Map<RecordId, Arc<Record>> = Map::new();
        self.met = Set::new();
        for layer in &mut self.layers {
            let met = layer.met();
            self.met.extend(met.iter().copied());
            if layer.is_new || !met.is_disjoint(&stale) {
                let find = |id| left.get(&id).cloned().or_else(|| base(id)).map(Arc::unwrap_or_clone);
                let puts = after(&layer.entry.mutation, find).into_iter().map(Arc::new).collect();
                let before = std::mem::replace(&mut layer.puts, puts);
                for record in before.iter().chain(&layer.puts) {
                    touched.left(record);
                    stale.insert(record.id);
                }
                layer.is_new = false;
            }
            left.extend(layer.puts.iter().map(|record| (record.id, Arc::clone(record))));
        }
        self.left = left;
    }
}

impl Touched {
    /// Work came, went, or is in another stage: what it is about may be in another state.
    pub(super) fn entry(&mut self, entry: &Entry) {
        self.touch(Topic::Unsent);
        needs(&entry.mutation).records.into_iter().for_each(|id| self.touch(Topic::Record(id)));
    }
}
