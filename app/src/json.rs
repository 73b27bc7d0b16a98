//! Text and typed values, always by way of a plain value.
//!
//! A type is compiled once for each kind of reader and writer it meets; the domain's rules read plain values, so the
//! store and the wire do too.

use domain::plain::{Read, Unreadable};
use serde::Serialize;
use serde_json::{Result, from_str, to_value};

/// Reads a value from its text.
pub fn read<T: Read>(text: &str) -> std::result::Result<T, Unreadable> {
    T::read(from_str(text).map_err(|_| Unreadable::new("not JSON"))?)
}

/// The text of a value.
pub fn text(value: &impl Serialize) -> Result<String> {
    Ok(to_value(value)?.to_string())
}
