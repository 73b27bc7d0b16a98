//! How the server is: asked by people, by monitors and by the app.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Health {
    /// Whether everything needed to serve is there.
    pub status: Status,
    /// The build of the app that is served.
    pub build: String,
    /// Whether the database answers.
    pub database: Status,
}

/// One part of the server's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It works.
    Ok,
    /// It does not answer just now.
    Unavailable,
}

reads! { Health { needs status, build, database; } }
reads_words!(Status);
