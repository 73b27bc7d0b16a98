//! The only fetch.

use chrono::TimeDelta;
use domain::{
    api::{Code, Problem},
    health::Health,
    plain::Read,
    sync::{
        client::Failure,
        wire::{Reply, Request, Sign},
    },
};
use futures::{FutureExt, future::LocalBoxFuture};
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{AbortController, Headers, RequestInit, RequestRedirect, Response};

use crate::{
    json,
    later::{Loaded, loaded},
};

use super::{engine::Transport, session::Refusal, tabs::Turns};

/// A radio that changed cells can leave a request without an answer for ever.
const PATIENCE_MILLISECONDS: usize = 8_000;
/// On the slowest network, 64 kbit in a second, what waits must still get out: a longer request has longer.
const SLOWEST_BYTES_A_MILLISECOND: usize = 8;
/// So long an answer may take once it has begun.
const ANSWER_MILLISECONDS: u32 = 40_000;

const REFRESH: &str = "/api/v1/session/refresh";

/// The network gave no answer that can be ours: it is as if there were none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAnswer;

impl From<JsValue> for NoAnswer {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// Code that cannot come is a network that gives no answer: it is asked for again with the next request.
impl From<SplitLoaderError> for NoAnswer {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl From<NoAnswer> for Failure {
    fn from(_: NoAnswer) -> Self {
        Self::Offline
    }
}

/// Asks the server how it is.
///
/// An answer that does not read as ours counts as none: a captive portal answers everything with a page.
pub async fn health() -> Result<Health, NoAnswer> {
    read(&fetch("/api/v1/health", &RequestInit::new(), PATIENCE_MILLISECONDS).await?).await
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Does.
    Post,
    /// Ends.
    Delete,
}

/// Asks the server for something that is not sync; a session that has run out is renewed once.
pub async fn ask<T: Read>(method: Method, path: &str, body: Option<&str>) -> Result<T, Refusal> {
    Ok(read(&granted(method, path, body).await?).await?)
}

/// Has the server do something whose answer has nothing in it.
pub async fn done(method: Method, path: &str, body: Option<&str>) -> Result<(), Refusal> {
    granted(method, path, body).await.map(drop)
}

async fn granted(method: Method, path: &str, body: Option<&str>) -> Result<Answer, Refusal> {
    match send(method, path, body).await {
        Err(Refusal::Problem(problem)) if problem.code == Code::SignedOut => {
            send(Method::Post, REFRESH, None).await?;
            send(method, path, body).await
        }
        answer => answer,
    }
}

async fn send(method: Method, path: &str, body: Option<&str>) -> Result<Answer, Refusal> {
    let answer = call(method, path, body).await?;
    let signs = Signs::of(&answer);
    match signs.status {
        200..300 if signs.status == 204 || signs.is_ours() => Ok(answer),
        400..600 if signs.is_ours() => Err(Refusal::Problem(read::<Problem>(&answer).await?)),
        _ => Err(Refusal::NoAnswer),
    }
}

/// The way to the server through the browser; the tabs of a person take turns.
#[derive(Debug, Clone)]
pub struct Network {
    turns: Turns,
}

impl Network {
    /// The network, with the turns of these tabs.
    pub fn new(turns: Turns) -> Self {
        Self { turns }
    }
}

impl Transport for Network {
    async fn exchange(&self, request: &Request) -> Result<Reply, Failure> {
        let _turn = self.turns.take().await;
        begin(request.clone()).await.map_err(NoAnswer::from)?.await
    }

    async fn refresh(&self) -> Result<(), Failure> {
        let answer = call(Method::Post, REFRESH, None).await?;
        failure(&Signs::of(&answer)).map_or(Ok(()), Err)
    }
}

/// Begins to ask; the code for it comes with the first request: neither the first screen nor saving needs it.
#[wasm_split(exchange, fallible)]
fn begin(request: Request) -> Loaded<LocalBoxFuture<'static, Result<Reply, Failure>>> {
    loaded(exchange(request).boxed_local())
}

async fn exchange(request: Request) -> Result<Reply, Failure> {
    let body = json::text(&request).map_err(|_| Failure::Refused)?;
    let answer = call(Method::Post, "/api/v1/sync", Some(&body)).await?;
    failure(&Signs::of(&answer)).map_or(Ok(()), Err)?;
    answer_to(&request, &text(&answer).await?)
}

/// Reads an answer; one of ours in words of a newer release is told apart from one that is not ours.
fn answer_to(request: &Request, text: &str) -> Result<Reply, Failure> {
    match json::read::<Reply>(text) {
        Ok(reply) if reply.sign().answers(request) => Ok(reply),
        Err(_) if json::read::<Sign>(text).is_ok_and(|sign| sign.answers(request)) => Err(Failure::Strange),
        _ => Err(Failure::Offline),
    }
}

/// What can be told of an answer before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signs {
    status: u16,
    content_type: String,
    retry_after: Option<i64>,
}

