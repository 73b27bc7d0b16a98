//! People, the scopes they act in, and their roles.

pub mod db;
pub mod http;
pub mod roles;

use chrono::{DateTime, Utc};
use domain::id::PersonId;
use domain::people::{Placement, ScopeKind, Span, own_scope, trainee_scopes};
use domain::{id::ScopeId, people::Scope};
use sqlx::PgConnection;
use uuid::Uuid;

/// A person as they are made: how they sign in, and what others call them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Their id.
    pub id: PersonId,
    /// Lower case.
    pub email: String,
    /// As they wish to be called.
    pub name: String,
}

/// Makes a person, with a scope of their own.
pub async fn add_person(
    connection: &mut PgConnection,
    provider: Uuid,
    person: &NewPerson,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    db::insert_person(&mut *connection, provider, person, now).await?;
    db::insert_scope(connection, provider, &own_scope(person.id)).await
}

/// Makes the scope of a programme or a school, which nothing carries.
pub async fn add_place(
    connection: &mut PgConnection,
    provider: Uuid,
    id: ScopeId,
    kind: ScopeKind,
) -> sqlx::Result<()> {
    db::insert_scope(connection, provider, &Scope { id, kind, person: None, head: 0, carried_by: Vec::new() })
        .await
}

/// Makes a person a trainee of a programme: the four scopes about them.
pub async fn add_trainee(
    connection: &mut PgConnection,
    provider: Uuid,
    trainee: PersonId,
    programme: ScopeId,
    span: Span,
) -> sqlx::Result<()> {
    for scope in trainee_scopes(trainee, programme, span) {
        db::insert_scope(&mut *connection, provider, &scope).await?;
    }
    Ok(())
}

/// Places a trainee in a school: two scopes, and what the placement carries of the trainee's own.
pub async fn add_placement(
    connection: &mut PgConnection,
    provider: Uuid,
    placement: &Placement,
) -> sqlx::Result<()> {
    for scope in placement.scopes() {
        db::insert_scope(&mut *connection, provider, &scope).await?;
    }
    let [training, care, ..] = trainee_scopes(placement.trainee, placement.programme, placement.span);
    for carrier in placement.carriers() {
        db::insert_carrier(&mut *connection, training.id, carrier).await?;
        db::insert_carrier(&mut *connection, care.id, carrier).await?;
    }
    Ok(())
}
