//! Writing. Only the transaction's own requests are waited for: it ends at the first wait for anything else.

use domain::{
    id::{MutationId, RecordId, ScopeId},
    sync::client::outbox::Entry,
};
use indexed_db_futures::{object_store::ObjectStore, prelude::*, transaction::Transaction};
use uuid::Uuid;
use wasm_bindgen::JsValue;

use super::super::{
    Fault,
    change::{self, Change, may_replace},
    schema,
};
use super::{connection::Trouble, pack, read, row};
use crate::json;

type Result<T> = std::result::Result<T, Trouble>;

/// Does all changes, when nobody has written since; gives the generation.
pub async fn all(transaction: &Transaction<'_>, seen: Option<u64>, changes: &[Change]) -> Result<u64> {
    let mut generation = read::generation(transaction).await?;
    if let Some(seen) = seen {
        if seen != generation {
            return Err(Fault::Stale.into());
        }
        generation += 1;
        put(transaction, schema::META, "generation", &json::text(&generation)?)?;
    }
    for run in changes.chunk_by(pack::goes_on) {
        match pack::many(run) {
            Some(rows) => pack::put(transaction, &rows).await?,
            None => {
                for change in run {
                    one(transaction, change).await?;
                }
            }
        }
    }
    Ok(generation)
}

async fn one(transaction: &Transaction<'_>, change: &Change) -> Result<()> {
    match change {
        Change::Name(client, next) => put(transaction, schema::META, "name", &json::text(&(client, next))?),
        Change::Entry(entry) => keep(transaction, entry).await,
        Change::Leave(id) => leave(transaction, *id).await,
        Change::Review(entry, problem) => {
            let id = entry.mutation.id;
            put(transaction, schema::REVIEW, &id.to_string(), &json::text(&(entry, problem))?)?;
            leave(transaction, id).await
        }
        Change::Dismiss(id) => delete(transaction, schema::REVIEW, &id.to_string()),
        Change::Draft(key, Some(text)) => put(transaction, schema::DRAFT, key, text),
        Change::Draft(key, None) => delete(transaction, schema::DRAFT, key),
        Change::Open(opened) => put(transaction, schema::SCOPE, &opened.id.to_string(), &json::text(opened)?),
        Change::Drop(scope) => drop_scope(transaction, *scope).await,
        Change::Cursor(scope, cursor) => {
            put(transaction, schema::CURSOR, &scope.to_string(), &json::text(cursor)?)
        }
        Change::Record(record) => put_record(transaction, record),
        Change::Tomb(id) => bury(transaction, *id),
    }
}

/// An entry keeps its place for as long as it is here.
async fn keep(transaction: &Transaction<'_>, entry: &Entry) -> Result<()> {
    let outbox = transaction.object_store(schema::OUTBOX)?;
    let row = row::row(&json::text(entry)?, &[("id", &entry.mutation.id.to_string())]);
    let Some(place) = place(&outbox, entry.mutation.id).await? else {
        outbox.add(row).primitive()?;
        return Ok(());
    };
    let old: Option<JsValue> = outbox.get(place).await?;
    if let Some(old) = old
        && !may_replace(&json::read(&row::json(&old)?)?, entry)
    {
        return Err(Fault::Sealed.into());
    }
    outbox.put(row).with_key(place).primitive()?;
    Ok(())
}

async fn leave(transaction: &Transaction<'_>, id: MutationId) -> Result<()> {
    let outbox = transaction.object_store(schema::OUTBOX)?;
    if let Some(place) = place(&outbox, id).await? {
        outbox.delete(place).primitive()?;
    }
    Ok(())
}

async fn place(outbox: &ObjectStore<'_>, id: MutationId) -> Result<Option<f64>> {
    let index = outbox.index(schema::ID)?;
    Ok(index.get_key::<String, _>(id.to_string()).with_key_type::<f64>().await?)
}

async fn drop_scope(transaction: &Transaction<'_>, scope: ScopeId) -> Result<()> {
    let scope = scope.to_string();
    let base = transaction.object_store(schema::BASE)?;
    let index = base.index(schema::SCOPE)?;
    let ids = index.get_all_keys::<String>().with_query::<String, _>(scope.clone()).await?;
    for id in ids {
        base.delete(id?).primitive()?;
    }
    pack::drop_scope(transaction, &scope).await?;
    delete(transaction, schema::SCOPE, &scope)?;
    delete(transaction, schema::CURSOR, &scope)
}

/// Writes one record beside the packs.
pub fn put_record(transaction: &Transaction<'_>, record: &change::Row) -> Result<()> {
    let change::Row { id, scope, kind, json } = record;
    let row = row::row(json, &[(schema::SCOPE, &scope.to_string()), (schema::KIND, kind)]);
    transaction.object_store(schema::BASE)?.put(row).with_key(id.clone()).primitive()?;
    Ok(())
}

/// A record is gone; it may lie in a pack, which is not written anew for it.
fn bury(transaction: &Transaction<'_>, id: RecordId) -> Result<()> {
    let nowhere = ScopeId(Uuid::nil()).to_string();
    let empty = row::row("", &[(schema::SCOPE, &nowhere), (schema::KIND, "")]);
    transaction.object_store(schema::BASE)?.put(empty).with_key(id.to_string()).primitive()?;
    Ok(())
}

fn put(transaction: &Transaction<'_>, table: &str, key: &str, text: &str) -> Result<()> {
    transaction.object_store(table)?.put(text).with_key(key.to_owned()).primitive()?;
    Ok(())
}

fn delete(transaction: &Transaction<'_>, table: &str, key: &str) -> Result<()> {
    transaction.object_store(table)?.delete(key).primitive()?;
    Ok(())
}
