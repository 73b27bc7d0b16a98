//! The records as the server last said them, on shelves: one for each kind in each scope.
//!
//! A record stays text until somebody asks for it: a year of records is opened in the time it takes to put it up.

use std::{cell::RefCell, sync::Arc};

use super::{text::Text, topic::Touched};
use crate::{
    id::{RecordId, ScopeId},
    plain::Read,
    sorted::Map,
    sync::record::{Record, RecordKind},
};

/// A record as it is held: as text, until it is read.
#[derive(Debug)]
enum Leaf {
    Text(Text),
    Read(Arc<Record>),
    /// Only a newer build can read it.
    Strange,
}

impl Leaf {
    fn of(text: &str) -> Self {
        let record = serde_json::from_str(text).ok().and_then(|value| Record::read(value).ok());
        record.map_or(Self::Strange, |record| Self::Read(Arc::new(record)))
    }
}

#[derive(Debug)]
struct Held(RefCell<Leaf>);

impl Held {
    fn record(&self) -> Option<Arc<Record>> {
        let mut leaf = self.0.borrow_mut();
        if let Leaf::Text(text) = &*leaf {
            *leaf = Leaf::of(text.as_str());
        }
        match &*leaf {
            Leaf::Read(record) => Some(Arc::clone(record)),
            Leaf::Text(_) | Leaf::Strange => None,
        }
    }
}

type Shelf = Map<RecordId, Held>;

/// All shelves.
#[derive(Debug, Default)]
pub struct Shelves(Map<(RecordKind, ScopeId), Shelf>);

impl Shelves {
    /// Puts a record up, as its text.
    pub fn put(&mut self, id: RecordId, kind: RecordKind, scope: ScopeId, text: Text) {
        let held = Held(RefCell::new(Leaf::Text(text)));
        self.0.get_or_insert_with((kind, scope), Map::new).insert(id, held);
    }

    /// Takes a record away; gives where it stood.
    pub fn remove(&mut self, id: RecordId) -> Option<(RecordKind, ScopeId)> {
        let (place, held) = self.0.iter_mut().find(|(_, held)| held.contains_key(&id))?;
        held.remove(&id);
        Some(*place)
    }

    /// Takes all shelves of a scope away.
    pub fn drop_scope(&mut self, scope: ScopeId, touched: &mut Touched) {
        self.0.retain(|(kind, place), shelf| {
            if *place == scope {
                shelf.keys().for_each(|id| touched.record(*id, *kind, scope));
            }
            *place != scope
        });
    }

    /// A record, wherever it stands.
    pub fn get(&self, id: RecordId) -> Option<Arc<Record>> {
        self.0.values().find_map(|shelf| shelf.get(&id))?.record()
    }

    /// A record, if it stands here.
    pub fn get_in(&self, kind: RecordKind, scope: ScopeId, id: RecordId) -> Option<Arc<Record>> {
        self.0.get(&(kind, scope))?.get(&id)?.record()
    }

    /// Whether a record stands here, if only as one that a newer build can read.
    pub fn has(&self, kind: RecordKind, scope: ScopeId, id: RecordId) -> bool {
        self.0.get(&(kind, scope)).is_some_and(|shelf| shelf.contains_key(&id))
    }

    /// The records of one shelf, by id.
    pub fn of(&self, kind: RecordKind, scope: ScopeId) -> impl Iterator<Item = Arc<Record>> + '_ {
        self.0.get(&(kind, scope)).into_iter().flat_map(Map::values).filter_map(Held::record)
    }

    /// The scopes in which there is a shelf for a kind.
    pub fn scopes(&self, kind: RecordKind) -> impl Iterator<Item = ScopeId> + '_ {
        self.0.keys().filter(move |(of, _)| *of == kind).map(|(_, scope)| *scope)
    }

    /// How many records of a kind there are, those among them that only a newer build can read.
    pub fn count(&self, kind: RecordKind) -> usize {
        self.0.iter().filter(|((of, _), _)| *of == kind).map(|(_, shelf)| shelf.len()).sum()
    }
}
