//! The traps of a browser's database, each shown to be there and shown to be avoided.

use app::store::{
    Fault, Store,
    change::Change,
    indexed_db::{IndexedDb, NEWEST},
    suite::{self, Outcome, Wrong, same},
};
use gloo_timers::future::TimeoutFuture;
use indexed_db_futures::{database::Database, prelude::*, transaction::TransactionMode};

/// Runs every case.
pub async fn run() -> Vec<(&'static str, Outcome)> {
    vec![
        ("a transaction ends at the first wait for anything else", ends_early().await.unwrap_or_else(wrong)),
        ("a large write beside other work is whole", beside_other_work().await),
        ("an old tab that holds on is reported, and nothing is lost", blocked().await.unwrap_or_else(wrong)),
        ("a tab of ours makes way for a newer build", makes_way().await),
        ("what the first shape kept is read in the newest", upgraded().await.unwrap_or_else(wrong)),
        ("a store that was tidied has few rows", tidied().await.unwrap_or_else(wrong)),
        ("a lost connection is opened again", reopened().await.unwrap_or_else(wrong)),
    ]
}

fn wrong(error: String) -> Outcome {
    Err(Wrong(error))
}

type Tried = Result<Outcome, String>;

/// Why a store takes whole sets of writes: half a set would be on the disk.
async fn ends_early() -> Tried {
    let database = plain("ends early").await?;
    let transaction =
        database.transaction("a").with_mode(TransactionMode::Readwrite).build().map_err(text)?;
    let store = transaction.object_store("a").map_err(text)?;
    store.put("first").with_key("1".to_owned()).primitive().map_err(text)?.await.map_err(text)?;
    TimeoutFuture::new(5).await;
    let second = store.put("second").with_key("2".to_owned()).primitive().is_ok();
    drop(transaction);
    let transaction = database.transaction("a").build().map_err(text)?;
    let store = transaction.object_store("a").map_err(text)?;
    let first: Option<String> = store.get("1".to_owned()).await.map_err(text)?;
    Ok(same(&(first.as_deref(), second), &(Some("first"), false)))
}

async fn beside_other_work() -> Outcome {
    let store = IndexedDb::open_named("beside other work", NEWEST).await?;
    let draft = |n: u32| Change::Draft(n.to_string(), Some("Cold call".repeat(50)));
    let changes: Vec<Change> = (0..500).map(draft).collect();
    let other = async {
        for _ in 0..20 {
            TimeoutFuture::new(0).await;
        }
    };
    let (written, ()) = futures::join!(store.write(None, &changes), other);
    written?;
    same(&store.drafts().await?.len(), &500)
}

async fn blocked() -> Tried {
    let name = "blocked";
    IndexedDb::open_named(name, NEWEST).await.map_err(text)?.write(None, &[typed()]).await.map_err(text)?;
    // A tab of some other build that does not listen.
    let old = plain(name).await?;
    let refused = IndexedDb::open_named(name, NEWEST + 1).await.err();
    old.close();
    // The request that was refused here is still the browser's to answer.
    let store = loop {
        match IndexedDb::open_named(name, NEWEST + 1).await {
            Err(Fault::Blocked) => TimeoutFuture::new(0).await,
            opened => break opened.map_err(text)?,
        }
    };
    let kept = store.drafts().await.map_err(text)?.len();
    Ok(same(&(refused, kept), &(Some(Fault::Blocked), 1)))
}

async fn makes_way() -> Outcome {
    let old = IndexedDb::open_named("makes way", NEWEST).await?;
    old.write(None, &[typed()]).await?;
    let new = IndexedDb::open_named("makes way", NEWEST + 1).await?;
    same(&new.drafts().await?.len(), &1)?;
    same(&old.write(None, &[typed()]).await, &Err(Fault::Newer))
}

/// A database as the first builds made it, with one record in it.
async fn upgraded() -> Tried {
    let name = "upgraded";
    IndexedDb::open_named(name, 1).await.map_err(text)?;
    let old = Database::open(name).await.map_err(text)?;
    let transaction = old.transaction("base").with_mode(TransactionMode::Readwrite).build().map_err(text)?;
    let row = js_sys::Object::new();
    for (field, word) in
        [("json", "{}"), ("kind", "lesson"), ("scope", "00000000-0000-0000-0000-000000000001")]
    {
        js_sys::Reflect::set(&row, &field.into(), &word.into()).map_err(|_| "no field")?;
    }
    let base = transaction.object_store("base").map_err(text)?;
    base.put(row).with_key("1".to_owned()).primitive().map_err(text)?.await.map_err(text)?;
    drop(base);
    transaction.commit().await.map_err(text)?;
    old.close();
    let store = IndexedDb::open_named(name, NEWEST).await.map_err(text)?;
    Ok(same(&store.all().await.map_err(text)?.base.records().len(), &1))
}

/// Single records cost the more the more there are; one at a time they come all the same.
async fn tidied() -> Tried {
    let name = "few rows";
    let store = IndexedDb::open_named(name, NEWEST).await.map_err(text)?;
    let singles: Vec<Change> = (0..600).map(|n| suite::row(n, 1 + n % 3)).collect();
    for some in singles.chunks(40) {
        store.write(None, some).await.map_err(text)?;
    }
    let counts = async || -> Result<[u32; 2], String> {
        let database = Database::open(name).await.map_err(text)?;
        let transaction = database.transaction(["base", "pack"]).build().map_err(text)?;
        let mut counts = [0; 2];
        for (name, count) in ["base", "pack"].into_iter().zip(&mut counts) {
            *count = transaction.object_store(name).map_err(text)?.count().await.map_err(text)?;
        }
        drop(transaction);
        database.close();
        Ok(counts)
    };
    let before = counts().await?;
    store.tidy().await.map_err(text)?;
    Ok(same(&(before, counts().await?), &([600, 0], [0, 3])))
}

/// Deleting a database makes every connection to it close, as a browser that lost it does.
async fn reopened() -> Tried {
    let store = IndexedDb::open_named("reopened once", NEWEST).await.map_err(text)?;
    store.write(None, &[typed()]).await.map_err(text)?;
    Database::delete_by_name("reopened once").map_err(text)?.await.map_err(text)?;
    store.write(None, &[typed()]).await.map_err(text)?;
    Ok(same(&store.drafts().await.map_err(text)?.len(), &1))
}

fn typed() -> Change {
    Change::Draft("notes".to_owned(), Some("Cold call".to_owned()))
}

/// A connection that heeds nothing.
async fn plain(name: &str) -> Result<Database, String> {
    let opening = Database::open(name).with_version(NEWEST).with_on_upgrade_needed(|_, database| {
        database.create_object_store("a").build()?;
        Ok(())
    });
    opening.await.map_err(text)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
