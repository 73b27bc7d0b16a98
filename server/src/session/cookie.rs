//! The cookies of a browser: its tokens, out of reach of any script, and whose they are, for the app to read.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;
use domain::id::PersonId;
use domain::session::PERSON_COOKIE;

use super::token;
use crate::error::Result;
use crate::visitor::Visitor;

/// The name of a cookie; over TLS it begins with `__Host-`, so that no other host can have set it.
#[derive(Debug, Clone, Copy)]
pub struct Cookie(&'static str, &'static str);

/// Carries the access token.
pub const ACCESS: Cookie = Cookie("chalkline_access", "__Host-chalkline_access");

/// Carries the refresh token.
pub const REFRESH: Cookie = Cookie("chalkline_refresh", "__Host-chalkline_refresh");

impl Cookie {
    /// Reads the cookie from a request.
    pub fn read(self, headers: &HeaderMap, visitor: Visitor) -> Option<&str> {
        let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.into_iter().find(|(name, _)| *name == self.name(visitor)).map(|(_, value)| value)
    }

    fn name(self, visitor: Visitor) -> &'static str {
        if visitor.secure { self.1 } else { self.0 }
    }

    /// The line that sets the cookie; an empty value for no time takes it away.
    fn setting(self, visitor: Visitor, value: &str, life: TimeDelta) -> Result<HeaderValue> {
        let secure = if visitor.secure { "; Secure" } else { "" };
        let (name, age) = (self.name(visitor), life.num_seconds());
        let text = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
        Ok(HeaderValue::try_from(text).map_err(anyhow::Error::from)?)
    }
}

/// How long a browser remembers whose it is: as long as browsers keep any cookie.
const REMEMBERED: TimeDelta = TimeDelta::days(400);

/// Sets both tokens, and whose they are.
pub fn set(
    visitor: Visitor,
    person: PersonId,
    access: &str,
    refresh: &str,
    idle: TimeDelta,
) -> Result<HeaderMap> {
    let access = ACCESS.setting(visitor, access, token::LIFE)?;
    let refresh = REFRESH.setting(visitor, refresh, idle)?;
    Ok(all([access, refresh, whose(visitor, &person.to_string(), REMEMBERED)?]))
}

/// Takes both tokens away. Whose they were stays: what waits on the device is that person's, and opens for them.
pub fn clear(visitor: Visitor) -> Result<HeaderMap> {
    let none = TimeDelta::zero();
    Ok(all([ACCESS.setting(visitor, "", none)?, REFRESH.setting(visitor, "", none)?]))
}

/// Takes everything away, because the person asked for it.
pub fn forget(visitor: Visitor) -> Result<HeaderMap> {
    let mut cookies = clear(visitor)?;
    cookies.append(header::SET_COOKIE, whose(visitor, "", TimeDelta::zero())?);
    Ok(cookies)
}

/// The app reads this one: it opens that person's records, also with no network.
fn whose(visitor: Visitor, person: &str, life: TimeDelta) -> Result<HeaderValue> {
    let secure = if visitor.secure { "; Secure" } else { "" };
    let age = life.num_seconds();
    let text = format!("{PERSON_COOKIE}={person}; Path=/; Max-Age={age}; SameSite=Lax{secure}");
    Ok(HeaderValue::try_from(text).map_err(anyhow::Error::from)?)
}

fn all<const N: usize>(cookies: [HeaderValue; N]) -> HeaderMap {
    cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect()
}
