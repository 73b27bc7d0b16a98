//! The addresses about other people.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use domain::api::Code;
use domain::id::PersonId;
use domain::session::{LookedAfter, MadeCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::roles;
use crate::body::Id;
use crate::database::detached;
use crate::error::Result;
use crate::router;
use crate::session::{Session, code};
use crate::visitor::Visitor;

/// The endpoints.
pub fn api() -> OpenApiRouter<router::Server> {
    OpenApiRouter::new().routes(routes!(looked_after)).routes(routes!(make_code))
}

/// Lists the people for whom one may make a one-time code, by name: exactly those whom `POST /people/{id}/code` takes.
#[utoipa::path(
    get, path = "/people", tag = "people",
    responses(
        (status = 200, description = "Empty for whoever looks after nobody", body = Vec<LookedAfter>),
        (status = 401, description = "`signed_out`"),
    )
)]
pub async fn looked_after(
    State(server): State<router::Server>,
    session: Session,
) -> Result<Json<Vec<LookedAfter>>> {
    let mut connection = server.pool.acquire().await?;
    let people = roles::looked_after(&mut connection, session.person, server.clock.now()).await?;
    Ok(Json(people))
}

/// Makes a one-time code for a person one looks after, to be told to them where mail does not arrive.
///
/// Course leads and coordinators make them for those whose every role is below theirs and within their programme or
/// school, administrators for everyone at the provider. The code before it ends.
#[utoipa::path(
    post, path = "/people/{id}/code", tag = "people", params(("id" = uuid::Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "Eight letters, good for 24 hours, once; shown only here, with a link and a QR that bring them to the sign-in page", body = MadeCode),
        (status = 401, description = "`signed_out`"),
        (status = 403, description = "`foreign_origin`: a cookie, but not from our own pages"),
        (status = 404, description = "`not_found`: no such person, or nobody one looks after"),
    )
)]
pub async fn make_code(
    State(server): State<router::Server>,
    session: Session,
    visitor: Visitor,
    headers: HeaderMap,
    Id(person): Id<PersonId>,
) -> Result<Json<MadeCode>> {
    let origin = server.door.origin(visitor, &headers).ok_or(Code::Malformed)?;
    let work = async move {
        let mut transaction = server.pool.begin().await?;
        roles::check_may_make_code(&mut transaction, session.person, person, server.clock.now()).await?;
        let made = code::make(&mut transaction, &server, session.person, person, &origin).await?;
        transaction.commit().await?;
        Ok(made)
    };
    detached(work).await.map(Json)
}
