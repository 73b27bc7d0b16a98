//! What people are at this moment, and who looks after whom.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::api::Code;
use domain::id::PersonId;
use domain::people::{Actor, Grant, Role, Scope};
use domain::permission::may_make_code;
use domain::session::{CurrentRole, Person};
use sqlx::PgConnection;

use super::db;
use crate::error::Result;

/// What a person is at this moment, and where.
pub async fn current_roles(
    connection: &mut PgConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<CurrentRole>> {
    let held = held(connection, person, now).await?;
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
    let held = held(connection, person, now).await?;
    let held: Vec<(Role, Scope)> = held.into_iter().map(|(grant, scope)| (grant.role, scope)).collect();
    if may_make_code(&maker, &held, now) { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// The grants of a person that count now, each with its scope.
async fn held(
    connection: &mut PgConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<(Grant, Scope)>> {
    let mut grants = db::grants(connection, person).await?;
    grants.retain(|grant| grant.span.holds(now));
    let scopes = db::scopes_around(connection, person).await?;
    let scopes: BTreeMap<_, _> = scopes.into_iter().map(|(scope, _)| (scope.id, scope)).collect();
    let with_scope = |grant: Grant| scopes.get(&grant.scope).cloned().map(|scope| (grant, scope));
    Ok(grants.into_iter().filter_map(with_scope).collect())
}
