use std::collections::BTreeMap;

use anyhow::Context;
use domain::id::{GrantId, PersonId, ScopeId};
use domain::people::{Carrier, Grant, Scope, Span};
use domain::session::Person;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;

use crate::error::Result;

/// Everything a person was granted, also in the past and the future.
pub async fn grants(connection: &mut PgConnection, person: PersonId) -> Result<Vec<Grant>> {
    let rows = sqlx::query!(
        "select id, role, scope, from_at, until_at from role_grant where person = $1 order by from_at, id",
        person.0
    )
    .fetch_all(connection)
    .await?;
    let mut grants = Vec::with_capacity(rows.len());
    for row in rows {
        grants.push(Grant {
            id: GrantId(row.id),
            person,
            role: word(row.role)?,
            scope: ScopeId(row.scope),
            span: Span { from: row.from_at, until: row.until_at },
        });
    }
    Ok(grants)
}

/// Everyone, in the order they were added.
pub async fn everyone(connection: &mut PgConnection) -> Result<Vec<Person>> {
    let rows = sqlx::query!("select id, name, email from person order by created_at, id");
    let rows = rows.fetch_all(connection).await?;
    let person = |id, name, email| Person { id: PersonId(id), name, email };
    Ok(rows.into_iter().map(|row| person(row.id, row.name, row.email)).collect())
}

/// The named scopes, with what carries them.
pub async fn scopes(connection: &mut PgConnection, ids: &[ScopeId]) -> Result<BTreeMap<ScopeId, Scope>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!("select id, kind, person, head from scope where id = any($1)", &ids);
    let mut scopes = BTreeMap::new();
    for row in rows.fetch_all(&mut *connection).await? {
        let id = ScopeId(row.id);
        let head = u64::try_from(row.head).context("a scope's number below 0")?;
        let person = row.person.map(PersonId);
        scopes.insert(id, Scope { id, kind: word(row.kind)?, person, head, carried_by: Vec::new() });
    }
    let rows = sqlx::query!(
        "select scope, carrier, from_at, until_at from scope_carrier where scope = any($1)",
        &ids
    );
    for row in rows.fetch_all(connection).await? {
        let span = Span { from: row.from_at, until: row.until_at };
        let carrier = Carrier { scope: ScopeId(row.carrier), span };
        scopes.entry(ScopeId(row.scope)).and_modify(|scope| scope.carried_by.push(carrier));
    }
    Ok(scopes)
}

/// Whether both exist and belong to one provider.
pub async fn same_provider(connection: &mut PgConnection, one: PersonId, other: PersonId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "select 1 from person one join person other using (provider) where one.id = $1 and other.id = $2",
        one.0,
        other.0
    );
    Ok(found.fetch_optional(connection).await?.is_some())
}

/// Reads a word of the domain, as it is kept in a column.
fn word<T: DeserializeOwned>(text: String) -> Result<T> {
    Ok(serde_json::from_value(text.into()).context("a word the domain does not know")?)
}
