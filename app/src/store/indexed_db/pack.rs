//! Packs in the browser's database: a year of records is read in the time that some dozen rows take.
//!
//! They lie there as bytes, for a browser hands over a text letter by letter. What comes in large pages is packed at once;
//! single records lie beside the packs, and are laid into new ones when they are many.

use std::rc::Rc;

use domain::{
    id::ScopeId,
    sorted::{Map, Set},
};
use indexed_db_futures::{prelude::*, transaction::Transaction};
use wasm_bindgen::JsValue;

use super::super::{
    base::Pack,
    change::{Change, Row},
    schema,
};
use super::{connection::Trouble, read, row, write};

type Result<T> = std::result::Result<T, Trouble>;

/// So many records of one scope in one write are packed.
const MANY: usize = 50;
/// So many single records are laid together, and so many stand in one row then.
const SINGLES: u32 = 500;
const IN_A_ROW: usize = 250;

/// The records of a run, if they are many.
pub fn many(run: &[Change]) -> Option<Vec<&Row>> {
    let rows: Option<Vec<&Row>> = run.iter().map(single).collect();
    rows.filter(|rows| rows.len() >= MANY)
}

/// Whether two changes may lie in one row.
pub fn goes_on(one: &Change, next: &Change) -> bool {
    matches!((single(one), single(next)), (Some(one), Some(next)) if one.scope == next.scope)
}

fn single(change: &Change) -> Option<&Row> {
    match change {
        Change::Record(row) if Pack::takes(row) => Some(row),
        _ => None,
    }
}

/// Writes many records of one scope; what lay beside them is older.
pub async fn put(transaction: &Transaction<'_>, rows: &[&Row]) -> Result<()> {
    add(transaction, rows.iter().copied())?;
    let beside: Set<String> = read::keys(transaction, schema::BASE).await?.into_iter().collect();
    let base = transaction.object_store(schema::BASE)?;
    for row in rows.iter().filter(|row| beside.contains(&row.id)) {
        base.delete(row.id.clone()).primitive()?;
    }
    Ok(())
}

/// Lays everything into new packs when there are many single records; what a later one replaced is gone then.
pub async fn anew(transaction: &Transaction<'_>) -> Result<()> {
    let base = transaction.object_store(schema::BASE)?;
    if base.count().await? < SINGLES {
        return Ok(());
    }
    let records = read::base(transaction).await?.records();
    base.clear()?.await?;
    transaction.object_store(schema::PACK)?.clear()?.await?;
    let mut of_scope: Map<ScopeId, Vec<Row>> = Map::new();
    for row in records {
        if Pack::takes(&row) {
            of_scope.get_or_insert_with(row.scope, Vec::new).push(row);
        } else {
            write::put_record(transaction, &row)?;
        }
    }
    for some in of_scope.values().flat_map(|rows| rows.chunks(IN_A_ROW)) {
        add(transaction, some)?;
    }
    Ok(())
}

/// A new pack, of one scope.
fn add<'a>(transaction: &Transaction<'_>, rows: impl IntoIterator<Item = &'a Row>) -> Result<()> {
    let mut rows = rows.into_iter().peekable();
    let Some(scope) = rows.peek().map(|row| row.scope) else { return Ok(()) };
    let packed = row::bytes(&Pack::bytes(rows), &[(schema::SCOPE, &scope.to_string())]);
    transaction.object_store(schema::PACK)?.add(packed).primitive()?;
    Ok(())
}

/// All packs, the oldest first.
pub async fn all(transaction: &Transaction<'_>) -> Result<Vec<Pack>> {
    let packs = transaction.object_store(schema::PACK)?.get_all::<JsValue>().await?;
    let pack = |pack: indexed_db_futures::Result<JsValue>| -> Result<Pack> {
        let pack = pack?;
        Ok(Pack { scope: read::scope(&pack)?, bytes: Rc::new(row::to_bytes(&pack)?) })
    };
    packs.map(pack).collect()
}

/// The packs of a scope go.
pub async fn drop_scope(transaction: &Transaction<'_>, scope: &str) -> Result<()> {
    let packs = transaction.object_store(schema::PACK)?;
    let index = packs.index(schema::SCOPE)?;
    let keys = index.get_all_keys::<f64>().with_query::<String, _>(scope.to_owned()).await?;
    for key in keys {
        packs.delete(key?).primitive()?;
    }
    Ok(())
}
