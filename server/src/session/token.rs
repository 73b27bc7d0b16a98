//! The access token: a signed statement of who asks, good for minutes.
//!
//! It never says what a person may do: that is asked of the database at the moment they act.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{PersonId, SessionId};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

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

/// Reads a token; nothing when it is not ours, not for us, of another kind, or too old.
///
/// The library's own look at the clock is turned off, because the clock is a parameter.
pub fn read(keys: &Keys, text: &str, now: DateTime<Utc>) -> Option<Session> {
    let header = jsonwebtoken::decode_header(text).ok()?;
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[&keys.audience]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    rules.validate_exp = false;
    let claims = jsonwebtoken::decode::<Claims>(text, &keys.verifying, &rules).ok()?.claims;
    let fresh = claims.exp + LEEWAY.num_seconds() > now.timestamp()
        && claims.iat - LEEWAY.num_seconds() <= now.timestamp();
    let ours = header.kid.as_deref() == Some(&keys.name) && claims.typ == KIND;
    (fresh && ours).then_some(Session { person: claims.sub, id: claims.sid })
}
