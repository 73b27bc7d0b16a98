//! What subjects keep of their records in tables of their own, for lists and boards that ask for many records at once.
//!
//! A table follows its records: it is written in the transaction that writes them, and can be made again from them.

pub mod again;
mod db;
mod rows;

use domain::sync::record::{Record, RecordKind};
use futures::future::BoxFuture;
use sqlx::PgConnection;

use crate::subjects::PROJECTIONS;

pub use rows::Rows;

/// A table that follows the records of one kind.
pub struct Projection {
    /// The kind.
    pub kind: RecordKind,
    /// Goes up by one when other rows are made of the same records: then every server makes them again.
    pub edition: i32,
    /// Lets the table follow records of this kind, as they are now.
    pub project: Project,
}

/// Lets a table follow records; nothing in them may make it fail, for the records are not written then.
pub type Project = for<'a> fn(&'a mut PgConnection, &'a [&'a Record]) -> BoxFuture<'a, sqlx::Result<()>>;

/// Lets every table follow these records, each of them given once.
pub async fn project<'a>(
    connection: &mut PgConnection,
    records: impl Iterator<Item = &'a Record> + Clone,
) -> sqlx::Result<()> {
    for projection in &PROJECTIONS {
        let own: Vec<&Record> = records.clone().filter(|record| record.kind == projection.kind).collect();
        if !own.is_empty() {
            (projection.project)(&mut *connection, &own).await?;
        }
    }
    Ok(())
}
