use domain::api::Code;
use domain::id::RecordId;
use domain::sync::mutation::{Mutation, Outcome};
use server::error::Error;
use server::sync::exchange;
use sqlx::PgPool;

use super::feedback::observed;
use super::{outcomes, records};
use crate::placement::{Phone, World, fresh, now, own};

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_stranger_reads_and_writes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    Phone::of(&world, world.mentor).push(&observed(&world).1).await;
    let mut stranger = Phone::of(&world, world.stranger);
    let lesson = Mutation { author: world.stranger, ..world.lesson(RecordId(fresh())) };
    let reply = stranger.push(&[lesson]).await;
    assert_eq!(outcomes(&reply.acks), ["rejected"]);
    assert!(records(&reply).is_empty(), "{:?}", reply.pages);
    let opened: Vec<_> = reply.scopes.new.iter().map(|scope| scope.id).collect();
    assert_eq!(opened, [own(world.stranger)]);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_mentor_whose_role_ended_loses_the_placement_and_the_text_is_kept(pool: PgPool) {
    let world = World::new(pool).await;
    let mut mentor = Phone::of(&world, world.mentor);
    mentor.pull().await;
    let push = mentor.seal(&observed(&world).1);
    world.end_mentoring(now()).await;

    let reply = mentor.exchange(push).await;
    assert_eq!(outcomes(&reply.acks), ["rejected", "applied", "rejected"], "the notes are the mentor's own");
    let Outcome::Rejected { problem } = &reply.acks[2].outcome else { unreachable!() };
    assert_eq!(problem.code, Code::NotAllowed);
    assert!(reply.scopes.gone.contains(&world.shared) && reply.scopes.gone.contains(&world.training));
    let kept = "select count(*) from quarantine where payload like '%Wait three seconds%'";
    assert_eq!(world.count(kept).await, 1);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn nobody_sends_under_another_name(pool: PgPool) {
    let world = World::new(pool).await;
    let forged = world.lesson(RecordId(fresh()));
    let reply = Phone::of(&world, world.trainee).push(&[forged]).await;
    let Outcome::Rejected { problem } = &reply.acks[0].outcome else { panic!("{reply:?}") };
    assert_eq!(problem.code, Code::WrongAuthor);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_device_of_another_person_is_only_told_who_is_signed_in(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    let push = phone.seal(&[world.lesson(RecordId(fresh()))]);
    let reply = exchange(&world.pool, world.trainee, phone.request(push), now()).await.unwrap();
    assert_eq!(reply.person, world.trainee);
    assert!(reply.acks.is_empty() && reply.pages.is_empty() && reply.scopes.new.is_empty());
    assert_eq!(world.count("select count(*) from client").await, 0);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_client_belongs_to_one_person_for_ever(pool: PgPool) {
    let world = World::new(pool).await;
    let mut mentor = Phone::of(&world, world.mentor);
    mentor.pull().await;
    let mut trainee = Phone::of(&world, world.trainee);
    trainee.client = mentor.client;
    let refused = exchange(&world.pool, world.trainee, trainee.request(Vec::new()), now()).await;
    assert!(matches!(refused, Err(Error::Problem(problem)) if problem.code == Code::NotAllowed));
}
