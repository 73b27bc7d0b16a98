//! The shape of the browser's database. Versions only add.

use indexed_db_futures::{Build, KeyPath, database::Database};

/// The newest shape.
pub const VERSION: u32 = 2;

/// The device's name, its next number and the generation, each under its name.
pub const META: &str = "meta";
/// Open scopes by id.
pub const SCOPE: &str = "scope";
/// How far each scope has been received.
pub const CURSOR: &str = "cursor";
/// Records as the server last sent them, by id.
pub const BASE: &str = "base";
/// Many records of one scope in one row, in the order in which they came; a record in [`BASE`] is newer.
pub const PACK: &str = "pack";
/// What waits, under numbers that only grow.
pub const OUTBOX: &str = "outbox";
/// What was refused, by mutation.
pub const REVIEW: &str = "review";
/// Texts being typed, by field.
pub const DRAFT: &str = "draft";

/// Every table.
pub const ALL: [&str; 8] = [META, SCOPE, CURSOR, BASE, PACK, OUTBOX, REVIEW, DRAFT];

/// The index of records by their kind.
pub const KIND: &str = "kind";
/// The index of entries by their mutation.
pub const ID: &str = "id";

/// Brings a database from an older shape to a newer one, a version at a time.
pub fn upgrade(from: u32, to: u32, database: &Database) -> indexed_db_futures::Result<()> {
    if from < 1 && to >= 1 {
        for name in [META, SCOPE, CURSOR, REVIEW, DRAFT] {
            database.create_object_store(name).build()?;
        }
        let base = database.create_object_store(BASE).build()?;
        base.create_index(KIND, KeyPath::One(KIND)).build()?;
        base.create_index(SCOPE, KeyPath::One(SCOPE)).build()?;
        let outbox = database.create_object_store(OUTBOX).with_auto_increment(true).build()?;
        outbox.create_index(ID, KeyPath::One(ID)).with_unique(true).build()?;
    }
    if from < 2 && to >= 2 {
        let pack = database.create_object_store(PACK).with_auto_increment(true).build()?;
        pack.create_index(SCOPE, KeyPath::One(SCOPE)).build()?;
    }
    Ok(())
}
