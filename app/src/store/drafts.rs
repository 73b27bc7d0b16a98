//! The text that is being typed right now, before it is anything that could be sent.

use std::cell::RefCell;

use domain::sorted::Map;

use super::{Fault, Store, change::Change};

/// Collects keystrokes, so that each does not cost a write of its own.
#[derive(Debug)]
pub struct Drafts<S> {
    store: S,
    pending: RefCell<Map<String, String>>,
}

impl<S: Store> Drafts<S> {
    /// The drafts of a store.
    pub fn new(store: S) -> Self {
        Self { store, pending: RefCell::default() }
    }

    /// Remembers the text of a field; says whether it is the first since the last [`flush`](Self::flush).
    pub fn keep(&self, key: &str, text: &str) -> bool {
        let mut pending = self.pending.borrow_mut();
        let first = pending.is_empty();
        pending.insert(key.to_owned(), text.to_owned());
        first
    }

    /// Lets go of a text that is about to be saved as something else; gives it back for the case that this fails.
    pub fn release(&self, key: &str) -> Option<String> {
        self.pending.borrow_mut().remove(key)
    }

    /// Writes all texts to the disk, in one transaction; says whether there were any. What could not be written waits
    /// for the next time.
    pub async fn flush(&self) -> Result<bool, Fault> {
        let texts = self.pending.take();
        if texts.is_empty() {
            return Ok(false);
        }
        let change = |(key, text): (&String, &String)| Change::Draft(key.clone(), Some(text.clone()));
        let changes: Vec<Change> = texts.iter().map(change).collect();
        let written = self.store.write(None, &changes).await.map(|_| true);
        if written.is_err() {
            let mut pending = self.pending.borrow_mut();
            for (key, text) in texts {
                // A newer text may have been typed meanwhile.
                pending.get_or_insert_with(key, || text);
            }
        }
        written
    }
}
