//! What a request can fail with, and the one place that turns it into HTTP.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::api::{Code, Problem};
use serde::Serialize;

/// Why a request failed.
///
/// A `Problem` is for the person and is sent as it is. The others are ours: logged once, here, and never sent.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something the person or program that asked can act on.
    #[error("{:?}", .0.code)]
    Problem(Problem),
    /// The database failed or could not be reached.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// Anything nobody foresaw.
    #[error(transparent)]
    Unexpected(#[from] anyhow::Error),
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Problem(Problem::new(code))
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A result of a request.
pub type Result<T> = std::result::Result<T, Error>;

/// A problem in the shape of RFC 9457; `code`, `params` and `field` are its extension members.
#[derive(Serialize)]
struct Wire {
    r#type: &'static str,
    status: u16,
    #[serde(flatten)]
    problem: Problem,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = self.into_problem();
        let status = problem.code.status();
        // What a client's sentence says, other programs and proxies read in the header.
        let wait: Option<u64> = problem.params.get("retry_after").and_then(|seconds| seconds.parse().ok());
        let wire = Wire { r#type: "about:blank", status, problem };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, kind, Json(wire)).into_response();
        response.headers_mut().extend(wait.map(|wait| (header::RETRY_AFTER, wait.into())));
        response
    }
}

impl Error {
    fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Database(cause) if is_unavailable(&cause) => {
                tracing::warn!(%cause, "database unavailable");
                Problem::new(Code::Unavailable)
            }
            Self::Database(cause) => {
                tracing::error!(%cause, "database error");
                Problem::new(Code::Internal)
            }
            Self::Unexpected(cause) => {
                tracing::error!(cause = format!("{cause:#}"), "unexpected error");
                Problem::new(Code::Internal)
            }
        }
    }
}

/// Tells trouble that passes (no connection to be had) from a statement that failed.
pub fn is_unavailable(cause: &sqlx::Error) -> bool {
    matches!(cause, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_))
}
