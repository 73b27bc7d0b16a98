//! What a table is to hold of some records.

use domain::api::Problem;
use domain::sync::record::Record;
use uuid::Uuid;

/// The rows of some records, and which of the records have none.
pub struct Rows<Row> {
    /// What the table is to hold.
    pub kept: Vec<Row>,
    /// What it is not to hold, or no longer.
    pub gone: Vec<Uuid>,
}

impl<Row: for<'a> TryFrom<&'a Record, Error = Problem>> Rows<Row> {
    /// The rows that these records make. What was deleted has no row.
    ///
    /// Nor has a record that does not read: the decision lets none through, but a table is no reason to refuse what a
    /// phone sends.
    pub fn of(records: &[&Record]) -> Self {
        let mut rows = Self { kept: Vec::new(), gone: Vec::new() };
        for &record in records {
            match (record.deleted, Row::try_from(record)) {
                (false, Ok(row)) => rows.kept.push(row),
                (true, _) => rows.gone.push(record.id.0),
                (false, Err(problem)) => {
                    tracing::error!(record.id = %record.id, ?problem, "a record does not read: it is on no list");
                    rows.gone.push(record.id.0);
                }
            }
        }
        rows
    }
}
