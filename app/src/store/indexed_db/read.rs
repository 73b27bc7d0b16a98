//! Reading. Only the transaction's own requests are waited for: it ends at the first wait for anything else.

use domain::{
    api::Problem,
    id::RecordId,
    plain::{Read, Unreadable},
    sorted::{Map, Set},
    sync::{
        client::outbox::Entry,
        record::{Record, RecordKind},
    },
};
use indexed_db_futures::{prelude::*, transaction::Transaction};
use wasm_bindgen::JsValue;

use super::super::{
    Standing,
    look::{Found, Wanted, needed},
    schema,
};
use super::{connection::Trouble, row};
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

pub async fn found(transaction: &Transaction<'_>, wanted: &Wanted) -> Result<Found> {
    let outbox = outbox(transaction).await?;
    let mut base = match wanted {
        Wanted::Kind(kind) | Wanted::KindIn(kind, _) => of_kind(transaction, *kind).await?,
        Wanted::One(_) | Wanted::Nothing => Map::new(),
    };
    let review: Vec<String> = texts(transaction, schema::REVIEW).await?;
    let review: Vec<(Entry, Problem)> =
        review.iter().map(|text| json::read(text)).collect::<std::result::Result<_, Unreadable>>()?;
    let refused = review.iter().map(|(entry, _)| entry);
    let mut missing: Set<RecordId> = needed(outbox.iter().chain(refused));
    missing.extend(if let Wanted::One(id) = wanted { Some(*id) } else { None });
    missing.retain(|id| !base.contains_key(id));
    let store = transaction.object_store(schema::BASE)?;
    for id in missing {
        let row: Option<JsValue> = store.get(id.to_string()).await?;
        base.extend(row.as_ref().and_then(record));
    }
    Ok(Found { base, outbox, review, scopes: by_key(transaction, schema::SCOPE).await? })
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

async fn of_kind(transaction: &Transaction<'_>, kind: RecordKind) -> Result<Map<RecordId, Record>> {
    let word = String::read(serde_json::to_value(kind)?)?;
    let index = transaction.object_store(schema::BASE)?;
    let index = index.index(schema::KIND)?;
    let rows = index.get_all::<JsValue>().with_query::<String, _>(word).await?;
    let rows: Vec<JsValue> = rows.collect::<indexed_db_futures::Result<_>>()?;
    Ok(rows.iter().filter_map(record).collect())
}

/// A record, if this build can read it; one that only a newer build can read waits for it.
fn record(row: &JsValue) -> Option<(RecordId, Record)> {
    let record: Record = json::read(&row::json(row).ok()?).ok()?;
    Some((record.id, record))
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

async fn keys(transaction: &Transaction<'_>, name: &str) -> Result<Vec<String>> {
    let keys = transaction.object_store(name)?.get_all_keys::<String>().await?;
    Ok(keys.collect::<indexed_db_futures::Result<_>>()?)
}
