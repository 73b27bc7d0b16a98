//! What subjects keep of their records in tables of their own, for lists and boards that ask for many records at once.
//!
//! A table follows its records: it is written in the transaction that writes them, and can be made again from them.

pub mod again;
mod db;
mod rows;

use domain::api::Problem;
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

impl Projection {
    /// The table of such rows, which follow from the records of this kind.
    pub const fn of<R: Row>(kind: RecordKind, edition: i32) -> Self {
        Self { kind, edition, project: follow::<R> }
    }
}

/// A row of a table, as a record makes it: a subject says what stands in it, and how rows are written.
pub trait Row: for<'a> TryFrom<&'a Record, Error = Problem> + Send + Sync + 'static {
    /// Writes the rows that the table is to hold, and takes out what it is not to hold.
    fn write(
        connection: &mut PgConnection,
        rows: &Rows<Self>,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;
}

fn follow<'a, R: Row>(
    connection: &'a mut PgConnection,
    records: &'a [&'a Record],
) -> BoxFuture<'a, sqlx::Result<()>> {
    Box::pin(async move { R::write(connection, &Rows::of(records)).await })
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
