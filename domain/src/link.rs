//! Links to what lies elsewhere, as a person puts them into a record.

use std::{fmt, str::FromStr};

use serde::Serialize;
use serde_json::Value;

use crate::plain::{self, Read, Unreadable};

/// An address that a browser opens: `https`, a name of a host, and what that host makes of the rest.
///
/// It is narrower than what browsers take, so that everyone reads the same host in it: no name or password before the host,
/// no numbers instead of its name, and no character that one reader takes for a slash and the next does not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Link(String);

/// A text that is not such an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a link")]
pub struct NotALink;

impl Link {
    /// The address as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Link {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        if is_link(text) { Ok(Self(text.to_owned())) } else { Err(NotALink) }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Read for Link {
    fn read(value: Value) -> Result<Self, Unreadable> {
        plain::parse(&value, "not a link")
    }
}

through_plain!(Link);

/// Whether a text is a link.
pub fn is_link(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after) = rest.split_at(end);
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    is_host(host) && port.is_none_or(is_port) && is_path(after)
}

/// A name of a host has two parts at least; the last begins with a letter, or it would be a number.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(is_label)
        && last.starts_with(|first: char| first.is_ascii_alphabetic())
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port != 0)
}

/// What RFC 3986 lets stand after the host; anything else is written as `%` and two digits.
fn is_path(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte);
    let is_escape = |part: &str| part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    text.bytes().all(fits) && text.split('%').skip(1).all(is_escape) && text.matches('#').count() <= 1
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn links_by_table() {
        for text in [
            "https://example.org",
            "https://example.org/",
            "https://Sub-domain.example.co.uk:8443/a/b.pdf?page=2&x=%20#part",
            "https://xn--bcher-kva.example/",
            "https://example.org?q",
            "https://example.org/@name/it's(1)",
        ] {
            let link: Link = from_value(json!(text)).unwrap();
            assert_eq!(to_value(link).unwrap(), json!(text));
        }
        for text in [
            "",
            "https://",
            "http://example.org",
            "HTTPS://example.org",
            "//example.org",
            "javascript:alert(1)",
            " https://example.org",
            "https://example.org ",
            "https://example.org/a b",
            "https://example.org\\@evil.example/",
            "https://name@example.org/",
            "https://name:word@example.org/",
            "https://localhost/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://example.0x7f/",
            "https://[::1]/",
            "https://example..org/",
            "https://example.org./",
            "https://-example.org/",
            "https://exämple.org/",
            "https://example.org:0/",
            "https://example.org:65536/",
            "https://example.org:/",
            "https://example.org:8443:1/",
            "https://example.org/%2",
            "https://example.org/%zz",
            "https://example.org/#a#b",
            "https://example.org/<script>",
            "https://example.org/\n",
            "https://example.org/é",
        ] {
            assert_eq!(text.parse::<Link>(), Err(NotALink), "{text:?}");
        }
    }
}
