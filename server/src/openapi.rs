//! The API's own description, generated from the code that serves it.

use axum::Json;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;

/// What the description says of the API as a whole; the endpoints add themselves in the router.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Chalkline",
        description = "The record of a teacher's training. Everything the app does goes through this API.",
        license(name = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "server", description = "The server itself"),
        (name = "session", description = "Signing in, staying signed in, signing out"),
        (name = "people", description = "Other people"),
        (name = "sync", description = "What devices send and receive"),
    ),
)]
pub struct Api;

/// The document as it is kept in `docs/openapi.json`.
pub fn text() -> String {
    document().to_pretty_json().expect("the document is plain data")
}

/// The document as data.
pub fn document() -> Document {
    crate::router::api().into_openapi()
}

/// Gives this document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "server",
    responses((status = 200, description = "The OpenAPI document", body = serde_json::Value))
)]
pub async fn openapi() -> Json<Document> {
    Json(document())
}
