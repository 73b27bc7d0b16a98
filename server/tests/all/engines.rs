//! Real engines with stores in memory, as the app runs them, against the real router and the real database.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use app::store::Store;
use app::store::memory::Memory;
use app::sync::engine::{Engine, Environment, News, Transport};
use app::sync::handle::Handle;
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use domain::feedback::{
    DRAFT, FEEDBACK,
    command::{Acknowledge, Command},
    draft_id,
};
use domain::id::{ClientId, MutationId, PersonId, RecordId};
use domain::lesson::LESSON;
use domain::sync::client::{Chance, Failure};
use domain::sync::merge::Edit;
use domain::sync::mutation::{Action, Mutation};
use domain::sync::record::{Record, RecordKind};
use domain::sync::wire::{Reply, Request};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::task::LocalSet;

use crate::people::sign_in;
use crate::placement::{World, edit, fresh, now, own};
use crate::support::TestServer;
use crate::sync::feedback::observed;

/// The way to the router; a test can cut it, also so that only the answers are lost.
struct Wire {
    server: Rc<TestServer>,
    bearer: String,
    network: Rc<Cell<Network>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Network {
    Whole,
    Cut,
    LosesAnswers,
}

impl Transport for Wire {
    async fn exchange(&self, request: &Request) -> Result<Reply, Failure> {
        if self.network.get() == Network::Cut {
            return Err(Failure::Offline);
        }
        let headers = [("authorization", self.bearer.as_str()), ("content-type", "application/json")];
        let body = serde_json::to_string(request).unwrap();
        let answer = self.server.ask(Method::POST, "/api/v1/sync", &headers, body.into()).await;
        match (answer.status, self.network.get()) {
            (StatusCode::OK, Network::Whole) => Ok(serde_json::from_str(&answer.text).unwrap()),
            (StatusCode::OK, _) => Err(Failure::Offline),
            (status, _) => panic!("{status}: {}", answer.text),
        }
    }

    async fn refresh(&self) -> Result<(), Failure> {
        Ok(())
    }
}

struct Desk;

impl Environment for Desk {
    fn chance(&self) -> Chance {
        Chance {
            now: now(),
            nonce: fresh().to_string(),
            client: ClientId(fresh()),
            jitter: 0,
            has_network: true,
        }
    }

    /// Nothing here waits for time to pass: the tests wake the engines themselves.
    fn sleep(&self, _: TimeDelta) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(std::future::pending())
    }

    fn tell(&self, _: News) {}
}

struct Phone {
    store: Memory,
    handle: Handle,
    network: Rc<Cell<Network>>,
}

impl Phone {
    async fn of(server: &Rc<TestServer>, person: PersonId, email: &str) -> Self {
        let bearer = sign_in(server, email).await.bearer();
        let (store, network) = (Memory::default(), Rc::new(Cell::new(Network::Cut)));
        let wire = Wire { server: server.clone(), bearer, network: network.clone() };
        let (handle, inbox) = Handle::new();
        let opening = Engine::open(person, "test".to_owned(), store.clone(), wire, Desk, inbox);
        tokio::task::spawn_local(opening.await.unwrap().run());
        Self { store, handle, network }
    }

    async fn save(&self, mutations: Vec<Mutation>) {
        for mutation in mutations {
            self.handle.save(mutation, TimeDelta::zero(), None).await.unwrap();
        }
    }

    async fn see(&self, kind: RecordKind) -> Vec<Record> {
        let records = self.store.all().await.unwrap().view().all(kind);
        records.into_iter().map(Arc::unwrap_or_clone).collect()
    }

    async fn waiting(&self) -> usize {
        self.store.standing().await.unwrap().outbox.len()
    }

    /// Wakes the engine until what it holds is as wished.
    async fn until(&self, wished: impl AsyncFn(&Self) -> bool) {
        let reach = async {
            while !wished(self).await {
                self.handle.wake();
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), reach).await.expect("the phones come together");
    }
}

