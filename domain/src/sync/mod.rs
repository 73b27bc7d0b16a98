//! The sync vocabulary and its pure decisions: the same code in the browser and on the server.

pub mod batch;
pub mod canonical;
pub mod client;
#[macro_use]
pub mod command;
pub mod decide;
pub mod describe;
pub mod fields;
pub mod kind;
pub mod limit;
pub mod loaded;
pub mod merge;
pub mod mutation;
pub mod path;
pub mod pull;
pub mod record;
pub mod sequence;
pub mod stage;
pub mod view;
pub mod wire;

/// The fields of a record's body, as JSON.
pub type Body = serde_json::Map<String, serde_json::Value>;
