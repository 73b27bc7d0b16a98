//! What we do so that everyone can use Chalkline, and what we have not done yet.

use app::i18n::{td, td_string};
use leptos::prelude::*;

use super::LANGUAGE;
use super::document::Document;

/// The accessibility statement.
#[component]
pub fn Page(
    /// The address of the stylesheet.
    stylesheet: String,
) -> impl IntoView {
    view! {
        <Document stylesheet title=td_string!(LANGUAGE, accessibility.title).to_string()>
            <h1>{td!(LANGUAGE, accessibility.title)}</h1>
            <p>{td!(LANGUAGE, accessibility.lead)}</p>
            <p>{td!(LANGUAGE, accessibility.aim)}</p>
            <h2>{td!(LANGUAGE, accessibility.how_title)}</h2>
            <ul class="prose">
                <li>{td!(LANGUAGE, accessibility.how_automatic)}</li>
                <li>{td!(LANGUAGE, accessibility.how_keyboard)}</li>
                <li>{td!(LANGUAGE, accessibility.how_text)}</li>
            </ul>
            <h2>{td!(LANGUAGE, accessibility.limits_title)}</h2>
            <p>{td!(LANGUAGE, accessibility.limits)}</p>
            <p><a href="/">{td!(LANGUAGE, accessibility.back)}</a></p>
        </Document>
    }
}
