//! Finds out who asks.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use domain::api::Code;

use super::cookie::ACCESS;
use super::{Session, db, token};
use crate::error::{Error, Result};
use crate::router::Server;
use crate::visitor::Visitor;

/// A session that a good token names. Whether it goes on, whoever takes this asks the database together with the rest.
pub struct Claim(pub Session);

/// A Bearer token wins over a cookie: who sends one, means it.
impl FromRequestParts<Server> for Claim {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self> {
        let visitor = Visitor::from_request_parts(parts, server).await?;
        let text = match bearer(&parts.headers) {
            Some(text) => text,
            None => from_cookie(parts, server, visitor)?,
        };
        let session = token::read(&server.keys, text, server.clock.now()).ok_or(Code::SignedOut)?;
        Ok(Self(session))
    }
}

impl FromRequestParts<Server> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self> {
        let Claim(session) = Claim::from_request_parts(parts, server).await?;
        let mut connection = server.pool.acquire().await?;
        // The token outlives a sign-out by minutes; the session does not.
        if !db::is_open(&mut connection, session).await? {
            return Err(Code::SignedOut.into());
        }
        Ok(session)
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Browsers add cookies by themselves, also to what another page sends: such a request must say that it is ours.
fn from_cookie<'a>(parts: &'a Parts, server: &Server, visitor: Visitor) -> Result<&'a str> {
    let text = ACCESS.read(&parts.headers, visitor).ok_or(Code::SignedOut)?;
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        own_origin(server, &parts.headers)?;
    }
    Ok(text)
}

/// Refuses what does not come from one of our own pages.
pub fn own_origin(server: &Server, headers: &HeaderMap) -> Result<()> {
    if server.door.is_own_origin(headers) { Ok(()) } else { Err(Code::ForeignOrigin.into()) }
}
