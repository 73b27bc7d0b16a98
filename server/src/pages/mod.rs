//! Pages for everyone, rendered here with the app's own styles and words: plain HTML, no script needed.

mod accessibility;
mod api;
mod document;
mod letter;
mod sign_in;

use app::i18n::Locale;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use leptos::prelude::*;

use crate::{openapi, router};

pub use letter::letter;

/// The addresses of the public pages; `domain::site::PUBLIC_PAGES` names them for the service worker.
pub fn router() -> Router<router::State> {
    Router::new()
        .route("/accessibility", get(accessibility))
        .route("/api/docs", get(api_docs))
        .route("/sign-in", get(sign_in::open).post(sign_in::submit))
}

async fn accessibility(State(state): State<router::State>) -> Html<String> {
    let stylesheet = state.site.index().stylesheet.clone();
    page(|| view! { <accessibility::Page stylesheet /> })
}

async fn api_docs(State(state): State<router::State>) -> Html<String> {
    let stylesheet = state.site.index().stylesheet.clone();
    page(|| view! { <api::Page stylesheet document=openapi::document() /> })
}

/// The one language there is so far.
const LANGUAGE: Locale = Locale::en;

/// Renders a page to its last byte: the answer needs neither a stream nor the inline scripts that steer one.
fn page<V>(body: impl FnOnce() -> V + Send + 'static) -> Html<String>
where
    V: IntoView + 'static,
{
    let html = Owner::new().with(|| body().into_view().to_html());
    Html(format!("<!doctype html>{html}"))
}
