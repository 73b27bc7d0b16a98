//! What the build, the service worker and the server must agree on about the files a browser loads.

use serde::{Deserialize, Serialize};

/// The addresses of pages that the server renders for everyone, with or without JavaScript.
///
/// The service worker goes to the network for exactly these; every other address is the app's.
pub const PUBLIC_PAGES: &[&str] = &["/accessibility", "/api/docs", "/sign-in"];

/// The file, beside the shell, in which the build describes itself to the server.
pub const INDEX_FILE: &str = "site.json";

/// What the server needs to know of a built site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteIndex {
    /// Names the build: the minute in which its sources were committed, and twelve digits of a hash of its bytes, as
    /// `202611220346-0123456789ab`. As text, an older build comes before a newer one.
    pub build: String,
    /// The address of the one stylesheet, for pages the server renders.
    pub stylesheet: String,
}
