//! Pages for everyone, rendered here with the app's own styles and words: plain HTML, no script needed.

mod accessibility;
mod api;
mod document;
mod letter;
mod sign_in;

use std::future::ready;

use any_spawner::Executor;
use app::i18n::Locale;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use axum::routing::get;
use futures::StreamExt;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::{openapi, router};

pub use letter::letter;

/// The addresses of the public pages; `domain::site::PUBLIC_PAGES` names them for the service worker.
pub fn router() -> Router<router::Server> {
    // Leptos waits for its tasks on the runtime of the server; a second router of one process finds it named already.
    let _named_already = Executor::init_tokio();
    Router::new()
        .route("/accessibility", get(accessibility))
        .route("/api/docs", get(api_docs))
        .route("/sign-in", get(sign_in::open).post(sign_in::submit))
}

async fn accessibility(State(server): State<router::Server>) -> Response {
    let stylesheet = server.site.index().stylesheet.clone();
    page(StatusCode::OK, || view! { <accessibility::Page stylesheet /> }).await
}

async fn api_docs(State(server): State<router::Server>) -> Response {
    let stylesheet = server.site.index().stylesheet.clone();
    page(StatusCode::OK, || view! { <api::Page stylesheet document=openapi::document() /> }).await
}

/// The one language there is so far.
const LANGUAGE: Locale = Locale::en;

/// Renders a page, with everything it waits for, to its last byte.
///
/// The scripts by which Leptos would hand the page's data to a copy of itself in the browser are left out: there is no such
/// copy here, every page is whole without a script, and the content policy stays as strict as it is for the app.
async fn page<V>(status: StatusCode, body: impl FnOnce() -> V + Send + 'static) -> Response
where
    V: IntoView + 'static,
{
    let context = move || expect_context::<ResponseOptions>().set_status(status);
    let request = Request::new(Body::empty());
    leptos_axum::handle_response_inner(context, body, request, |page, _scripts, _| {
        Box::pin(async move {
            let html = page.into_view().to_html_stream_in_order().collect::<String>().await;
            Box::pin(futures::stream::once(ready(format!("<!doctype html>{html}")))) as _
        })
    })
    .await
}
