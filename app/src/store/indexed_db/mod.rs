//! The store in the browser's database: one for each person, so that nothing of one is ever shown or sent as another's.

mod connection;
mod pack;
mod read;
mod row;
mod write;

use std::rc::Rc;

use domain::{id::PersonId, sorted::Map};
use indexed_db_futures::{
    Build,
    transaction::{TransactionDurability, TransactionMode, TransactionOptions},
};

use self::connection::Connection;
use super::{Fault, Standing, Store, change::Change, kept::Kept, schema};

/// The newest shape of the database.
#[doc(hidden)]
pub const NEWEST: u32 = schema::VERSION;

/// A person's store in this browser.
#[derive(Debug, Clone)]
pub struct IndexedDb(Rc<Connection>);

impl IndexedDb {
    /// Opens the store of a person, and makes it when it is their first time on this device.
    pub async fn open(person: PersonId) -> Result<Self, Fault> {
        Self::open_named(&format!("chalkline-{person}"), schema::VERSION).await
    }

    /// Opens a store by its name in a version of its shape.
    #[doc(hidden)]
    pub async fn open_named(name: &str, version: u32) -> Result<Self, Fault> {
        let connection = Connection::new(name, version);
        connection.database().await?;
        Ok(Self(Rc::new(connection)))
    }
}

impl Store for IndexedDb {
    async fn standing(&self) -> Result<Standing, Fault> {
        self.0
            .attempt(async |database| {
                let tables = [schema::META, schema::OUTBOX, schema::CURSOR];
                read::standing(&database.transaction(tables).build()?).await
            })
            .await
    }

    async fn write(&self, seen: Option<u64>, changes: &[Change]) -> Result<u64, Fault> {
        let is_strict = changes.iter().any(Change::is_strict);
        let durability =
            if is_strict { TransactionDurability::Strict } else { TransactionDurability::Relaxed };
        self.0
            .attempt(async |database| {
                let transaction = database
                    .transaction(schema::ALL)
                    .with_mode(TransactionMode::Readwrite)
                    .with_options(TransactionOptions::new().with_durability(durability))
                    .build()?;
                // A transaction that is dropped on the way out is rolled back.
                let generation = write::all(&transaction, seen, changes).await?;
                connection::commit(transaction).await?;
                Ok(generation)
            })
            .await
    }

    async fn all(&self) -> Result<Kept, Fault> {
        self.0
            .attempt(async |database| {
                let tables = [
                    schema::META,
                    schema::BASE,
                    schema::PACK,
                    schema::OUTBOX,
                    schema::REVIEW,
                    schema::SCOPE,
                    schema::CURSOR,
                ];
                read::all(&database.transaction(tables).build()?).await
            })
            .await
    }

    async fn tidy(&self) -> Result<(), Fault> {
        self.0
            .attempt(async |database| {
                let transaction = database
                    .transaction([schema::BASE, schema::PACK])
                    .with_mode(TransactionMode::Readwrite)
                    .build()?;
                pack::anew(&transaction).await?;
                connection::commit(transaction).await
            })
            .await
    }

    async fn drafts(&self) -> Result<Map<String, String>, Fault> {
        self.0
            .attempt(async |database| read::drafts(&database.transaction(schema::DRAFT).build()?).await)
            .await
    }
}