impl Signs {
    fn of(Answer { response, .. }: &Answer) -> Self {
        let header = |name| response.headers().get(name).ok().flatten();
        Self {
            status: response.status(),
            content_type: header("content-type").unwrap_or_default(),
            retry_after: header("retry-after").and_then(|seconds| seconds.parse().ok()),
        }
    }

    /// A page of a café, a proxy or a school's filter is not from us, whatever its status says.
    fn is_ours(&self) -> bool {
        let kind = self.content_type.split(';').next().unwrap_or_default().trim();
        kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
    }
}

/// What an answer that is no success means for what waits here: it stays, in every case.
fn failure(signs: &Signs) -> Option<Failure> {
    let ours = signs.is_ours();
    match signs.status {
        // An empty answer has no type.
        204 => None,
        200..300 if ours => None,
        401 | 403 if ours => Some(Failure::Unauthorised),
        // These two a proxy may say on our behalf.
        413 => Some(Failure::TooLarge),
        429 | 503 => Some(Failure::Busy(signs.retry_after.and_then(TimeDelta::try_seconds))),
        400..600 if ours => Some(Failure::Refused),
        _ => Some(Failure::Offline),
    }
}

async fn call(method: Method, path: &str, body: Option<&str>) -> Result<Answer, NoAnswer> {
    let options = RequestInit::new();
    options.set_method(match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Delete => "DELETE",
    });
    options.set_redirect(RequestRedirect::Error);
    if let Some(body) = body {
        let headers = Headers::new()?;
        headers.set("content-type", "application/json")?;
        options.set_headers_headers(&headers);
        options.set_body(&body.into());
    }
    fetch(path, &options, PATIENCE_MILLISECONDS + body.map_or(0, str::len) / SLOWEST_BYTES_A_MILLISECOND)
        .await
}

/// An answer that has begun; what does not end in time is given up.
struct Answer {
    response: Response,
    _patience: Timeout,
}

/// Asks; gives up when no answer has begun after so many milliseconds.
async fn fetch(path: &str, options: &RequestInit, patience: usize) -> Result<Answer, NoAnswer> {
    let controller = AbortController::new()?;
    options.set_signal(Some(&controller.signal()));
    let give_up = move || controller.abort();
    let _begins = Timeout::new(u32::try_from(patience).unwrap_or(u32::MAX), give_up.clone());
    let window = web_sys::window().ok_or(NoAnswer)?;
    #[expect(clippy::disallowed_methods, reason = "this is the one place that fetches")]
    let response = JsFuture::from(window.fetch_with_str_and_init(path, options)).await?;
    Ok(Answer { response: response.dyn_into()?, _patience: Timeout::new(ANSWER_MILLISECONDS, give_up) })
}

async fn read<T: Read>(answer: &Answer) -> Result<T, NoAnswer> {
    json::read(&text(answer).await?).map_err(|_| NoAnswer)
}

async fn text(answer: &Answer) -> Result<String, NoAnswer> {
    JsFuture::from(answer.response.text()?).await?.as_string().ok_or(NoAnswer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_by_table() {
        let (ours, problem, page) =
            ("application/json", "application/problem+json", "text/html; charset=utf-8");
        let busy = |seconds| Some(Failure::Busy(Some(TimeDelta::seconds(seconds))));
        let cases = [
            (200, ours, None, None),
            (200, "application/json; charset=utf-8", None, None),
            (204, "", None, None),
            (200, page, None, Some(Failure::Offline)),
            (401, problem, None, Some(Failure::Unauthorised)),
            (403, problem, None, Some(Failure::Unauthorised)),
            (401, page, None, Some(Failure::Offline)),
            (302, page, None, Some(Failure::Offline)),
            (404, page, None, Some(Failure::Offline)),
            (400, problem, None, Some(Failure::Refused)),
            (422, problem, None, Some(Failure::Refused)),
            (500, problem, None, Some(Failure::Refused)),
            (502, page, None, Some(Failure::Offline)),
            (413, page, None, Some(Failure::TooLarge)),
            (429, problem, Some(30), busy(30)),
            (503, page, None, Some(Failure::Busy(None))),
        ];
        for (status, content_type, retry_after, expected) in cases {
            let signs = Signs { status, content_type: content_type.to_owned(), retry_after };
            assert_eq!(failure(&signs), expected, "{signs:?}");
        }
    }
}
