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
mod token;

use axum::http::HeaderMap;
use chrono::TimeDelta;
use domain::api::{Code, Problem};
use domain::id::{PersonId, SessionId};
use domain::session::{Person, SignedIn};

use crate::error::Result;
use crate::router::State;
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
    state: &State,
    visitor: Visitor,
    user_agent: &str,
    email: &Email,
    code: &str,
) -> Result<OpenedSession> {
    let code = OneTimeCode::parse(code).ok_or_else(|| Problem::new(Code::WrongCode).at("code"))?;
    code::count_try(state, visitor, email, &code).await?;
    let now = state.clock.now();
    let mut transaction = state.pool.begin().await?;
    let person = code::take(&mut transaction, &state.keys, email, &code, now).await?;
    let opened = open(&mut transaction, state, visitor, user_agent, person).await?;
    transaction.commit().await?;
    Ok(opened)
}

/// Begins a session of a person on a device.
pub async fn open(
    connection: &mut sqlx::PgConnection,
    state: &State,
    visitor: Visitor,
    user_agent: &str,
    person: PersonId,
) -> Result<OpenedSession> {
    let now = state.clock.now();
    let person = db::person(connection, person).await?.ok_or(Code::NotFound)?;
    let session = Session { person: person.id, id: SessionId(state.random.id(now)) };
    let token = RefreshToken::new(session.id, state.random.bytes());
    let label = device::label(user_agent);
    db::begin_session(connection, session, &label, &token.hash(&state.keys), now).await?;
    hand_out(state, visitor, session, token, person)
}

/// Exchanges a refresh token for the next pair. An ended session is committed before it is refused.
pub async fn renew(state: &State, visitor: Visitor, token: &str) -> Result<OpenedSession> {
    let token = RefreshToken::parse(token).ok_or(Code::SignedOut)?;
    let mut transaction = state.pool.begin().await?;
    let exchanged = refresh::exchange(&mut transaction, state, token).await;
    let person = match &exchanged {
        Ok((session, _)) => db::person(&mut transaction, session.person).await?,
        Err(_) => None,
    };
    transaction.commit().await?;
    let (session, next) = exchanged?;
    hand_out(state, visitor, session, next, person.ok_or(Code::SignedOut)?)
}

fn hand_out(
    state: &State,
    visitor: Visitor,
    session: Session,
    refresh: RefreshToken,
    person: Person,
) -> Result<OpenedSession> {
    let access_token = token::make(&state.keys, session, state.clock.now())?;
    let refresh_token = refresh.text();
    let cookies = cookie::set(visitor, person.id, &access_token, &refresh_token, state.idle)?;
    let expires_in = token::LIFE.num_seconds();
    let signed_in = SignedIn { access_token, refresh_token: Some(refresh_token), expires_in, person };
    Ok(OpenedSession { signed_in, cookies })
}
