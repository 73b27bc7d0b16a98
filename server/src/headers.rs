//! The headers that tell a browser what our pages may never do.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::visitor::Door;

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

/// For a year the browser comes over TLS only, whatever it is told.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds the headers to every answer of the router, errors included.
pub fn guard(router: Router, door: Door) -> Router {
    let router = router.layer(middleware::from_fn_with_state(door, strict_transport));
    EVERYWHERE.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ))
    })
}

/// Asks for TLS from now on, of browsers that came by it; over plain HTTP the word would not be believed.
async fn strict_transport(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let secure = door.visitor(peer.ip(), request.headers()).secure;
    let mut response = next.run(request).await;
    if secure {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    response
}
