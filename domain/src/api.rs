//! The words of the HTTP API that are not records: problems, and the answers outside sync.

use serde::{Deserialize, Serialize};

/// A refusal a person can act on, as it goes over the wire (the shape of RFC 9457).
///
/// The words belong to the message files: `code` names the message, `params` fill it, and `field` says
/// where in the request the trouble lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What went wrong, as a fixed word other programs can rely on.
    pub code: Code,
    /// What the message needs to be exact, by name: `max`, `until`, `retry_after`.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub params: std::collections::BTreeMap<String, String>,
    /// The part of the request that is at fault, as a path from its root; absent when it is the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Problem {
    /// A problem with the whole request, which needs no parameters to be said.
    pub fn new(code: Code) -> Self {
        Self { code, params: std::collections::BTreeMap::new(), field: None }
    }
}

/// What can go wrong in a request, each with one meaning for ever and one HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// There is nothing at this address, or nothing this person may know of.
    NotFound,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// The body is larger than this address takes.
    TooLarge,
    /// Something failed on the server; it was logged, and trying again later may help.
    Internal,
    /// The server or its database cannot answer just now; try again soon.
    Unavailable,
}

impl Code {
    /// The HTTP status that goes with the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::TooLarge => 413,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}
