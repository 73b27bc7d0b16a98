//! What happens when many write at once, and when the phone hangs up.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::id::RecordId;
use sqlx::PgPool;

use super::{outcomes, records};
use crate::placement::{Phone, World, fresh};

/// Rows that become visible out of order are missed by a reader that remembers the last number it saw.
#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_reader_misses_nothing_while_many_write(pool: PgPool) {
    let world = Arc::new(World::new(pool).await);
    let done = Arc::new(AtomicBool::new(false));
    let reader = {
        let (world, done) = (world.clone(), done.clone());
        tokio::spawn(async move {
            let mut trainee = Phone::of(&world, world.trainee);
            let mut seen: BTreeSet<RecordId> = BTreeSet::new();
            loop {
                let last_round = done.load(Ordering::SeqCst);
                seen.extend(records(&trainee.pull().await).iter().map(|record| record.id));
                if last_round {
                    return seen;
                }
            }
        })
    };
    let writers: Vec<_> = (0..6)
        .map(|_| {
            let world = world.clone();
            tokio::spawn(async move {
                let mut phone = Phone::of(&world, world.mentor);
                for _ in 0..12 {
                    let reply = phone.push(&[world.lesson(RecordId(fresh()))]).await;
                    assert_eq!(outcomes(&reply.acks), ["applied"]);
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    assert_eq!(reader.await.unwrap().len(), 72);
    let holes = "select max(version) - count(*) from record where kind = 'lesson'";
    assert_eq!(world.count(holes).await, 0, "the numbers of a scope have no holes");
}
