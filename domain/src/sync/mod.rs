//! The sync vocabulary and its pure decisions: the same code in the browser and on the server.

pub mod canonical;
pub mod fields;
pub mod merge;
pub mod path;
pub mod record;

/// The fields of a record's body, as JSON.
pub type Body = serde_json::Map<String, serde_json::Value>;
