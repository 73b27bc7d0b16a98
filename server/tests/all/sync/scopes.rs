use chrono::TimeDelta;
use domain::feedback::{DRAFT, draft_id};
use domain::id::{GrantId, MutationId, RecordId};
use domain::people::{Grant, Role, Span};
use domain::sync::canonical::Digest;
use domain::sync::mutation::{Action, Mutation};
use domain::sync::wire::{Cursors, Page, digest};
use serde_json::json;
use server::people::db::insert_grant;
use server::sync::exchange;
use sqlx::PgPool;

use super::{outcomes, records};
use crate::placement::{Phone, World, edit, fresh, now, own};

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn an_idle_device_sends_a_digest_and_costs_little(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    phone.pull().await;
    let mut request = phone.request(Vec::new());
    request.cursors = Cursors::Digest(digest(&phone.cursors));
    let reply = exchange(&world.pool, world.mentor, request.clone(), now()).await.unwrap();
    assert!(!reply.cursors_wanted);
    let bytes = serde_json::to_vec(&reply).unwrap().len();
    assert!(bytes < 300, "an empty answer has {bytes} bytes");

    phone.cursors = domain::sorted::Map::new();
    request.cursors = Cursors::Digest(digest(&phone.cursors));
    let reply = exchange(&world.pool, world.mentor, request, now()).await.unwrap();
    assert!(reply.cursors_wanted && reply.pages.is_empty());
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_long_absence_is_caught_up_page_by_page(pool: PgPool) {
    let world = World::new(pool).await;
    let mut mentor = Phone::of(&world, world.mentor);
    for _ in 0..9 {
        let lessons: Vec<_> = (0..50)
            .map(|_| {
                let lesson = RecordId(fresh());
                let mut mutation = world.lesson(lesson);
                let text = ("long", json!("x".repeat(1_000)));
                let more = edit(world.mentor, world.shared, lesson, mutation.kind, &[text]);
                let domain::sync::mutation::Action::Edit { edits, .. } = &mut mutation.action else {
                    unreachable!()
                };
                let domain::sync::mutation::Action::Edit { edits: extra, .. } = more.action else {
                    unreachable!()
                };
                edits.extend(extra);
                mutation
            })
            .collect();
        assert_eq!(outcomes(&mentor.push(&lessons).await.acks), ["applied"; 50]);
    }
    let mut trainee = Phone::of(&world, world.trainee);
    let mut received = std::collections::BTreeSet::new();
    let mut answers = 0;
    loop {
        let reply = trainee.pull().await;
        answers += 1;
        if answers == 1 {
            assert_eq!(records(&reply).len(), 8, "a scope opens with its first few");
        }
        assert!(serde_json::to_vec(&reply).unwrap().len() < 300_000, "an answer stays small");
        for record in records(&reply) {
            assert!(received.insert(record.id), "{} came twice", record.id);
        }
        if !reply.pages.iter().any(|page| page.more) {
            break;
        }
    }
    assert_eq!(received.len(), 450);
    assert!(answers > 2, "{answers}");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_device_that_knows_more_than_the_server_begins_anew(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    phone.push(&[world.lesson(RecordId(fresh()))]).await;
    phone.cursors.get_mut(&world.shared).unwrap().version = 99;
    let reply = phone.pull().await;
    assert!(reply.scopes.reset.contains(&world.shared));
    assert_eq!(records(&reply).len(), 1, "the records come again");
    assert!(phone.pull().await.scopes.reset.is_empty());
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_device_that_introduces_itself_is_told_the_roles_of_today(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    phone.pull().await;
    let coordinating = Grant {
        id: GrantId(fresh()),
        person: world.mentor,
        role: Role::TrainingCoordinator,
        scope: world.shared,
        span: Span { from: now() - TimeDelta::days(1), until: None },
    };
    let mut connection = world.pool.acquire().await.unwrap();
    insert_grant(&mut connection, &coordinating).await.unwrap();
    world.end_mentoring(now() - TimeDelta::days(1)).await;
    let reply = phone.pull().await;
    assert!(!reply.scopes.gone.contains(&world.shared), "the placement stays");
    let opened = reply.scopes.new.iter().find(|opened| opened.id == world.shared).unwrap();
    assert_eq!(opened.roles, [Role::TrainingCoordinator].into(), "but not as it was");
    assert!(reply.pages.is_empty(), "and nothing is sent twice");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn what_was_deleted_on_one_device_goes_from_the_others(pool: PgPool) {
    let world = World::new(pool).await;
    let (mut phone, mut tablet) = (Phone::of(&world, world.mentor), Phone::of(&world, world.mentor));
    let lesson = RecordId(fresh());
    let (draft, body) = (draft_id(lesson, world.mentor), json!({ "lesson": lesson }));
    let fields = [("lesson", json!(lesson))];
    let written = edit(world.mentor, own(world.mentor), draft, DRAFT, &fields);
    let action = Action::Delete { seen: Digest::of(&body).unwrap() };
    let deleted = Mutation { id: MutationId(fresh()), action, ..written.clone() };

    assert_eq!(outcomes(&phone.push(&[written]).await.acks), ["applied"]);
    assert_eq!(records(&tablet.pull().await)[0].id, draft);
    assert_eq!(outcomes(&phone.push(&[deleted]).await.acks), ["applied"]);
    let newcomer = Phone::of(&world, world.mentor).pull().await;
    assert!(records(&newcomer).is_empty(), "a new device is not given it back");
    for pages in [tablet.pull().await.pages, newcomer.pages] {
        let tombs: Vec<RecordId> =
            pages.iter().flat_map(|page: &Page| &page.tomb).map(|tomb| tomb.id).collect();
        assert_eq!(tombs, [draft]);
    }
}
