//! The API's description for people: every address with what it answers.

use app::i18n::{td, td_string};
use leptos::prelude::*;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, PathItem, RefOr};

use super::LANGUAGE;
use super::document::Document;

/// The readable form of the API document.
#[component]
pub fn Page(
    /// The address of the stylesheet.
    stylesheet: String,
    /// What the code says of the API.
    document: OpenApi,
) -> impl IntoView {
    let endpoints = document.paths.paths.into_iter().flat_map(|(path, item)| {
        operations(item)
            .map(move |(method, operation)| view! { <Endpoint method path=path.clone() operation /> })
    });
    view! {
        <Document stylesheet title=td_string!(LANGUAGE, api.title).to_string()>
            <h1>{td!(LANGUAGE, api.title)}</h1>
            <p>{td!(LANGUAGE, api.lead)}</p>
            <p><a href="/api/v1/openapi.json">{td!(LANGUAGE, api.document)}</a></p>
            {endpoints.collect_view()}
            <p><a href="/">{td!(LANGUAGE, api.back)}</a></p>
        </Document>
    }
}

fn operations(item: PathItem) -> impl Iterator<Item = (&'static str, Operation)> {
    let all = [("GET", item.get), ("POST", item.post), ("DELETE", item.delete)];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation?)))
}

/// Words in which names stand between back-ticks.
fn with_code(words: &str) -> impl IntoView + use<> {
    let part = |(index, part): (usize, &str)| {
        let part = part.to_owned();
        if index % 2 == 1 { view! { <code>{part}</code> }.into_any() } else { part.into_any() }
    };
    words.split('`').enumerate().map(part).collect_view()
}

/// One address and method: what it does, and each answer it can give.
#[component]
fn Endpoint(method: &'static str, path: String, operation: Operation) -> impl IntoView {
    let answers = operation.responses.responses.into_iter().map(|(status, answer)| {
        let words = match answer {
            RefOr::T(response) => response.description,
            RefOr::Ref(reference) => reference.ref_location,
        };
        view! { <li><code>{status}</code>" "{with_code(&words)}</li> }
    });
    view! {
        <h2><code>{method}" "{path}</code></h2>
        <p>{operation.summary}</p>
        <p>{td!(LANGUAGE, api.answers)}</p>
        <ul class="prose">{answers.collect_view()}</ul>
    }
}
