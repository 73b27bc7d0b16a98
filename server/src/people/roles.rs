//! What people are at this moment, and who looks after whom.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::api::Code;
use domain::id::{PersonId, ScopeId};
use domain::people::{Actor, Grant, Role, Scope};
use domain::permission::{looks_after_others, may_make_code};
use domain::session::{CurrentRole, LookedAfter, Person};
use sqlx::PgConnection;

use super::db;
use crate::error::Result;

/// What a person is at this moment, and where.
pub async fn current_roles(
    connection: &mut PgConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<CurrentRole>> {
    let held = held(connection, &[person], now).await?.remove(&person).unwrap_or_default();
    let role = |(grant, scope): (Grant, Scope)| CurrentRole {
        role: grant.role,
        scope: scope.id,
        kind: scope.kind,
        until: grant.span.until,
    };
    Ok(held.into_iter().map(role).collect())
}

/// A person and what they are now, for a list of them.
pub struct Described {
    /// Who.
    pub person: Person,
    /// Their roles, each once.
    pub roles: BTreeSet<Role>,
}

/// Everyone there is. Only a demo shows this.
pub async fn everyone(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Described>> {
    let mut described = Vec::new();
    for person in db::everyone(connection).await? {
        let grants = db::grants(connection, person.id).await?;
        let roles = grants.iter().filter(|grant| grant.span.holds(now)).map(|grant| grant.role).collect();
        described.push(Described { person, roles });
    }
    Ok(described)
}

/// Fails unless one person may make a one-time code for the other.
///
/// Who may not gets the same answer as for a person who does not exist: there is no directory.
pub async fn check_may_make_code(
    connection: &mut PgConnection,
    maker: PersonId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    if !db::same_provider(connection, maker, person).await? {
        return Err(Code::NotFound.into());
    }
    let maker = Actor { person: maker, grants: db::grants(connection, maker).await? };
    let held = held(connection, &[person], now).await?.remove(&person).unwrap_or_default();
    if may_make_code(&maker, &in_scopes(held), now) { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Everyone for whom a person may make a one-time code, by name.
pub async fn looked_after(
    connection: &mut PgConnection,
    maker: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<LookedAfter>> {
    let maker = Actor { person: maker, grants: db::grants(connection, maker).await? };
    if !maker.grants.iter().any(|grant| grant.span.holds(now) && looks_after_others(grant.role)) {
        return Ok(Vec::new());
    }
    let people = db::colleagues(connection, maker.person).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let mut held = held(connection, &ids, now).await?;
    let allowed = |person: Person| {
        let held = in_scopes(held.remove(&person.id).unwrap_or_default());
        let roles = held.iter().map(|(role, _)| *role).collect();
        may_make_code(&maker, &held, now).then_some(LookedAfter { person, roles })
    };
    Ok(people.into_iter().filter_map(allowed).collect())
}

fn in_scopes(held: Vec<(Grant, Scope)>) -> Vec<(Role, Scope)> {
    held.into_iter().map(|(grant, scope)| (grant.role, scope)).collect()
}

/// The grants of these people that count now, each with its scope.
async fn held(
    connection: &mut PgConnection,
    people: &[PersonId],
    now: DateTime<Utc>,
) -> Result<BTreeMap<PersonId, Vec<(Grant, Scope)>>> {
    let mut grants = db::grants_of(connection, people).await?;
    grants.retain(|grant| grant.span.holds(now));
    let ids: Vec<ScopeId> = grants.iter().map(|grant| grant.scope).collect();
    let scopes = db::scopes(connection, &ids).await?;
    let scopes: BTreeMap<_, _> = scopes.into_iter().map(|scope| (scope.id, scope)).collect();
    let mut held: BTreeMap<PersonId, Vec<(Grant, Scope)>> = BTreeMap::new();
    for grant in grants {
        if let Some(scope) = scopes.get(&grant.scope) {
            held.entry(grant.person).or_default().push((grant, scope.clone()));
        }
    }
    Ok(held)
}
