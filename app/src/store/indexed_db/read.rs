//! Reading. Only the transaction's own requests are waited for: it ends at the first wait for anything else.

use domain::{
    api::Problem,
    id::ScopeId,
    plain::{Read, Unreadable},
    sorted::Map,
    sync::client::outbox::Entry,
};
use indexed_db_futures::{prelude::*, transaction::Transaction};
use wasm_bindgen::JsValue;

use super::super::{Fault, Standing, base::Base, change::Row, kept::Kept, schema};
use super::{connection::Trouble, pack, row};
use crate::json;

type Result<T> = std::result::Result<T, Trouble>;

pub async fn standing(transaction: &Transaction<'_>) -> Result<Standing> {
    let meta = transaction.object_store(schema::META)?;
    let name: Option<String> = meta.get("name").await?;
    Ok(Standing {
        generation: generation(transaction).await?,
        name: name.map(|text| json::read(&text)).transpose()?,
        outbox: outbox(transaction).await?,
        cursors: by_key(transaction, schema::CURSOR).await?,
    })
}

/// How often sync has written here.
pub async fn generation(transaction: &Transaction<'_>) -> Result<u64> {
    let text: Option<String> = transaction.object_store(schema::META)?.get("generation").await?;
    Ok(text.map_or(Ok(0), |text| json::read(&text))?)
}

/// All of it; the tables are asked at once, for each answer comes only with a turn of the page.
pub async fn all(transaction: &Transaction<'_>) -> Result<Kept> {
    let (generation, base, outbox, review, scopes, cursors) = futures::try_join!(
        generation(transaction),
        base(transaction),
        outbox(transaction),
        review(transaction),
        by_key(transaction, schema::SCOPE),
        by_key(transaction, schema::CURSOR),
    )?;
    Ok(Kept { generation, base, outbox, review, scopes, cursors })
}

async fn review(transaction: &Transaction<'_>) -> Result<Vec<(Entry, Problem)>> {
    let texts = texts(transaction, schema::REVIEW).await?;
    Ok(texts.iter().map(|text| json::read(text)).collect::<std::result::Result<_, Unreadable>>()?)
}

/// Every record, packed or single.
pub async fn base(transaction: &Transaction<'_>) -> Result<Base> {
    let packs = pack::all(transaction).await?;
    let ids = keys(transaction, schema::BASE).await?;
    let rows = transaction.object_store(schema::BASE)?.get_all::<JsValue>().await?;
    let row = |(id, row): (String, indexed_db_futures::Result<JsValue>)| -> Result<Row> {
        let row = row?;
        Ok(Row { id, scope: scope(&row)?, kind: row::word(&row, schema::KIND)?, json: row::json(&row)? })
    };
    Ok(Base { packs, rows: ids.into_iter().zip(rows).map(row).collect::<Result<_>>()? })
}

/// The scope of a row.
pub fn scope(row: &JsValue) -> Result<ScopeId> {
    Ok(row::word(row, schema::SCOPE)?.parse().map_err(|_| damaged("a row of no scope"))?)
}

fn damaged(why: &str) -> Fault {
    Fault::Damaged(why.to_owned())
}

pub async fn drafts(transaction: &Transaction<'_>) -> Result<Map<String, String>> {
    let texts = texts(transaction, schema::DRAFT).await?;
    let keys = keys(transaction, schema::DRAFT).await?;
    Ok(keys.into_iter().zip(texts).collect())
}

async fn outbox(transaction: &Transaction<'_>) -> Result<Vec<Entry>> {
    let rows = transaction.object_store(schema::OUTBOX)?.get_all::<JsValue>().await?;
    let rows: Vec<JsValue> = rows.collect::<indexed_db_futures::Result<_>>()?;
    rows.iter().map(|row| Ok(json::read(&row::json(row)?)?)).collect()
}

async fn by_key<K, V>(transaction: &Transaction<'_>, name: &str) -> Result<Map<K, V>>
where
    K: Read + Ord,
    V: Read,
{
    let values = texts(transaction, name).await?;
    let keys = keys(transaction, name).await?;
    let mut all = Map::new();
    for (key, text) in keys.into_iter().zip(values) {
        all.insert(K::read(key.into())?, json::read(&text)?);
    }
    Ok(all)
}

async fn texts(transaction: &Transaction<'_>, name: &str) -> Result<Vec<String>> {
    let texts = transaction.object_store(name)?.get_all::<String>().await?;
    Ok(texts.collect::<indexed_db_futures::Result<_>>()?)
}

/// The keys of a table.
pub async fn keys(transaction: &Transaction<'_>, name: &str) -> Result<Vec<String>> {
    let keys = transaction.object_store(name)?.get_all_keys::<String>().await?;
    Ok(keys.collect::<indexed_db_futures::Result<_>>()?)
}
