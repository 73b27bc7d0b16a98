//! How the server is: asked by people, by monitors and by the app.

use serde::Serialize;
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

words! {
    /// One part of the server's health.
    Status {
        /// It works.
        Ok "ok",
        /// It does not answer just now.
        Unavailable "unavailable",
    }
}

reads! { Health { needs status, build, database; } }
