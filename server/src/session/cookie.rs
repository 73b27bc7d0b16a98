//! The cookies that carry the tokens of a browser, out of reach of any script.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;

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

/// Sets both cookies.
pub fn set(visitor: Visitor, access: &str, refresh: &str, idle: TimeDelta) -> Result<HeaderMap> {
    Ok(both(ACCESS.setting(visitor, access, token::LIFE)?, REFRESH.setting(visitor, refresh, idle)?))
}

/// Takes both cookies away.
pub fn clear(visitor: Visitor) -> Result<HeaderMap> {
    let none = TimeDelta::zero();
    Ok(both(ACCESS.setting(visitor, "", none)?, REFRESH.setting(visitor, "", none)?))
}

fn both(access: HeaderValue, refresh: HeaderValue) -> HeaderMap {
    [(header::SET_COOKIE, access), (header::SET_COOKIE, refresh)].into_iter().collect()
}
