//! What happens when many write at once. The locks that make it safe are taken away by views that hide them: then the
//! faults appear, and so each test shows that it can fail.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::id::RecordId;
use server::database::pool_options;
use server::sync::exchange;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Postgres};

use super::{outcomes, records};
use crate::placement::{Phone, World, fresh, now};

/// A gate in front of every write. While the test holds it shut, transactions gather there with what they have read;
/// nothing depends on how fast the machine is. A connection may be let past it.
pub const GATE: &str = "
    create function gate() returns trigger language plpgsql as $$ begin
        if current_setting('chalkline.gate', true) is distinct from 'past' then
            perform pg_advisory_xact_lock_shared(7);
        end if;
        return new;
    end $$;
    create trigger gate before insert on mutation for each row execute function gate()";

/// Row locks do not reach through a `with` query: whoever reads these views locks nothing.
const NO_LOCKS: &str = "
    create schema unlocked;
    create view unlocked.scope as with rows as materialized (select * from public.scope) select * from rows;
    create view unlocked.client as with rows as materialized (select * from public.client) select * from rows;
    create function unlocked.set_head() returns trigger language plpgsql as
        $$ begin update public.scope set head = new.head where id = new.id; return new; end $$;
    create function unlocked.set_client() returns trigger language plpgsql as
        $$ begin update public.client set last_seq = new.last_seq, cursors = new.cursors where id = new.id;
           return new; end $$;
    create trigger set_head instead of update on unlocked.scope
        for each row execute function unlocked.set_head();
    create trigger set_client instead of update on unlocked.client
        for each row execute function unlocked.set_client()";

/// A world whose writes pass the gate, and a pool that sees it without the locks.
pub async fn gated_world(connect: PgConnectOptions) -> (Arc<World>, PgPool) {
    let pool = pool_options().connect_with(connect.clone()).await.unwrap();
    server::database::migrate(&pool).await.unwrap();
    sqlx::raw_sql(GATE).execute(&pool).await.unwrap();
    sqlx::raw_sql(NO_LOCKS).execute(&pool).await.unwrap();
    let unlocked = connect.options([("search_path", "unlocked, public")]);
    let unlocked = pool_options().connect_with(unlocked).await.unwrap();
    let world = Arc::new(World::new(pool).await);
    let alone = write(&mut ready_phone(&world).await, &world, &unlocked).await;
    assert!(alone, "without its locks, too, the server works as long as nobody else writes");
    (world, unlocked)
}

/// The gate, held shut until it is opened.
pub struct Shut(PoolConnection<Postgres>);

impl Shut {
    pub async fn gate(world: &World) -> Self {
        let mut keeper = world.pool.acquire().await.unwrap();
        sqlx::query("select pg_advisory_lock(7)").execute(&mut *keeper).await.unwrap();
        Self(keeper)
    }

    /// Waits until this many transactions wait, there or for a lock.
    pub async fn gathered(&mut self, writes: i64) {
        while self.waiting().await != writes {
            tokio::task::yield_now().await;
        }
    }

    /// How many transactions wait, there or for a lock.
    pub async fn waiting(&mut self) -> i64 {
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";
        sqlx::query_scalar(waiting).fetch_one(&mut *self.0).await.unwrap()
    }

    pub async fn open(mut self) {
        sqlx::query("select pg_advisory_unlock(7)").execute(&mut *self.0).await.unwrap();
    }
}

/// Lets `start` begin writes that all wait for each other.
async fn together<T>(world: &World, writes: i64, start: impl FnOnce() -> T) -> T {
    let mut gate = Shut::gate(world).await;
    let started = start();
    gate.gathered(writes).await;
    gate.open().await;
    started
}

/// A phone that the server knows already.
pub async fn ready_phone(world: &World) -> Phone {
    let mut phone = Phone::of(world, world.mentor);
    phone.pull().await;
    phone
}

/// Sends a lesson; tells whether it was stored.
async fn write(phone: &mut Phone, world: &World, pool: &PgPool) -> bool {
    let push = phone.seal(&[world.lesson(RecordId(fresh()))]);
    let Ok(reply) = exchange(pool, phone.person, phone.request(push), now()).await else {
        phone.seq -= 1;
        return false;
    };
    assert_eq!(outcomes(&reply.acks), ["applied"]);
    true
}

/// Sends one lesson from one phone eight times at once; gives how many answers there were, and of how many kinds.
async fn send_eight_times(world: &World, pool: &PgPool) -> (usize, usize) {
    let mut phone = ready_phone(world).await;
    let push = phone.seal(&[world.lesson(RecordId(fresh()))]);
    let request = phone.request(push);
    let send = || {
        let (pool, person, request) = (pool.clone(), world.mentor, request.clone());
        tokio::spawn(async move { exchange(&pool, person, request, now()).await })
    };
    let copies: Vec<_> = together(world, 8, || (0..8).map(|_| send()).collect()).await;
    let mut answers = Vec::new();
    for copy in copies {
        answers.extend(copy.await.unwrap().ok().map(|reply| format!("{:?}", reply.acks)));
    }
    (answers.len(), answers.iter().collect::<BTreeSet<_>>().len())
}

