//! People for the tests, as they stand in the database: a provider, persons with scopes of their own, grants.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{GrantId, PersonId, PlacementId, ScopeId};
use domain::people::{Grant, Placement, Role, ScopeKind, Span, training_id};
use serde_json::json;
use server::people::{self, NewPerson};
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};
use uuid::Uuid;

use crate::support::{Answer, TestServer};

/// A provider, in whose name everything below is made.
pub struct Provider {
    pool: PgPool,
    id: Uuid,
    /// From when on everything holds.
    pub since: DateTime<Utc>,
}

/// A person signed in on a device.
pub struct SignedIn {
    pub access: String,
    pub refresh: String,
    pub cookies: String,
}

impl SignedIn {
    pub fn from(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.text);
        let json = answer.json();
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token"), cookies: answer.cookies() }
    }

    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.access)
    }
}

/// Signs a person in, as anyone does: a code by mail, then the code.
pub async fn sign_in(server: &TestServer, email: &str) -> SignedIn {
    let asked = server.post("/api/v1/session/code", &json!({ "email": email })).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let code = server.codes_for(email).await.pop().unwrap();
    SignedIn::from(&server.post("/api/v1/session", &json!({ "email": email, "code": code })).await)
}

impl Provider {
    pub async fn new(pool: &PgPool, name: &str) -> Self {
        let since = "2026-09-01T00:00:00Z".parse().unwrap();
        let id = PersonId::natural("provider", &[&name]).0;
        let provider = Self { pool: pool.clone(), id, since };
        people::db::insert_provider(&mut *provider.connection().await, id, name, since).await.unwrap();
        provider
    }

    /// A person with a scope of their own; the address is `name@example.org`.
    pub async fn person(&self, name: &str) -> PersonId {
        let id = PersonId::natural("person", &[&self.id, &name]);
        let person = NewPerson { id, email: format!("{name}@example.org"), name: name.to_owned() };
        people::add_person(&mut *self.connection().await, self.id, &person, self.since).await.unwrap();
        id
    }

    /// A scope of this kind that is nobody's: a school, a programme.
    pub async fn place(&self, kind: ScopeKind, name: &str) -> ScopeId {
        let id = ScopeId::natural("test", &[&self.id, &name]);
        people::add_place(&mut *self.connection().await, self.id, id, kind).await.unwrap();
        id
    }

    /// The scopes of a trainee in a programme and of the placement in a school; gives those grants are made on.
    pub async fn trainee(&self, trainee: PersonId, programme: ScopeId, school: ScopeId) -> [ScopeId; 2] {
        let span = Span { from: self.since, until: None };
        let id = PlacementId::natural("test", &[&trainee, &school]);
        let placement = Placement { id, trainee, school, programme, span };
        let mut connection = self.connection().await;
        people::add_trainee(&mut connection, self.id, trainee, programme, span).await.unwrap();
        people::add_placement(&mut connection, self.id, &placement).await.unwrap();
        [training_id(trainee, programme), placement.scopes()[0].id]
    }

    pub async fn grant(&self, person: PersonId, role: Role, scope: ScopeId) {
        let until = (role == Role::Reader).then(|| TimeDelta::days(400));
        self.grant_until(person, role, scope, until).await.unwrap();
    }

    pub async fn grant_until(
        &self,
        person: PersonId,
        role: Role,
        scope: ScopeId,
        until: Option<TimeDelta>,
    ) -> sqlx::Result<()> {
        let id = GrantId::natural("grant", &[&person, &scope, &format!("{role:?}")]);
        let span = Span { from: self.since, until: until.map(|until| self.since + until) };
        let grant = Grant { id, person, role, scope, span };
        people::db::insert_grant(&mut *self.connection().await, &grant).await
    }

    async fn connection(&self) -> PoolConnection<Postgres> {
        self.pool.acquire().await.unwrap()
    }
}

/// Makes the database one that was born as a demo.
pub async fn make_demo(pool: &PgPool) {
    sqlx::query("update installation set demo = true").execute(pool).await.unwrap();
}
