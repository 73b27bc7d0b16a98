//! The copy of a person's records on their device, and what they did that the server has not yet received.
//!
//! One trait with two implementations that pass the same [`suite`]: the browser's database, and memory for tests. A
//! whole set of writes goes in one call, because a transaction of the browser ends at the first wait for anything else.

pub mod base;
pub mod change;
pub mod drafts;
pub mod follow;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
pub mod kept;
pub mod live;
pub mod look;
pub mod memory;
#[cfg(target_arch = "wasm32")]
mod schema;
#[doc(hidden)]
pub mod suite;
pub mod told;

use domain::{
    id::{ClientId, ScopeId},
    plain::Unreadable,
    sorted::Map,
    sync::{client::outbox::Entry, wire::Cursor},
};

use self::{change::Change, kept::Kept};

/// A store of one person's records on one device; clones are handles of the same store.
pub trait Store: Clone + 'static {
    /// Where sync stands: what its machine starts from.
    fn standing(&self) -> impl Future<Output = Result<Standing, Fault>>;

    /// Does all changes in one transaction or none; gives the generation it leaves.
    ///
    /// With `seen`, it is refused as [`Fault::Stale`] when another tab has written since that generation: a decision
    /// that was made on an older state never reaches the disk.
    fn write(&self, seen: Option<u64>, changes: &[Change]) -> impl Future<Output = Result<u64, Fault>>;

    /// Everything, read at one moment; a page reads it once, and then follows what is written.
    fn all(&self) -> impl Future<Output = Result<Kept, Fault>>;

    /// Lays single records together when there are many of them: everything is read in less time, and is what it was.
    fn tidy(&self) -> impl Future<Output = Result<(), Fault>>;

    /// Texts that were being typed, by the key of their field.
    fn drafts(&self) -> impl Future<Output = Result<Map<String, String>, Fault>>;
}

/// Where sync stands on a device.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Counts the writes of sync: whoever writes next says which one it has seen.
    pub generation: u64,
    /// The name under which this device numbers its mutations; absent before the first write.
    pub name: Option<(ClientId, u64)>,
    /// What waits, in the order in which it was done.
    pub outbox: Vec<Entry>,
    /// How far each scope has been received.
    pub cursors: Map<ScopeId, Cursor>,
}

/// Why the store did not do what was asked; nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Another tab wrote meanwhile: look again, decide again.
    #[error("another tab has written since")]
    Stale,
    /// What has been sent, or may have been, never changes.
    #[error("what has been sent never changes")]
    Sealed,
    /// A tab with an older build keeps the store from being brought up to date: it must be closed.
    #[error("an older tab holds the store")]
    Blocked,
    /// The store was made by a newer build: this page must be loaded again.
    #[error("the store belongs to a newer build")]
    Newer,
    /// There is no room left on the device.
    #[error("no room left on the device")]
    Full,
    /// The browser did not open its database in time.
    #[error("the browser does not open its database")]
    NoAnswer,
    /// The browser lost its database, again and again.
    #[error("the browser lost its database: {0}")]
    Lost(String),
    /// Something in the store cannot be read.
    #[error("the store is damaged: {0}")]
    Damaged(String),
}

impl From<Unreadable> for Fault {
    fn from(error: Unreadable) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
