//! Is the server well? Asked by people, by monitors and by the app.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::health::{Health, Status};
use sqlx::PgPool;

use crate::installation::{self, Installation};
use crate::router;

/// Says whether the server and its database work, and which build of the app is served.
#[utoipa::path(
    get, path = "/health", tag = "server",
    responses(
        (status = 200, description = "All is well", body = Health),
        (status = 503, description = "The database does not answer", body = Health),
    )
)]
pub async fn health(State(server): State<router::Server>) -> (StatusCode, Json<Health>) {
    let (status, code) = match ask(&server.pool).await {
        Ok(_) => (Status::Ok, StatusCode::OK),
        Err(cause) => {
            tracing::warn!(%cause, "health: the database does not answer");
            (Status::Unavailable, StatusCode::SERVICE_UNAVAILABLE)
        }
    };
    let build = server.site.index().build.clone();
    (code, Json(Health { status, build, database: status }))
}

async fn ask(pool: &PgPool) -> sqlx::Result<Installation> {
    installation::db::load(&mut *pool.acquire().await?).await
}
