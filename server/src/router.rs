//! The one list of addresses the server answers.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Method, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use chrono::TimeDelta;
use domain::api::Code;
use sqlx::PgPool;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::clock::{Clock, Random};
use crate::error::{Error, Result};
use crate::job::Bell;
use crate::session::keys::Keys;
use crate::session::post::Post;
use crate::sync::line::Line;
use crate::visitor::Door;
use crate::{body, headers, health, openapi, pages, people, session, site::Site, sync};

/// What a request may need.
#[derive(Clone)]
pub struct Server {
    /// The records.
    pub pool: PgPool,
    /// The line in which what devices send waits for the records.
    pub line: Line,
    /// The built app.
    pub site: Arc<Site>,
    /// The secrets of signing in.
    pub keys: Arc<Keys>,
    /// What stands in front of the server.
    pub door: Door,
    /// How codes reach people.
    pub post: Post,
    /// Wakes who does the jobs.
    pub bell: Bell,
    /// How long a device stays signed in without being used.
    pub idle: TimeDelta,
    /// The oldest build of the app that is not asked to renew itself.
    pub min_build: Option<String>,
    /// What tells the time.
    pub clock: Clock,
    /// Where bytes come from that nobody can guess.
    pub random: Random,
}

/// What is decided before the server starts.
pub struct Settings {
    /// What stands in front of the server.
    pub door: Door,
    /// How codes reach people.
    pub post: Post,
    /// How long a device stays signed in without being used.
    pub idle: TimeDelta,
    /// The oldest build of the app that is not asked to renew itself.
    pub min_build: Option<String>,
    /// What tells the time.
    pub clock: Clock,
    /// Where bytes come from that nobody can guess.
    pub random: Random,
}

impl Server {
    /// Puts together what requests need; at the very first start this makes the installation's secrets.
    pub async fn open(pool: PgPool, site: Arc<Site>, settings: Settings) -> Result<Self> {
        let Settings { door, post, idle, min_build, clock, random } = settings;
        let keys = Arc::new(Keys::load(&pool, &clock, &random).await?);
        let line = Line::new(pool.clone());
        let bell = Bell::default();
        Ok(Self { pool, line, site, keys, door, post, bell, idle, min_build, clock, random })
    }
}

/// Everything the server answers: the API, the public pages, the app's files, and its shell for all the rest.
pub fn router(server: Server) -> Router {
    let (site, door) = (server.site.router(), server.door.clone());
    let router = Router::new()
        .merge(api_routes())
        .merge(pages::router())
        .with_state(server.clone())
        .merge(site)
        .fallback(async move |method: Method, uri: Uri| shell_or_problem(&server.site, &method, &uri))
        .method_not_allowed_fallback(async || Error::from(Code::MethodNotAllowed))
        .layer(DefaultBodyLimit::max(body::LIMIT))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(TraceLayer::new_for_http());
    headers::guard(router, door)
}

/// The documented API; each endpoint carries its own description.
pub fn api() -> OpenApiRouter<Server> {
    OpenApiRouter::with_openapi(openapi::Api::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .routes(routes!(health::health))
            .routes(routes!(openapi::openapi))
            .merge(session::http::api())
            .merge(people::http::api())
            .merge(sync::http::api()),
    )
}

/// Answers of the API are about now: no cache may keep one.
fn api_routes() -> Router<Server> {
    let no_store = HeaderValue::from_static("no-store");
    Router::from(api())
        .route("/api/{*rest}", any(async || Error::from(Code::NotFound)))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, no_store))
}

/// An address the server does not know is one the app may know: it gets the shell, if it looks like a page.
fn shell_or_problem(site: &Site, method: &Method, uri: &Uri) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Error::from(Code::MethodNotAllowed).into_response();
    }
    let last = uri.path().rsplit('/').next().unwrap_or_default();
    if last.contains('.') {
        return Error::from(Code::NotFound).into_response();
    }
    site.shell().into_response()
}

/// An answer that fits into one packet as it is gains nothing, and most answers do.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(SizeAbove::new(1_200))
}

/// A panic in one request is that request's alone; its cause is in the log already.
fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    Error::from(Code::Internal).into_response()
}
