//! The access token: a signed statement of who asks, good for minutes.
//!
//! It never says what a person may do: that is asked of the database at the moment they act.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{PersonId, SessionId};
use jsonwebtoken::{Algorithm, Header, Validation};
use lru::LruCache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Session, keys::Keys};
use crate::error;

/// How long a token is good.
pub const LIFE: TimeDelta = TimeDelta::minutes(10);

/// How far apart the clocks of two servers may be.
const LEEWAY: TimeDelta = TimeDelta::seconds(60);

const ISSUER: &str = "chalkline";

/// Tells an access token from whatever else we may sign one day.
const KIND: &str = "access";

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: PersonId,
    sid: SessionId,
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    typ: String,
}

/// Makes a token.
pub fn make(keys: &Keys, session: Session, now: DateTime<Utc>) -> error::Result<String> {
    let header = Header { kid: Some(keys.name.clone()), ..Header::new(Algorithm::EdDSA) };
    let claims = Claims {
        sub: session.person,
        sid: session.id,
        iss: ISSUER.to_owned(),
        aud: keys.audience.clone(),
        iat: now.timestamp(),
        exp: (now + LIFE).timestamp(),
        typ: KIND.to_owned(),
    };
    Ok(jsonwebtoken::encode(&header, &claims, &keys.signing).map_err(anyhow::Error::from)?)
}

/// What a token says whose signature is ours.
#[derive(Clone, Copy)]
struct Statement {
    session: Session,
    iat: i64,
    exp: i64,
}

/// How many tokens are remembered: more than there are devices in use at one time.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(10_000).expect("more than none");

/// What tokens say whose signature was checked already, by their hash: a device that asks every five seconds has it
/// checked once. How old they are is looked at every time.
pub struct Checked(Mutex<LruCache<[u8; 32], Statement>>);

impl Checked {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED)))
    }

    fn or_check(&self, text: &str, check: impl FnOnce() -> Option<Statement>) -> Option<Statement> {
        let hash = Sha256::digest(text).into();
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(statement) = known().get(&hash) {
            return Some(*statement);
        }
        let statement = check()?;
        known().put(hash, statement);
        Some(statement)
    }
}

/// Reads a token; nothing when it is not ours, not for us, of another kind, or too old.
pub fn read(keys: &Keys, text: &str, now: DateTime<Utc>) -> Option<Session> {
    let Statement { session, iat, exp } = keys.checked.or_check(text, || check(keys, text))?;
    let fresh = exp + LEEWAY.num_seconds() > now.timestamp() && iat - LEEWAY.num_seconds() <= now.timestamp();
    fresh.then_some(session)
}

/// The library's own look at the clock is turned off, because the clock is a parameter.
fn check(keys: &Keys, text: &str) -> Option<Statement> {
    let header = jsonwebtoken::decode_header(text).ok()?;
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[&keys.audience]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    rules.validate_exp = false;
    let Claims { sub, sid, iat, exp, typ, .. } =
        jsonwebtoken::decode::<Claims>(text, &keys.verifying, &rules).ok()?.claims;
    let ours = header.kid.as_deref() == Some(&keys.name) && typ == KIND;
    ours.then_some(Statement { session: Session { person: sub, id: sid }, iat, exp })
}
