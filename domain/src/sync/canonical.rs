//! Canonical bytes: one value, one sequence of bytes, on every target and in every release.
//!
//! Hashes bind approvals and detect a reused mutation id, so nothing here may depend on map order, on the way a
//! float is printed, or on a library's taste.

use std::{fmt, str::FromStr};

use serde::Serialize;
use serde_json::{Number, Value};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::Body;
use crate::{
    plain::{self, Read, Unreadable},
    sorted::Map,
};

/// The largest integer that every JSON reader holds exactly.
pub const MAX_INTEGER: i64 = 1 << 53;
/// How deep a value may be nested; deeper ones would let a short text exhaust a stack.
pub const MAX_DEPTH: usize = 16;

/// Why a value has no canonical bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    /// A float: two machines may print it differently.
    #[error("a number that is not an integer")]
    Float,
    /// An integer beyond what every JSON reader holds exactly.
    #[error("an integer beyond 2^53")]
    Integer,
    /// A NUL in a string or a key, which the database cannot store.
    #[error("a NUL character")]
    Nul,
    /// Nesting beyond the limit.
    #[error("nested too deeply")]
    Depth,
}

/// The canonical bytes of a value: compact JSON with keys in the order of their UTF-8 bytes.
pub fn canonical(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = String::new();
    write(value, 0, &mut out)?;
    Ok(out.into_bytes())
}

fn write(value: &Value, depth: usize, out: &mut String) -> Result<(), NotCanonical> {
    if depth > MAX_DEPTH {
        return Err(NotCanonical::Depth);
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&integer(number)?.to_string()),
        Value::String(text) => write_string(text, out)?,
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, out);
                write(item, depth + 1, out)?;
            }
            out.push(']');
        }
        Value::Object(object) => write_object(object, depth, out)?,
    }
    Ok(())
}

/// Sorts the keys itself: another crate may switch on `preserve_order` for the whole build.
fn write_object(object: &Body, depth: usize, out: &mut String) -> Result<(), NotCanonical> {
    let members: Map<&String, &Value> = object.iter().collect();
    out.push('{');
    for (index, (key, value)) in members.into_iter().enumerate() {
        separate(index, out);
        write_string(key, out)?;
        out.push(':');
        write(value, depth + 1, out)?;
    }
    out.push('}');
    Ok(())
}

fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

fn integer(number: &Number) -> Result<i64, NotCanonical> {
    if number.is_f64() {
        return Err(NotCanonical::Float);
    }
    let integer = number.as_i64().ok_or(NotCanonical::Integer)?;
    if (-MAX_INTEGER..=MAX_INTEGER).contains(&integer) { Ok(integer) } else { Err(NotCanonical::Integer) }
}

const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];

/// Escapes what JSON demands and nothing else, in the short form where there is one.
fn write_string(text: &str, out: &mut String) -> Result<(), NotCanonical> {
    out.push('"');
    for character in text.chars() {
        match character {
            '\0' => return Err(NotCanonical::Nul),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            control if control < ' ' => {
                out.push_str("\\u00");
                out.extend([u32::from(control) >> 4, u32::from(control) & 15].map(|half| HEX[half as usize]));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    Ok(())
}

/// A SHA-256 over canonical bytes, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of a value's canonical bytes.
    pub fn of(value: &Value) -> Result<Self, NotCanonical> {
        canonical(value).map(|bytes| Self(Sha256::digest(bytes).into()))
    }

    /// The digest of a record's body.
    pub fn of_body(body: &Body) -> Result<Self, NotCanonical> {
        let mut out = String::new();
        write_object(body, 0, &mut out)?;
        Ok(Self(Sha256::digest(out).into()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 in lower-case hexadecimal")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let lower = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 64 || !text.as_bytes().iter().all(lower) {
            return Err(NotADigest);
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).map_err(|_| NotADigest)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Read for Digest {
    fn read(value: Value) -> Result<Self, Unreadable> {
        plain::parse(&value, "not a digest")
    }
}

through_plain!(Digest);
