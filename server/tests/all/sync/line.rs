//! What arrives while others are being written is written together, and each is answered as if it had come alone.

use domain::api::Code;
use domain::id::{RecordId, SessionId};
use domain::sync::mutation::Mutation;
use domain::sync::wire::Reply;
use futures::future::join_all;
use futures::poll;
use serde_json::json;
use server::error::{Error, Result};
use server::sync::line::Line;
use server::sync::{Asked, By};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::faults::{Shut, gated_world, ready_phone};
use super::{outcomes, records};
use crate::placement::{Phone, World, fresh, now};

fn asked(phone: &mut Phone, mutations: &[Mutation]) -> Asked {
    let push = phone.seal(mutations);
    Asked { by: phone.person.into(), request: phone.request(push), at: now() }
}

/// A new lesson on its way from a new phone.
async fn lesson(world: &World) -> Asked {
    asked(&mut ready_phone(world).await, &[world.lesson(RecordId(fresh()))])
}

/// Lets these wait until two others, who are being written, are done; gives their answers.
async fn behind_two_others(world: &World, waiting: Vec<Asked>) -> Vec<Result<Reply>> {
    let line = Line::new(world.pool.clone());
    let exchange = |asked: Asked| {
        let line = line.clone();
        async move { line.exchange(asked).await }
    };
    let mut gate = Shut::gate(world).await;
    let mut first = Vec::new();
    for already in 1..=2 {
        first.push(tokio::spawn(exchange(lesson(world).await)));
        gate.gathered(already).await;
    }
    let mut behind = Box::pin(join_all(waiting.into_iter().map(exchange)));
    assert!(poll!(&mut behind).is_pending(), "all of them are in the line now");
    gate.open().await;
    for reply in first {
        assert_eq!(outcomes(&reply.await.unwrap().unwrap().acks), ["applied"]);
    }
    behind.await
}

fn problem(reply: &Result<Reply>) -> Option<Code> {
    match reply {
        Err(Error::Problem(problem)) => Some(problem.code),
        _ => None,
    }
}

const TRANSACTIONS: &str = "select count(distinct xmin::text) from mutation";

#[sqlx::test(migrations = false)]
async fn those_who_wait_are_written_in_one_transaction(_: PgPoolOptions, connect: PgConnectOptions) {
    let (world, _) = gated_world(connect).await;
    let before = world.count(TRANSACTIONS).await;
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(lesson(&world).await);
    }
    let replies = behind_two_others(&world, waiting).await;
    assert_eq!(world.count(TRANSACTIONS).await - before, 3, "two alone, and four together");
    let sent: Vec<_> = replies.iter().map(|reply| reply.as_ref().unwrap().acks[0].clone()).collect();
    assert_eq!(outcomes(&sent), ["applied"; 4]);
    for reply in replies {
        let received =
            records(reply.as_ref().unwrap()).iter().map(|record| record.changed.mutation).collect::<Vec<_>>();
        assert!(sent.iter().all(|ack| received.contains(&ack.id)), "each receives what the others sent");
    }
    let holes = "select max(version) - count(*) from record where kind = 'lesson'";
    assert_eq!(world.count(holes).await, 0);
}

#[sqlx::test(migrations = false)]
async fn who_is_refused_for_themselves_stops_nobody(_: PgPoolOptions, connect: PgConnectOptions) {
    let (world, _) = gated_world(connect).await;
    let before = world.count(TRANSACTIONS).await;
    let mut stranger = Phone::of(&world, world.stranger);
    let foreign = Mutation { author: world.stranger, ..world.lesson(RecordId(fresh())) };
    let mut signed_out = lesson(&world).await;
    signed_out.by = By { session: Some(SessionId(fresh())), ..signed_out.by };
    let mut stolen = lesson(&world).await;
    stolen.request.client = ready_phone(&world).await.client;
    (stolen.by, stolen.request.person) = (world.stranger.into(), world.stranger);
    let many: Vec<_> = (0..51).map(|_| world.lesson(RecordId(fresh()))).collect();
    let many = asked(&mut ready_phone(&world).await, &many);
    let waiting = vec![asked(&mut stranger, &[foreign]), signed_out, lesson(&world).await, stolen, many];

    let replies = behind_two_others(&world, waiting).await;
    assert_eq!(outcomes(&replies[0].as_ref().unwrap().acks), ["rejected"]);
    assert_eq!(problem(&replies[1]), Some(Code::SignedOut));
    assert_eq!(outcomes(&replies[2].as_ref().unwrap().acks), ["applied"]);
    assert_eq!(problem(&replies[3]), Some(Code::NotAllowed));
    assert_eq!(problem(&replies[4]), Some(Code::TooMany));
    assert_eq!(world.count(TRANSACTIONS).await - before, 3);
    assert_eq!(world.count("select count(*) from quarantine").await, 1);
}

/// Two phones of one person were made from one backup, or a tab sends what another has sent.
#[sqlx::test(migrations = false)]
async fn what_two_devices_send_at_once_gets_one_answer(_: PgPoolOptions, connect: PgConnectOptions) {
    let (world, _) = gated_world(connect).await;
    let one = [world.lesson(RecordId(fresh()))];
    let mut phones = [ready_phone(&world).await, ready_phone(&world).await];
    let twice = asked(&mut phones[0], &one);
    let waiting = vec![twice.clone(), asked(&mut phones[1], &one), twice];
    let replies = behind_two_others(&world, waiting).await;
    for reply in &replies {
        assert_eq!(reply.as_ref().unwrap().acks, replies[0].as_ref().unwrap().acks);
    }
    assert_eq!(world.count("select max(revision) from record").await, 1);
}

#[sqlx::test(migrations = false)]
async fn what_cannot_be_stored_fails_alone(_: PgPoolOptions, connect: PgConnectOptions) {
    let (world, _) = gated_world(connect).await;
    let fault = "create function refuse() returns trigger language plpgsql as $$ begin
            if new.body ->> 'class' = 'poison' then raise exception 'disk on fire'; end if; return new; end $$;
        create trigger refuse before insert on record for each row execute function refuse()";
    sqlx::raw_sql(fault).execute(&world.pool).await.unwrap();
    let mut poison = lesson(&world).await;
    poison.request.push[0].payload["edits"][2]["value"] = json!("poison");
    let waiting = vec![lesson(&world).await, poison, lesson(&world).await];
    let replies = behind_two_others(&world, waiting).await;
    assert!(matches!(&replies[1], Err(Error::Database(_))), "{:?}", replies[1]);
    for reply in [&replies[0], &replies[2]] {
        assert_eq!(outcomes(&reply.as_ref().unwrap().acks), ["applied"]);
    }
}

/// Those behind must not wait for each of a group to find out the same.
#[sqlx::test(migrator = "server::MIGRATOR")]
async fn with_no_database_a_group_is_told_at_once(pool: PgPool) {
    let world = World::new(pool).await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(lesson(&world).await);
    }
    let line = Line::new(world.pool.clone());
    world.pool.close().await;
    let replies = join_all(waiting.into_iter().map(|asked| line.exchange(asked))).await;
    for reply in replies {
        assert_eq!(problem(&reply), Some(Code::Unavailable));
    }
}