/// Chromium sends a POST again by itself when a connection closes before the answer.
#[sqlx::test(migrations = false)]
async fn copies_of_a_request_get_one_answer(_: PgPoolOptions, connect: PgConnectOptions) {
    let (world, _) = gated_world(connect).await;
    assert_eq!(send_eight_times(&world, &world.pool).await, (8, 1));
    assert_eq!(world.count("select max(revision) from record").await, 1);
}

#[sqlx::test(migrations = false)]
async fn without_the_locks_copies_of_a_request_get_in_each_others_way(
    _: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let (world, unlocked) = gated_world(connect).await;
    let (answered, kinds) = send_eight_times(&world, &unlocked).await;
    assert_eq!((answered, kinds), (1, 1), "seven copies were answered with an error");
}

/// Six phones write into one scope, the first time all at once; gives how many lessons the database refused.
async fn refused_of_many(world: &Arc<World>, pool: &PgPool, each: usize) -> usize {
    let mut phones = Vec::new();
    for _ in 0..6 {
        phones.push(ready_phone(world).await);
    }
    let start = |mut phone: Phone| {
        let (world, pool) = (world.clone(), pool.clone());
        tokio::spawn(async move {
            let mut refused = 0;
            for _ in 0..each {
                refused += usize::from(!write(&mut phone, &world, &pool).await);
            }
            refused
        })
    };
    let writers: Vec<_> = together(world, 6, || phones.into_iter().map(start).collect()).await;
    let mut refused = 0;
    for writer in writers {
        refused += writer.await.unwrap();
    }
    refused
}

/// Rows that become visible out of order are missed by a reader that remembers the last number it saw.
#[sqlx::test(migrations = false)]
async fn a_reader_misses_nothing_while_many_write(_: PgPoolOptions, connect: PgConnectOptions) {
    let (world, _) = gated_world(connect).await;
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
    assert_eq!(refused_of_many(&world, &world.pool, 8).await, 0);
    done.store(true, Ordering::SeqCst);
    assert_eq!(reader.await.unwrap().len(), 49);
    let holes = "select max(version) - count(*) from record where kind = 'lesson'";
    assert_eq!(world.count(holes).await, 0, "the numbers of a scope have no holes");
}

#[sqlx::test(migrations = false)]
async fn without_the_locks_writers_take_each_others_numbers(_: PgPoolOptions, connect: PgConnectOptions) {
    let (world, unlocked) = gated_world(connect).await;
    assert_eq!(refused_of_many(&world, &unlocked, 1).await, 5);
}

/// Numbers that nobody waits for: each writer draws one, and whoever drew it first may commit last. Only the greatest,
/// which the writer who goes past the gate has, says how far the scope is.
const DRAWN_NUMBERS: &str = "
    create sequence unlocked.number start 1000;
    create or replace view unlocked.scope as with rows as materialized (
        select id, provider, kind, person, epoch, nextval('unlocked.number') as head from public.scope
    ) select * from rows;
    create or replace function unlocked.set_head() returns trigger language plpgsql as $$ begin
        if current_setting('chalkline.gate', true) = 'past' then
            update public.scope set head = new.head where id = new.id;
        end if;
        return new;
    end $$";

#[sqlx::test(migrations = false)]
async fn without_the_locks_a_reader_misses_what_is_committed_late(
    _: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let (world, slow) = gated_world(connect.clone()).await;
    sqlx::raw_sql(DRAWN_NUMBERS).execute(&world.pool).await.unwrap();
    let past = connect.options([("search_path", "unlocked, public"), ("chalkline.gate", "past")]);
    let quick = pool_options().connect_with(past).await.unwrap();
    let (mut one, mut other) = (ready_phone(&world).await, ready_phone(&world).await);
    let mut trainee = Phone::of(&world, world.trainee);

    let mut gate = Shut::gate(&world).await;
    let late = tokio::spawn({
        let world = world.clone();
        async move { write(&mut one, &world, &slow).await }
    });
    gate.gathered(1).await;
    assert!(write(&mut other, &world, &quick).await);
    assert_eq!(records(&trainee.pull().await).len(), 2, "the first lesson, and the one that was quick");
    gate.open().await;
    assert!(late.await.unwrap());
    assert_eq!(world.count("select count(*) from record where kind = 'lesson'").await, 3);
    assert!(records(&trainee.pull().await).is_empty(), "the late one never comes");
}
