//! Text and typed values, always by way of a plain value.
//!
//! A type is compiled once for each kind of reader and writer it meets; the domain's rules read plain values, so the
//! store and the wire do too. Reading text directly would cost a quarter of the whole first load.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Result, Value, from_str, from_value, to_value};

/// Reads a value from its text.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    from_value(from_str::<Value>(text)?)
}

/// The text of a value.
pub fn text(value: &impl Serialize) -> Result<String> {
    Ok(to_value(value)?.to_string())
}
