use domain::api::Code;
use domain::id::{ClientId, RecordId};
use domain::sync::mutation::Outcome;
use domain::sync::wire::Request;
use server::sync::exchange;
use sqlx::PgPool;

use super::feedback::observed;
use super::outcomes;
use crate::placement::{Phone, World, fresh, now};

/// The answer was lost on the way, and the phone sends the batch again.
#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_batch_sent_again_gets_the_same_answer(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    let push = phone.seal(&observed(&world).1);
    let first = phone.exchange(push.clone()).await;
    assert_eq!(outcomes(&first.acks), ["applied"; 3]);
    assert_eq!(phone.exchange(push).await.acks, first.acks);
    assert_eq!(world.count("select count(*) from mutation").await, 3);
    assert_eq!(world.count("select max(revision) from record").await, 1);
}

/// A phone restored from a backup is two devices under one name.
#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_copied_device_is_told_and_then_loses_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let mut original = Phone::of(&world, world.mentor);
    let mut copy = original.clone();
    original.push(&[world.lesson(RecordId(fresh()))]).await;
    let made_on_copy = world.lesson(RecordId(fresh()));
    let reply = copy.push(std::slice::from_ref(&made_on_copy)).await;
    assert!(reply.client_forked && reply.acks.is_empty());

    copy.client = ClientId(fresh());
    copy.seq = 0;
    assert_eq!(outcomes(&copy.push(&[made_on_copy]).await.acks), ["applied"]);
    assert_eq!(world.count("select count(*) from record where kind = 'lesson'").await, 2);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn two_clients_that_send_the_same_mutation_at_once_get_one_answer(pool: PgPool) {
    let world = World::new(pool).await;
    let lesson = world.lesson(RecordId(fresh()));
    let send = async || Phone::of(&world, world.mentor).push(std::slice::from_ref(&lesson)).await;
    let (one, other) = tokio::join!(send(), send());
    assert_eq!(one.acks, other.acks);
    assert_eq!(world.count("select max(revision) from record").await, 1);
}

/// The question reads where the device stands, and notes it; in between, what the device sent beside it is stored.
#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_question_beside_a_push_does_not_take_back_its_number(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    phone.pull().await;
    let mut keeper = world.pool.begin().await.unwrap();
    sqlx::query("update client set last_seq = 1").execute(&mut *keeper).await.unwrap();

    let question = Request { outbox_depth: 1, ..phone.request(Vec::new()) };
    let (pool, person) = (world.pool.clone(), world.mentor);
    let asked = tokio::spawn(async move { exchange(&pool, person, question, now()).await });
    let waiting = "select count(*) from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock'";
    while world.count(waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    keeper.commit().await.unwrap();
    asked.await.unwrap().unwrap();
    assert_eq!(world.count("select last_seq from client where outbox_depth = 1").await, 1);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_gap_stops_the_batch_and_says_where(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    let push = phone.seal(&[world.lesson(RecordId(fresh())), world.lesson(RecordId(fresh()))]);
    let reply = phone.exchange(vec![push[1].clone()]).await;
    assert_eq!((reply.expect_seq, reply.acks.len()), (Some(1), 0));
    assert_eq!(outcomes(&phone.exchange(push).await.acks), ["applied"; 2]);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn an_id_used_for_something_else_is_refused_and_both_payloads_are_kept(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    let lesson = world.lesson(RecordId(fresh()));
    phone.push(std::slice::from_ref(&lesson)).await;
    let other = domain::sync::mutation::Mutation { id: lesson.id, ..world.lesson(RecordId(fresh())) };
    let reply = phone.push(&[other]).await;
    let Outcome::Rejected { problem } = &reply.acks[0].outcome else { panic!("{reply:?}") };
    assert_eq!(problem.code, Code::IdReused);
    assert_eq!(world.count("select count(*) from quarantine").await, 1);
    assert_eq!(world.count("select count(*) from record").await, 1);
}
