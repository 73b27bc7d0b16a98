//! The headers that tell a browser what our pages may never do.

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use tower_http::set_header::SetResponseHeaderLayer;

/// Scripts, styles and connections come from us alone; nothing inline runs; nobody frames us.
///
/// `wasm-unsafe-eval` allows compiling wasm and nothing else. Trusted types are not demanded: Leptos builds the
/// static parts of a view with `innerHTML`.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Nothing here can be mistaken for recording: the browser itself refuses it.
pub const PERMISSIONS_POLICY: &str = "camera=(), microphone=(), geolocation=()";

const EVERYWHERE: [(&str, &str); 6] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("permissions-policy", PERMISSIONS_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Adds the headers to every answer of the router, errors included.
pub fn guard(router: Router) -> Router {
    EVERYWHERE.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ))
    })
}