/// A draft of the mentor with one field set, from what it was before.
fn discussion(world: &World, draft: RecordId, path: &str, base: Option<Value>, value: &str) -> Mutation {
    let edit = Edit { path: path.parse().unwrap(), base, value: Some(json!(value)) };
    Mutation {
        id: MutationId(fresh()),
        author: world.mentor,
        at: now(),
        scope: own(world.mentor),
        record: draft,
        kind: DRAFT,
        action: Action::Edit { edits: vec![edit], settles: [].into() },
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_lesson_observed_offline_reaches_the_trainee_and_the_answer_comes_back(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    let server = Rc::new(TestServer::new(pool).await);
    let story = async {
        let mentor = Phone::of(&server, world.mentor, "mentor@example.org").await;
        let trainee = Phone::of(&server, world.trainee, "trainee@example.org").await;
        let (feedback, mutations) = observed(&world);
        mentor.save(mutations).await;
        assert_eq!((mentor.waiting().await, mentor.see(FEEDBACK).await.len()), (3, 1));
        assert_eq!(world.count("select count(*) from mutation").await, 0);

        mentor.network.set(Network::LosesAnswers);
        mentor.handle.wake();
        mentor.until(async |_| world.count("select count(*) from mutation").await == 3).await;
        assert_eq!(mentor.waiting().await, 3, "nothing leaves before the receipt has come");
        mentor.network.set(Network::Whole);
        mentor.until(async |phone| phone.waiting().await == 0).await;

        trainee.network.set(Network::Whole);
        trainee.until(async |phone| phone.see(FEEDBACK).await.len() == 1).await;
        let reply = Acknowledge { version: 1, reply: "I will count to three.".to_owned() };
        let acknowledge = Mutation {
            id: MutationId(fresh()),
            author: world.trainee,
            at: now(),
            scope: world.shared,
            record: feedback,
            kind: FEEDBACK,
            action: Action::from(Command::Acknowledge(reply)),
        };
        trainee.save(vec![acknowledge]).await;
        let answered = |records: Vec<Record>| json!(records[0].body).to_string().contains("count to three");
        mentor.until(async |phone| answered(phone.see(FEEDBACK).await)).await;
        assert_eq!(world.count("select count(*) from mutation").await, 4);
        assert_eq!(world.count("select count(*) from record where kind = 'feedback'").await, 1);
    };
    LocalSet::new().run_until(story).await;
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn two_devices_of_a_mentor_edit_one_draft_offline_and_nothing_is_lost(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    let server = Rc::new(TestServer::new(pool).await);
    let story = async {
        let one = Phone::of(&server, world.mentor, "mentor@example.org").await;
        let other = Phone::of(&server, world.mentor, "mentor@example.org").await;
        let lesson = RecordId(fresh());
        let draft = draft_id(lesson, world.mentor);
        let begun = [("lesson", json!(lesson.to_string())), ("discussion", json!("Begun"))];
        let kind = DRAFT;
        one.network.set(Network::Whole);
        one.save(vec![world.lesson(lesson)]).await;
        one.save(vec![edit(world.mentor, own(world.mentor), draft, kind, &begun)]).await;
        one.until(async |phone| phone.waiting().await == 0).await;
        other.network.set(Network::Whole);
        other.until(async |phone| phone.see(kind).await.len() == 1).await;

        one.network.set(Network::Cut);
        other.network.set(Network::Cut);
        let strength = format!("strengths/{}", fresh());
        let calm = json!({ "text": "Calm" });
        let added = Edit { path: strength.parse().unwrap(), base: None, value: Some(calm) };
        let begun = || Some(json!("Begun"));
        one.save(vec![discussion(&world, draft, "discussion", begun(), "From the phone")]).await;
        let mut theirs = discussion(&world, draft, "discussion", begun(), "From the tablet");
        let Action::Edit { edits, .. } = &mut theirs.action else { unreachable!() };
        edits.push(added);
        other.save(vec![theirs]).await;

        one.network.set(Network::Whole);
        one.until(async |phone| phone.waiting().await == 0).await;
        other.network.set(Network::Whole);
        other.until(async |phone| phone.waiting().await == 0).await;
        let settled = async |phone: &Phone| phone.see(kind).await[0].conflicts.len() == 1;
        one.until(settled).await;
        assert_eq!(one.see(kind).await, other.see(kind).await);
        let text = json!(one.see(kind).await).to_string();
        for kept in ["Begun", "From the phone", "From the tablet", "Calm"] {
            assert!(text.contains(kept), "{kept} is missing in {text}");
        }
    };
    LocalSet::new().run_until(story).await;
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_scope_that_begins_anew_is_open_again_with_its_records(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    let server = Rc::new(TestServer::new(pool).await);
    let story = async {
        let mentor = Phone::of(&server, world.mentor, "mentor@example.org").await;
        mentor.network.set(Network::Whole);
        mentor.save(vec![world.lesson(RecordId(fresh()))]).await;
        mentor.until(async |phone| phone.waiting().await == 0).await;
        // The server lost something, and numbers the scope anew.
        sqlx::query("update scope set epoch = 2 where id = $1")
            .bind(world.shared.0)
            .execute(&world.pool)
            .await
            .unwrap();
        let epoch = async |phone: &Phone| {
            phone.store.standing().await.unwrap().cursors.get(&world.shared).map(|cursor| cursor.epoch)
        };
        mentor.until(async |phone| epoch(phone).await == Some(2)).await;
        let kept = mentor.store.all().await.unwrap();
        assert!(kept.scopes.contains_key(&world.shared), "it is still known whose it is, and in which role");
        assert_eq!(mentor.see(LESSON).await.len(), 1);
    };
    LocalSet::new().run_until(story).await;
}
