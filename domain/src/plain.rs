//! Reading types from plain JSON values, in one way each.
//!
//! What serde derives reads objects and lists, words and numbers, and is compiled for every source: a phone would download
//! 36 kB more. Where serde is asked for, as on the server, it reads the value first.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map as Object, Value};

use crate::sorted::{Map, Set};

/// The reason for which a value does not read as a type, and the place of the trouble, as a JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why} at {path:?}")]
pub struct Unreadable {
    path: String,
    why: &'static str,
}

impl Unreadable {
    /// The value itself is not what it should be.
    pub const fn new(why: &'static str) -> Self {
        Self { path: String::new(), why }
    }

    /// The place of the trouble in the value, as a path from its root; it is empty when it is the whole.
    pub fn path(&self) -> &str {
        self.path.trim_start_matches('/')
    }

    #[cold]
    fn within(mut self, name: &str) -> Self {
        self.path.insert_str(0, name);
        self.path.insert(0, '/');
        self
    }
}

/// A type that can be read from a plain value.
pub trait Read: Sized {
    /// Reads a value of this type from a plain value.
    fn read(value: Value) -> Result<Self, Unreadable>;
}

/// A type that can be read from some fields of an object.
pub trait ReadFields: Sized {
    /// Takes its fields, and leaves the others.
    fn take(fields: &mut Fields) -> Result<Self, Unreadable>;
}

/// The fields of an object that nobody has taken yet.
#[derive(Debug)]
pub struct Fields(Object<String, Value>);

impl Fields {
    /// The fields of a value.
    pub fn of(value: Value) -> Result<Self, Unreadable> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(Unreadable::new("not an object")),
        }
    }

    /// Takes a field that must be there.
    pub fn need<T: Read>(&mut self, name: &str) -> Result<T, Unreadable> {
        let value = self.0.remove(name).ok_or(Unreadable::new("missing"));
        value.and_then(T::read).map_err(|error| error.within(name))
    }

    /// Takes a field that may be absent.
    pub fn may<T: Read + Default>(&mut self, name: &str) -> Result<T, Unreadable> {
        let value = self.0.remove(name);
        value.map_or(Ok(T::default()), T::read).map_err(|error| error.within(name))
    }

    /// Takes all that is left.
    pub fn rest(&mut self) -> Object<String, Value> {
        std::mem::take(&mut self.0)
    }
}

/// Says how types are read: which fields they need, which may be absent, which are made of fields beside these, and
/// which keeps the fields that nobody knows.
macro_rules! reads {
    ($($type:ident {
        $(needs $($need:ident),+;)?
        $(may have $($may:ident),+;)?
        $(with $($with:ident),+;)?
        $(keeps $rest:ident;)?
    })+) => {$(
        impl $crate::plain::ReadFields for $type {
            fn take(fields: &mut $crate::plain::Fields) -> Result<Self, $crate::plain::Unreadable> {
                Ok(Self {
                    $($($need: fields.need(stringify!($need))?,)+)?
                    $($($may: fields.may(stringify!($may))?,)+)?
                    $($($with: $crate::plain::ReadFields::take(fields)?,)+)?
                    $($rest: fields.rest(),)?
                })
            }
        }
        reads_fields!($type);
    )+};
}

/// Reads types from all fields of an object.
macro_rules! reads_fields {
    ($($type:ident),+) => {$(
        impl $crate::plain::Read for $type {
            fn read(value: serde_json::Value) -> Result<Self, $crate::plain::Unreadable> {
                $crate::plain::ReadFields::take(&mut $crate::plain::Fields::of(value)?)
            }
        }
        through_plain!($type);
    )+};
}

/// Gives serde these types by way of a plain value.
macro_rules! through_plain {
    ($($type:ident),+) => {$(
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde::Deserialize::deserialize(deserializer)?;
                $crate::plain::Read::read(value).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

/// Reads what has one form as text.
pub(crate) fn parse<T: FromStr>(value: &Value, why: &'static str) -> Result<T, Unreadable> {
    value.as_str().and_then(|text| text.parse().ok()).ok_or(Unreadable::new(why))
}

macro_rules! reads_plainly {
    ($($type:ty: $value:ident => $read:expr, $why:literal;)+) => {$(
        impl Read for $type {
            fn read($value: Value) -> Result<Self, Unreadable> {
                $read.ok_or(Unreadable::new($why))
            }
        }
    )+};
}

reads_plainly! {
    bool: value => value.as_bool(), "neither true nor false";
    i64: value => value.as_i64(), "not a whole number";
    u64: value => value.as_u64(), "not a whole number";
    u32: value => value.as_u64().and_then(|number| number.try_into().ok()), "not a whole number";
    Value: value => Some(value), "nothing";
    String: value => if let Value::String(text) = value { Some(text) } else { None }, "not a text";
    Object<String, Value>: value => if let Value::Object(object) = value { Some(object) } else { None }, "not an object";
    DateTime<Utc>: value => value.as_str().and_then(instant), "not an instant";
    NaiveDate: value => value.as_str().and_then(date), "not a date";
}

/// One form of time only, of the several that chrono reads: each has a reader of its own.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc())
}

/// A day of the calendar, `2026-11-21`.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    Some(instant(&format!("{text}T00:00:00Z"))?.date_naive())
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Result<Self, Unreadable> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value) -> Result<Self, Unreadable> {
        T::read(value).map(Self::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Result<Self, Unreadable> {
        let Value::Array(items) = value else { return Err(Unreadable::new("not a list")) };
        items.into_iter().map(T::read).collect()
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: Value) -> Result<Self, Unreadable> {
        match <[Value; 2]>::try_from(Vec::read(value)?) {
            Ok([a, b]) => Ok((A::read(a)?, B::read(b)?)),
            Err(_) => Err(Unreadable::new("not a pair")),
        }
    }
}

impl<T: Read + Ord> Read for Set<T> {
    fn read(value: Value) -> Result<Self, Unreadable> {
        Ok(Vec::read(value)?.into_iter().collect())
    }
}

impl<K: FromStr + Ord, V: Read> Read for Map<K, V> {
    fn read(value: Value) -> Result<Self, Unreadable> {
        let mut map = Self::new();
        for (name, value) in Fields::of(value)?.0 {
            let key = name.parse().map_err(|_| Unreadable::new("not a key").within(&name))?;
            map.insert(key, V::read(value).map_err(|error| error.within(&name))?);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::notes::Notes;

    #[test]
    fn what_does_not_read_says_where_and_why() {
        const ID: &str = "01936c1e-0000-7000-8000-000000000001";
        let cases = [
            (json!([]), "not an object at \"\""),
            (json!({}), "missing at \"/lesson\""),
            (json!({"lesson": "x"}), "not an id at \"/lesson\""),
            (json!({"lesson": ID, "entries": {"x": {}}}), "not a key at \"/entries/x\""),
            (json!({"lesson": ID, "entries": {ID: {}}}), &format!("missing at \"/entries/{ID}/text\"")),
            (
                json!({"lesson": ID, "entries": {ID: {"text": "", "at": "2026-11-22T09:00:00Z", "lesson_ms": 1, "tag": "No"}}}),
                &format!("not a word at \"/entries/{ID}/tag\""),
            ),
        ];
        for (value, expected) in cases {
            let as_serde_says = serde_json::from_value::<Notes>(value.clone()).unwrap_err().to_string();
            assert_eq!(Notes::read(value).unwrap_err().to_string(), expected);
            assert_eq!(as_serde_says, expected);
        }
    }
}
