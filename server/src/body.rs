//! What a request carries, read into types at the door.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use domain::api::{Code, Problem};
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, error::Category};
use serde_path_to_error::Segment;

use crate::error::Error;

/// The most a request may carry. Files will have addresses and limits of their own.
pub const LIMIT: usize = 1024 * 1024;

/// A body of JSON.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        // Other types of content can be sent by a form of any page, without the browser asking us first.
        if !is_json(request.headers()) {
            return Err(Problem::new(Code::Malformed).with("detail", "content-type").into());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|cause| unread(&cause))?;
        parse(&bytes).map(Self)
    }
}

/// A body of JSON, or none at all.
pub struct OptionalBody<T>(pub Option<T>);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for OptionalBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state).await.map_err(|cause| unread(&cause))?;
        match (bytes.is_empty(), json) {
            (true, _) => Ok(Self(None)),
            (false, true) => parse(&bytes).map(|body| Self(Some(body))),
            (false, false) => Err(Problem::new(Code::Malformed).with("detail", "content-type").into()),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn unread(rejection: &BytesRejection) -> Error {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLarge).with("max", LIMIT).into(),
        _ => Problem::new(Code::Malformed).with("detail", "end").into(),
    }
}

/// Says where reading stopped and of what sort the trouble is, and nothing of how we are built.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|cause| {
        let detail = match cause.classify() {
            Category::Data => "data",
            Category::Eof => "end",
            Category::Syntax | Category::Io => "syntax",
        };
        let problem = Problem::new(Code::Malformed).with("detail", detail);
        let problem = problem.with("line", cause.line()).with("column", cause.column());
        match field_at_fault::<T>(bytes) {
            Some(field) => problem.at(field).into(),
            None => problem.into(),
        }
    })
}

/// The field that cannot be read, if it is one; following fields costs time, so only what has failed is read like this.
fn field_at_fault<T: DeserializeOwned>(bytes: &[u8]) -> Option<String> {
    let read = serde_path_to_error::deserialize::<_, T>(&mut Deserializer::from_slice(bytes));
    let fault = read.err().filter(|fault| fault.inner().is_data())?;
    let names = fault.path().iter().map(|segment| match segment {
        Segment::Seq { index } => index.to_string(),
        name => name.to_string(),
    });
    Some(names.collect::<Vec<_>>().join("/")).filter(|path| !path.is_empty())
}

/// An id in an address; one that is none names nothing.
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr + Send> FromRequestParts<S> for Id<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let text = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Code::NotFound)?;
        text.parse().map(Self).map_err(|_| Code::NotFound.into())
    }
}
