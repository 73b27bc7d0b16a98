//! Reading. Only the transaction's own requests are waited for: it ends at the first wait for anything else.
//!
//! Maps are filled, not collected: collecting sorts first, and each sort is compiled anew for each type.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::Problem,
    id::RecordId,
    sync::{
        client::outbox::Entry,
        record::{Record, RecordKind},
    },
};
use indexed_db_futures::{prelude::*, transaction::Transaction};
use serde::de::DeserializeOwned;

use super::super::{
    Fault, Standing,
    look::{Found, Wanted, needed},
    schema,
};
use super::{JSON, Row, connection::Trouble};
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
        Wanted::One(_) | Wanted::Nothing => BTreeMap::new(),
    };
    let review: Vec<String> = texts(transaction, schema::REVIEW).await?;
    let review: Vec<(Entry, Problem)> =
        review.iter().map(|text| json::read(text)).collect::<serde_json::Result<_>>()?;
    let refused = review.iter().map(|(entry, _)| entry);
    let mut missing: BTreeSet<RecordId> = needed(outbox.iter().chain(refused));
    missing.extend(if let Wanted::One(id) = wanted { Some(*id) } else { None });
    missing.retain(|id| !base.contains_key(id));
    let store = transaction.object_store(schema::BASE)?;
    for id in missing {
        let row: Option<Row> = store.get(id.to_string()).await?;
        base.extend(row.as_ref().and_then(record));
    }
    Ok(Found { base, outbox, review, scopes: by_key(transaction, schema::SCOPE).await? })
}

pub async fn drafts(transaction: &Transaction<'_>) -> Result<BTreeMap<String, String>> {
    let texts = texts(transaction, schema::DRAFT).await?;
    let keys = keys(transaction, schema::DRAFT).await?;
    let mut drafts = BTreeMap::new();
    drafts.extend(keys.into_iter().zip(texts));
    Ok(drafts)
}

async fn outbox(transaction: &Transaction<'_>) -> Result<Vec<Entry>> {
    let rows = transaction.object_store(schema::OUTBOX)?.get_all::<Row>().await?;
    let rows: Vec<Row> = rows.collect::<indexed_db_futures::Result<_>>()?;
    rows.iter().map(|row| Ok(json::read(json_of(row)?)?)).collect()
}

async fn of_kind(transaction: &Transaction<'_>, kind: RecordKind) -> Result<BTreeMap<RecordId, Record>> {
    let word: String = serde_json::from_value(serde_json::to_value(kind)?)?;
    let index = transaction.object_store(schema::BASE)?;
    let index = index.index(schema::KIND)?;
    let rows = index.get_all::<Row>().with_query::<String, _>(word).await?;
    let rows: Vec<Row> = rows.collect::<indexed_db_futures::Result<_>>()?;
    let mut records = BTreeMap::new();
    records.extend(rows.iter().filter_map(record));
    Ok(records)
}

/// A record, if this build can read it; one that only a newer build can read waits for it.
fn record(row: &Row) -> Option<(RecordId, Record)> {
    let record: Record = json::read(json_of(row).ok()?).ok()?;
    Some((record.id, record))
}

fn json_of(row: &Row) -> std::result::Result<&str, Fault> {
    row.get(JSON).map(String::as_str).ok_or_else(|| Fault::Damaged("a row without its text".to_owned()))
}

async fn by_key<K, V>(transaction: &Transaction<'_>, name: &str) -> Result<BTreeMap<K, V>>
where
    K: DeserializeOwned + Ord,
    V: DeserializeOwned,
{
    let values = texts(transaction, name).await?;
    let keys = keys(transaction, name).await?;
    let mut all = BTreeMap::new();
    for (key, text) in keys.into_iter().zip(values) {
        all.insert(serde_json::from_value(key.into())?, json::read(&text)?);
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
