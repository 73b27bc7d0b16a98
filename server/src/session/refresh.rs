//! The refresh token: opaque, turned over at each use, kept only as a hash.
//!
//! The successor of a token is a keyed hash of it. So the server can answer the same token again with the same
//! successor (two tabs at once, an answer that was lost, a POST the browser sent twice) though it keeps neither. That
//! holds until the successor has been used; whoever then still comes with the older one has a copy, and the
//! session ends for both.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::api::Code;
use domain::id::SessionId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::keys::Keys;
use super::{Session, db};
use crate::error::Result;
use crate::router::Server;

/// A refresh token: which session, and a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    session: SessionId,
    secret: [u8; 32],
}

impl RefreshToken {
    /// The first token of a session.
    pub fn new(session: SessionId, secret: [u8; 32]) -> Self {
        Self { session, secret }
    }

    /// Reads a token; what is not the whole of one is nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (session, secret) = bytes.split_at(16);
        let session = SessionId(Uuid::from_slice(session).ok()?);
        Some(Self { session, secret: secret.try_into().ok()? })
    }

    /// The token as it is handed out.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.session.0.as_bytes().as_slice(), &self.secret].concat())
    }

    /// The token that comes after this one, every time it is asked for.
    #[must_use]
    pub fn successor(&self, keys: &Keys) -> Self {
        let secret = keys.hash("refresh-successor", &[self.session.0.as_bytes(), &self.secret]);
        Self { secret, ..*self }
    }

    /// What is kept of it.
    pub fn hash(&self, keys: &Keys) -> [u8; 32] {
        keys.hash("refresh", &[self.session.0.as_bytes(), &self.secret])
    }

    fn matches(&self, keys: &Keys, kept: &[u8]) -> bool {
        keys.matches("refresh", &[self.session.0.as_bytes(), &self.secret], kept)
    }
}

/// Exchanges a token for its successor. The session that is ended by a stolen token is ended when this returns.
pub async fn exchange(
    connection: &mut PgConnection,
    server: &Server,
    token: RefreshToken,
) -> Result<(Session, RefreshToken)> {
    let (keys, now) = (&server.keys, server.clock.now());
    let kept = db::session_for_update(connection, token.session).await?;
    let Some(kept) = kept.filter(|kept| is_live(server, kept, now)) else {
        return Err(Code::SignedOut.into());
    };
    let session = Session { id: token.session, person: kept.person };
    let next = token.successor(keys);
    if token.matches(keys, &kept.newest) {
        db::turn_over(connection, session.id, &kept.newest, &next.hash(keys), now).await?;
    } else if !kept.previous.is_some_and(|previous| token.matches(keys, &previous)) {
        db::end_session(connection, session.id, now).await?;
        tracing::warn!(session.id = %session.id, "an old refresh token was used: the session is ended");
        return Err(Code::SignedOut.into());
    }
    Ok((session, next))
}

fn is_live(server: &Server, kept: &db::Kept, now: DateTime<Utc>) -> bool {
    kept.ended_at.is_none() && now < kept.used_at + server.idle
}
