//! A trainee placed in a school with people around them, and the phones they send from.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{ClientId, GrantId, MutationId, PersonId, PlacementId, RecordId, ScopeId};
use domain::lesson::LESSON;
use domain::people::{Grant, Placement, Role, ScopeKind, Span, own_scope, training_id};
use domain::sorted::Map;
use domain::sync::merge::Edit;
use domain::sync::mutation::{Action, Envelope, Mutation};
use domain::sync::record::RecordKind;
use domain::sync::wire::{Cursor, Cursors, Reply, Request};
use serde_json::{Value, json};
use server::people::{self, NewPerson};
use server::sync::exchange;
use sqlx::PgPool;
use uuid::Uuid;

/// The people and scopes of one placement.
pub struct World {
    pub pool: PgPool,
    pub trainee: PersonId,
    pub mentor: PersonId,
    pub tutor: PersonId,
    /// A mentor in the same school, of nobody here.
    pub stranger: PersonId,
    pub shared: ScopeId,
    pub training: ScopeId,
    pub mentoring: GrantId,
}

pub fn now() -> DateTime<Utc> {
    "2026-11-19T09:00:00Z".parse().unwrap()
}

/// An id that no other call of this test program gets.
pub fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(0x0193_0000_0000_7000, 0x8000_0000_0000_0000 | NEXT.fetch_add(1, Ordering::Relaxed))
}

impl World {
    pub async fn new(pool: PgPool) -> Self {
        let provider = fresh();
        let mut connection = pool.acquire().await.unwrap();
        people::db::insert_provider(&mut connection, provider, "A provider", now()).await.unwrap();
        let mut everyone = Vec::new();
        for name in ["trainee", "mentor", "tutor", "stranger"] {
            let email = format!("{name}@example.org");
            let person = NewPerson { id: PersonId(fresh()), email, name: name.to_owned() };
            people::add_person(&mut connection, provider, &person, now()).await.unwrap();
            everyone.push(person.id);
        }
        let [trainee, mentor, tutor, stranger] = everyone.try_into().unwrap();
        let [programme, school] = [ScopeId(fresh()), ScopeId(fresh())];
        people::add_place(&mut connection, provider, programme, ScopeKind::Programme).await.unwrap();
        people::add_place(&mut connection, provider, school, ScopeKind::School).await.unwrap();
        let span = Span { from: now() - TimeDelta::days(60), until: None };
        people::add_trainee(&mut connection, provider, trainee, programme, span).await.unwrap();
        let placement = Placement { id: PlacementId(fresh()), trainee, school, programme, span };
        people::add_placement(&mut connection, provider, &placement).await.unwrap();
        let [shared, _] = placement.scopes().map(|scope| scope.id);
        let training = training_id(trainee, programme);
        let mentoring = GrantId(fresh());
        let grants = [
            (GrantId(fresh()), trainee, Role::Trainee, training),
            (mentoring, mentor, Role::Mentor, shared),
            (GrantId(fresh()), tutor, Role::PersonalTutor, training),
        ];
        for (id, person, role, scope) in grants {
            people::db::insert_grant(&mut connection, &Grant { id, person, role, scope, span })
                .await
                .unwrap();
        }
        drop(connection);
        Self { pool, trainee, mentor, tutor, stranger, shared, training, mentoring }
    }

    pub async fn end_mentoring(&self, at: DateTime<Utc>) {
        let mut transaction = self.pool.begin().await.unwrap();
        people::db::end_grant(&mut transaction, self.mentoring, at).await.unwrap();
        transaction.commit().await.unwrap();
    }

    pub async fn count(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&self.pool).await.unwrap()
    }

    /// The edit with which the mentor begins a lesson.
    pub fn lesson(&self, lesson: RecordId) -> Mutation {
        let fields = [
            ("trainee", json!(self.trainee.to_string())),
            ("subject", json!("Science")),
            ("class", json!("9B")),
            ("date", json!("2026-11-19")),
        ];
        edit(self.mentor, self.shared, lesson, LESSON, &fields)
    }
}

/// Setting fields that were empty before.
pub fn edit(
    author: PersonId,
    scope: ScopeId,
    record: RecordId,
    kind: RecordKind,
    fields: &[(&str, Value)],
) -> Mutation {
    let edit = |(path, value): &(&str, Value)| Edit {
        path: path.parse().unwrap(),
        base: None,
        value: Some(value.clone()),
    };
    let edits = fields.iter().map(edit).collect();
    let action = Action::Edit { edits, settles: [].into() };
    Mutation { id: MutationId(fresh()), author, at: now(), scope, record, kind, action }
}

/// A person's own scope.
pub fn own(person: PersonId) -> ScopeId {
    own_scope(person).id
}

/// One device of one person: it numbers what it sends and remembers where it stands.
#[derive(Clone)]
pub struct Phone {
    pub pool: PgPool,
    pub person: PersonId,
    pub client: ClientId,
    pub seq: u64,
    pub cursors: Map<ScopeId, Cursor>,
}

impl Phone {
    pub fn of(world: &World, person: PersonId) -> Self {
        Self::new(world.pool.clone(), person)
    }

    pub fn new(pool: PgPool, person: PersonId) -> Self {
        Self { pool, person, client: ClientId(fresh()), seq: 0, cursors: Map::new() }
    }

    /// Numbers mutations in the order of this device.
    pub fn seal(&mut self, mutations: &[Mutation]) -> Vec<Envelope> {
        let seal = |mutation: &Mutation| {
            self.seq += 1;
            mutation.seal(self.seq).unwrap()
        };
        mutations.iter().map(seal).collect()
    }

    pub fn request(&self, push: Vec<Envelope>) -> Request {
        Request {
            nonce: "n".to_owned(),
            client: self.client,
            person: self.person,
            build: "test".to_owned(),
            now: now(),
            outbox_depth: push.len() as u64,
            oldest_unsent: None,
            cursors: Cursors::All(self.cursors.clone()),
            push,
            gap: None,
        }
    }

    pub async fn push(&mut self, mutations: &[Mutation]) -> Reply {
        let push = self.seal(mutations);
        self.exchange(push).await
    }

    pub async fn pull(&mut self) -> Reply {
        self.exchange(Vec::new()).await
    }

    pub async fn exchange(&mut self, push: Vec<Envelope>) -> Reply {
        let reply = exchange(&self.pool, self.person, self.request(push), now()).await.unwrap();
        self.receive(&reply);
        reply
    }

    /// Moves on to where the answer leaves this device.
    pub fn receive(&mut self, reply: &Reply) {
        self.cursors
            .retain(|scope, _| !reply.scopes.gone.contains(scope) && !reply.scopes.reset.contains(scope));
        self.cursors.extend(reply.pages.iter().map(|page| (page.scope, page.to)));
    }
}
