//! People for the tests, as they stand in the database: a provider, persons with scopes of their own, grants.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{GrantId, PersonId, ScopeId};
use domain::people::{Carrier, Placement, Role, Scope, ScopeKind, Span, own_scope, trainee_scopes};
use serde_json::json;
use sqlx::PgPool;
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
    let code = server.codes_for(email).pop().unwrap();
    SignedIn::from(&server.post("/api/v1/session", &json!({ "email": email, "code": code })).await)
}

impl Provider {
    pub async fn new(pool: &PgPool, name: &str) -> Self {
        let since = "2026-09-01T00:00:00Z".parse().unwrap();
        let id = PersonId::natural("provider", &[&name]).0;
        sqlx::query("insert into provider (id, name, created_at) values ($1, $2, $3)")
            .bind(id)
            .bind(name)
            .bind(since)
            .execute(pool)
            .await
            .unwrap();
        Self { pool: pool.clone(), id, since }
    }

    /// A person with a scope of their own; the address is `name@example.org`.
    pub async fn person(&self, name: &str) -> PersonId {
        let id = PersonId::natural("person", &[&self.id, &name]);
        sqlx::query("insert into person (id, provider, email, name, created_at) values ($1, $2, $3, $4, $5)")
            .bind(id.0)
            .bind(self.id)
            .bind(format!("{name}@example.org"))
            .bind(name)
            .bind(self.since)
            .execute(&self.pool)
            .await
            .unwrap();
        self.scope(&own_scope(id)).await;
        id
    }

    /// A scope of this kind that is nobody's: a school, a programme.
    pub async fn place(&self, kind: ScopeKind, name: &str) -> ScopeId {
        let id = ScopeId::natural("test", &[&self.id, &name]);
        self.scope(&Scope { id, kind, person: None, head: 0, carried_by: Vec::new() }).await;
        id
    }

    /// The scopes of a trainee in a programme and of the placement in a school; gives those grants are made on.
    pub async fn trainee(&self, trainee: PersonId, programme: ScopeId, school: ScopeId) -> [ScopeId; 2] {
        let span = Span { from: self.since, until: None };
        let id = domain::id::PlacementId::natural("test", &[&trainee, &school]);
        let placement = Placement { id, trainee, school, programme, span };
        let mut around = trainee_scopes(trainee, programme, span);
        around[0].carried_by.extend(placement.carriers());
        let placed = placement.scopes();
        let granted = [around[0].id, placed[0].id];
        for scope in around.iter().chain(&placed) {
            self.scope(scope).await;
        }
        for scope in around.iter().chain(&placed) {
            self.carry(scope).await;
        }
        granted
    }

    pub async fn grant(&self, person: PersonId, role: Role, scope: ScopeId) -> GrantId {
        self.grant_until(person, role, scope, None).await
    }

    pub async fn grant_until(
        &self,
        person: PersonId,
        role: Role,
        scope: ScopeId,
        until: Option<TimeDelta>,
    ) -> GrantId {
        let id = GrantId::natural("grant", &[&person, &scope, &format!("{role:?}")]);
        sqlx::query("insert into role_grant (id, person, role, scope, from_at, until_at) values ($1, $2, $3, $4, $5, $6)")
            .bind(id.0)
            .bind(person.0)
            .bind(word(role))
            .bind(scope.0)
            .bind(self.since)
            .bind(until.map(|until| self.since + until))
            .execute(&self.pool)
            .await
            .unwrap();
        id
    }

    async fn scope(&self, scope: &Scope) {
        sqlx::query("insert into scope (id, provider, kind, person) values ($1, $2, $3, $4)")
            .bind(scope.id.0)
            .bind(self.id)
            .bind(word(scope.kind))
            .bind(scope.person.map(|person| person.0))
            .execute(&self.pool)
            .await
            .unwrap();
    }

    async fn carry(&self, scope: &Scope) {
        for Carrier { scope: carrier, span } in &scope.carried_by {
            sqlx::query(
                "insert into scope_carrier (scope, carrier, from_at, until_at) values ($1, $2, $3, $4)",
            )
            .bind(scope.id.0)
            .bind(carrier.0)
            .bind(span.from)
            .bind(span.until)
            .execute(&self.pool)
            .await
            .unwrap();
        }
    }
}

/// Makes the database one that was born as a demo.
pub async fn make_demo(pool: &PgPool) {
    sqlx::query("update installation set demo = true").execute(pool).await.unwrap();
}

/// A word of the domain, as it is kept in a column.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
