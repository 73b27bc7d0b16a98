//! The addresses for signing in, staying signed in and signing out.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::api::Code;
use domain::session::{AskCode, Asked, Me, Refresh, SignIn, SignOut, SignedIn};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::email::Email;
use super::{OpenedSession, Session, code, cookie, db};
use crate::body::{Body, OptionalBody};
use crate::database::detached;
use crate::error::{Error, Result};
use crate::people;
use crate::router;
use crate::visitor::Visitor;

/// The endpoints.
pub fn api() -> OpenApiRouter<router::Server> {
    OpenApiRouter::new()
        .routes(routes!(ask_code))
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(refresh))
        .routes(routes!(me))
}

/// Sends a one-time code to an e-mail address, if it is a person's. The answer is the same if it is not.
#[utoipa::path(
    post, path = "/session/code", tag = "session", request_body = AskCode,
    responses(
        (status = 200, description = "A code is on its way, if the address is known", body = Asked),
        (status = 422, description = "`not_an_email`"),
        (status = 429, description = "`too_many_tries`, with `retry_after` in seconds"),
    )
)]
pub async fn ask_code(
    State(server): State<router::Server>,
    visitor: Visitor,
    Body(asked): Body<AskCode>,
) -> Result<Json<Asked>> {
    let email = Email::parse(&asked.email)?;
    detached(async move { code::ask(&server, visitor, &email).await }).await.map(Json)
}

/// Signs in with a one-time code. The tokens are in the answer and in cookies.
#[utoipa::path(
    post, path = "/session", tag = "session", request_body = SignIn,
    responses(
        (status = 200, description = "Signed in", body = SignedIn),
        (status = 422, description = "`not_an_email`; `wrong_code`: not right, used, or run out"),
        (status = 429, description = "`too_many_tries`, with `retry_after` in seconds"),
    )
)]
pub async fn sign_in(
    State(server): State<router::Server>,
    visitor: Visitor,
    headers: HeaderMap,
    Body(sign_in): Body<SignIn>,
) -> Result<Response> {
    let email = Email::parse(&sign_in.email)?;
    let user_agent = user_agent(&headers);
    let work = async move { super::sign_in(&server, visitor, &user_agent, &email, &sign_in.code).await };
    detached(work).await.map(answer)
}

/// Exchanges the refresh token, from the body or its cookie, for the next pair.
///
/// The token that was used last is answered again in the same way, until the new one has been used.
#[utoipa::path(
    post, path = "/session/refresh", tag = "session", request_body = Option<Refresh>,
    responses(
        (status = 200, description = "The next pair; without `refresh_token` if it came by cookie", body = SignedIn),
        (status = 401, description = "`signed_out`: unknown, too old, or the session has ended"),
        (status = 403, description = "`foreign_origin`: a cookie, but not from our own pages"),
    )
)]
pub async fn refresh(
    State(server): State<router::Server>,
    visitor: Visitor,
    headers: HeaderMap,
    OptionalBody(body): OptionalBody<Refresh>,
) -> Result<Response> {
    let by_cookie = body.is_none();
    let token = match body {
        Some(body) => body.refresh_token,
        None => from_cookie(&server, visitor, &headers)?,
    };
    let renewed = detached(async move { super::renew(&server, visitor, &token).await }).await;
    match renewed {
        Ok(mut opened) => {
            opened.signed_in.refresh_token.take_if(|_| by_cookie);
            Ok(answer(opened))
        }
        // Cookies that are good for nothing would be sent for weeks.
        Err(cause) if by_cookie && is_signed_out(&cause) => {
            Ok((cookie::clear(visitor)?, cause).into_response())
        }
        Err(cause) => Err(cause),
    }
}

/// Signs out on this device, on another one, or everywhere.
#[utoipa::path(
    delete, path = "/session", tag = "session", params(SignOut),
    responses(
        (status = 204, description = "Signed out"),
        (status = 401, description = "`signed_out`: was not signed in"),
        (status = 403, description = "`foreign_origin`: a cookie, but not from our own pages"),
        (status = 404, description = "`not_found`: no such device of this person"),
    )
)]
pub async fn sign_out(
    State(server): State<router::Server>,
    visitor: Visitor,
    session: Session,
    query: Query<SignOut>,
) -> Result<Response> {
    let only = if query.everywhere { None } else { Some(query.device.unwrap_or(session.id)) };
    let ended = detached(async move {
        let mut connection = server.pool.acquire().await?;
        Ok(db::end_sessions(&mut connection, session.person, only, server.clock.now()).await?)
    });
    if ended.await? == 0 {
        return Err(Code::NotFound.into());
    }
    if only.is_some_and(|device| device != session.id) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok((StatusCode::NO_CONTENT, cookie::forget(visitor)?).into_response())
}

/// Says who is signed in, what they are now, and on which devices they are signed in.
#[utoipa::path(
    get, path = "/me", tag = "session",
    responses(
        (status = 200, description = "Who, what and where", body = Me),
        (status = 401, description = "`signed_out`"),
    )
)]
pub async fn me(State(server): State<router::Server>, session: Session) -> Result<Json<Me>> {
    let now = server.clock.now();
    let mut connection = server.pool.acquire().await?;
    let person = db::person(&mut connection, session.person).await?.ok_or(Code::SignedOut)?;
    let roles = people::roles::current_roles(&mut connection, session.person, now).await?;
    let devices = db::devices(&mut connection, session, now - server.idle).await?;
    Ok(Json(Me { person, roles, devices }))
}

fn answer(opened: OpenedSession) -> Response {
    (opened.cookies, Json(opened.signed_in)).into_response()
}

fn from_cookie(server: &router::Server, visitor: Visitor, headers: &HeaderMap) -> Result<String> {
    let token = cookie::REFRESH.read(headers, visitor).ok_or(Code::SignedOut)?;
    super::own_origin(server, headers)?;
    Ok(token.to_owned())
}

fn is_signed_out(cause: &Error) -> bool {
    matches!(cause, Error::Problem(problem) if problem.code == Code::SignedOut)
}

/// What a browser says of itself.
pub fn user_agent(headers: &HeaderMap) -> String {
    let value = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}
