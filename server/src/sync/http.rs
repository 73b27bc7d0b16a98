//! The address through which devices send and receive.

use axum::Json;
use axum::extract::State;
use domain::sync::wire::{Reply, Request};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Asked;
use crate::body::Body;
use crate::error::Result;
use crate::router;
use crate::session::Claim;

/// The endpoint.
pub fn api() -> OpenApiRouter<router::Server> {
    OpenApiRouter::new().routes(routes!(sync))
}

/// Takes what a device sends and gives it what it lacks.
///
/// Each mutation gets an outcome that never changes, however often it is sent: `applied`, `merged`, `conflict` (both
/// versions are kept), `noop`, or `rejected` (kept in quarantine). One that is refused stops no other.
#[utoipa::path(
    post, path = "/sync", tag = "sync", request_body = Request,
    responses(
        (status = 200, description = "Receipts, and changes. Another person's device gets only the name of whose session it is", body = Reply),
        (status = 400, description = "`malformed`: the request itself cannot be read"),
        (status = 401, description = "`signed_out`: sign in and send the same again"),
        (status = 403, description = "`foreign_origin`; `not_allowed`: the client belongs to someone else"),
        (status = 413, description = "`too_large`: send fewer at once"),
        (status = 422, description = "`too_many`: send at most `max` mutations at once"),
        (status = 503, description = "`unavailable`: send the same again later"),
        (status = 507, description = "`quarantine_full`: too much was refused and waits to be looked at"),
    )
)]
pub async fn sync(
    State(server): State<router::Server>,
    Claim(session): Claim,
    Body(request): Body<Request>,
) -> Result<Json<Reply>> {
    let asked = Asked { by: session.into(), request, at: server.clock.now() };
    let reply = server.line.exchange(asked).await?;
    Ok(Json(Reply { min_build: server.min_build, ..reply }))
}
