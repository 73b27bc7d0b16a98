use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::id::{GrantId, PersonId, ScopeId};
use domain::people::{Carrier, Grant, Scope, Span};
use domain::session::Person;
use sqlx::PgConnection;
use uuid::Uuid;

use super::NewPerson;
use crate::database::{from_word, to_word};

pub async fn insert_provider(
    connection: &mut PgConnection,
    id: Uuid,
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let query =
        sqlx::query!("insert into provider (id, name, created_at) values ($1, $2, $3)", id, name, now);
    query.execute(connection).await.map(drop)
}

pub async fn insert_person(
    connection: &mut PgConnection,
    provider: Uuid,
    person: &NewPerson,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "insert into person (id, provider, email, name, created_at) values ($1, $2, $3, $4, $5)",
        person.id.0,
        provider,
        person.email,
        person.name,
        now,
    );
    query.execute(connection).await.map(drop)
}

pub async fn insert_scope(connection: &mut PgConnection, provider: Uuid, scope: &Scope) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "insert into scope (id, provider, kind, person) values ($1, $2, $3, $4)",
        scope.id.0,
        provider,
        to_word(scope.kind),
        scope.person.map(|person| person.0),
    );
    query.execute(&mut *connection).await?;
    for carrier in &scope.carried_by {
        insert_carrier(&mut *connection, scope.id, *carrier).await?;
    }
    Ok(())
}

pub async fn insert_carrier(
    connection: &mut PgConnection,
    scope: ScopeId,
    carrier: Carrier,
) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "insert into scope_carrier (scope, carrier, from_at, until_at) values ($1, $2, $3, $4)",
        scope.0,
        carrier.scope.0,
        carrier.span.from,
        carrier.span.until,
    );
    query.execute(connection).await.map(drop)
}

pub async fn insert_grant(connection: &mut PgConnection, grant: &Grant) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "insert into role_grant (id, person, role, scope, from_at, until_at) values ($1, $2, $3, $4, $5, $6)",
        grant.id.0,
        grant.person.0,
        to_word(grant.role),
        grant.scope.0,
        grant.span.from,
        grant.span.until,
    );
    query.execute(connection).await.map(drop)
}

/// Ends a grant. The scope's row is held meanwhile, so that no batch is decided half before and half after.
pub async fn end_grant(connection: &mut PgConnection, id: GrantId, at: DateTime<Utc>) -> sqlx::Result<()> {
    let lock = sqlx::query!(
        "select scope.id from scope join role_grant on role_grant.scope = scope.id where role_grant.id = $1
         for update of scope",
        id.0,
    );
    lock.fetch_one(&mut *connection).await?;
    let query = sqlx::query!("update role_grant set until_at = $2 where id = $1", id.0, at);
    query.execute(connection).await.map(drop)
}

/// Everything a person was ever granted; what holds now, the domain judges.
pub async fn grants(connection: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<Grant>> {
    grants_of(connection, &[person]).await
}

/// Everything these people were ever granted.
pub async fn grants_of(connection: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<Grant>> {
    let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    let query = sqlx::query!(
        "select id, person, role, scope, from_at, until_at from role_grant where person = any($1)",
        &people,
    );
    let rows = query.fetch_all(connection).await?;
    let grants = rows.into_iter().map(|row| {
        let span = Span { from: row.from_at, until: row.until_at };
        let (id, person, scope) = (GrantId(row.id), PersonId(row.person), ScopeId(row.scope));
        Ok(Grant { id, person, role: from_word(&row.role)?, scope, span })
    });
    grants.collect()
}

/// Everyone, by name.
pub async fn everyone(connection: &mut PgConnection) -> sqlx::Result<Vec<Person>> {
    let rows = sqlx::query!("select id, name, email from person order by name, id");
    let rows = rows.fetch_all(connection).await?;
    let person = |id, name, email| Person { id: PersonId(id), name, email };
    Ok(rows.into_iter().map(|row| person(row.id, row.name, row.email)).collect())
}

/// Everyone at a person's provider, themselves among them, by name.
pub async fn colleagues(connection: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<Person>> {
    let rows = sqlx::query!(
        "select other.id, other.name, other.email from person other join person one using (provider)
         where one.id = $1 order by other.name, other.id",
        person.0,
    );
    let rows = rows.fetch_all(connection).await?;
    let person = |id, name, email| Person { id: PersonId(id), name, email };
    Ok(rows.into_iter().map(|row| person(row.id, row.name, row.email)).collect())
}

/// Whether both exist and belong to one provider.
pub async fn same_provider(
    connection: &mut PgConnection,
    one: PersonId,
    other: PersonId,
) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        "select 1 from person one join person other using (provider) where one.id = $1 and other.id = $2",
        one.0,
        other.0,
    );
    Ok(found.fetch_optional(connection).await?.is_some())
}

/// These scopes, as they are now.
pub async fn scopes(connection: &mut PgConnection, ids: &[ScopeId]) -> sqlx::Result<Vec<Scope>> {
    let ids: Vec<Uuid> = ids.iter().map(|scope| scope.0).collect();
    let query =
        sqlx::query_as!(ScopeRow, "select id, kind, person, head from scope where id = any($1)", &ids,);
    let rows = query.fetch_all(&mut *connection).await?;
    with_carriers(connection, rows).await
}

struct ScopeRow {
    id: Uuid,
    kind: String,
    person: Option<Uuid>,
    head: i64,
}

impl ScopeRow {
    fn into_scope(self, carried_by: Vec<Carrier>) -> sqlx::Result<Scope> {
        Ok(Scope {
            id: ScopeId(self.id),
            kind: from_word(&self.kind)?,
            person: self.person.map(PersonId),
            head: self.head.cast_unsigned(),
            carried_by,
        })
    }
}

async fn with_carriers(connection: &mut PgConnection, rows: Vec<ScopeRow>) -> sqlx::Result<Vec<Scope>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let query = sqlx::query!(
        "select scope, carrier, from_at, until_at from scope_carrier where scope = any($1)",
        &ids
    );
    let mut carriers: BTreeMap<Uuid, Vec<Carrier>> = BTreeMap::new();
    for row in query.fetch_all(connection).await? {
        let span = Span { from: row.from_at, until: row.until_at };
        carriers.entry(row.scope).or_default().push(Carrier { scope: ScopeId(row.carrier), span });
    }
    rows.into_iter()
        .map(|row| {
            let carried_by = carriers.remove(&row.id).unwrap_or_default();
            row.into_scope(carried_by)
        })
        .collect()
}
