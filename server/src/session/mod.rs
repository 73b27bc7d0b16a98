//! Signing in and staying signed in: one-time codes, access and refresh tokens, devices.

pub mod code;
mod cookie;
mod db;
mod device;
pub mod email;
mod extract;
pub mod http;
pub mod keys;
pub mod letter;
mod limit;
pub mod link;
pub mod post;
mod refresh;
mod signing;
mod token;

use axum::http::HeaderMap;
use chrono::TimeDelta;
use domain::api::{Code, Problem};
use domain::id::{PersonId, SessionId};
use domain::session::{Person, SignedIn};

use crate::error::Result;
use crate::router::Server;
use crate::visitor::Visitor;
use code::OneTimeCode;
use email::Email;
use refresh::RefreshToken;

pub use extract::{Claim, own_origin};

/// How long a device stays signed in without being used: longer than a summer without school.
pub const IDLE: TimeDelta = TimeDelta::days(60);

/// Who asks: a person, signed in on a device. Every endpoint but those for signing in takes this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The person.
    pub person: PersonId,
    /// Their sign-in on this device.
    pub id: SessionId,
}

/// What a person gets when they have shown who they are.
pub struct OpenedSession {
    /// The answer of the API.
    pub signed_in: SignedIn,
    /// The same as cookies.
    pub cookies: HeaderMap,
}

/// Signs a person in with a one-time code.
pub async fn sign_in(
    server: &Server,
    visitor: Visitor,
    user_agent: &str,
    email: &Email,
    code: &str,
) -> Result<OpenedSession> {
    let code = OneTimeCode::parse(code).ok_or_else(|| Problem::new(Code::WrongCode).at("code"))?;
    code::count_try(server, visitor, email, &code).await?;
    let now = server.clock.now();
    let mut transaction = server.pool.begin().await?;
    let person = code::take(&mut transaction, &server.keys, email, &code, now).await?;
    let opened = open(&mut transaction, server, visitor, user_agent, person).await?;
    transaction.commit().await?;
    Ok(opened)
}

/// Begins a session of a person on a device.
pub async fn open(
    connection: &mut sqlx::PgConnection,
    server: &Server,
    visitor: Visitor,
    user_agent: &str,
    person: PersonId,
) -> Result<OpenedSession> {
    let now = server.clock.now();
    let person = db::person(connection, person).await?.ok_or(Code::NotFound)?;
    let session = Session { person: person.id, id: SessionId(server.random.id(now)) };
    let token = RefreshToken::new(session.id, server.random.bytes());
    let label = device::label(user_agent);
    db::begin_session(connection, session, &label, &token.hash(&server.keys), now).await?;
    hand_out(server, visitor, session, token, person)
}

/// Exchanges a refresh token for the next pair. An ended session is committed before it is refused.
pub async fn renew(server: &Server, visitor: Visitor, token: &str) -> Result<OpenedSession> {
    let token = RefreshToken::parse(token).ok_or(Code::SignedOut)?;
    let mut transaction = server.pool.begin().await?;
    let exchanged = refresh::exchange(&mut transaction, server, token).await;
    let person = match &exchanged {
        Ok((session, _)) => db::person(&mut transaction, session.person).await?,
        Err(_) => None,
    };
    transaction.commit().await?;
    let (session, next) = exchanged?;
    hand_out(server, visitor, session, next, person.ok_or(Code::SignedOut)?)
}

fn hand_out(
    server: &Server,
    visitor: Visitor,
    session: Session,
    refresh: RefreshToken,
    person: Person,
) -> Result<OpenedSession> {
    let access_token = token::make(&server.keys, session, server.clock.now())?;
    let refresh_token = refresh.text();
    let cookies = cookie::set(visitor, person.id, &access_token, &refresh_token, server.idle)?;
    let expires_in = token::LIFE.num_seconds();
    let signed_in = SignedIn { access_token, refresh_token: Some(refresh_token), expires_in, person };
    Ok(OpenedSession { signed_in, cookies })
}
