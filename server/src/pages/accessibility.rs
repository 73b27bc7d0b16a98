//! What we do so that everyone can use Chalkline, and what we have not done yet.

use app::i18n::{t, t_string, use_i18n};
use leptos::prelude::*;

use super::document::Document;

/// The accessibility statement.
#[component]
pub fn Page(
    /// The address of the stylesheet.
    stylesheet: String,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Document stylesheet title=t_string!(i18n, accessibility.title).to_string()>
            <h1>{t!(i18n, accessibility.title)}</h1>
            <p>{t!(i18n, accessibility.lead)}</p>
            <p>{t!(i18n, accessibility.aim)}</p>
            <h2>{t!(i18n, accessibility.how_title)}</h2>
            <ul class="prose">
                <li>{t!(i18n, accessibility.how_automatic)}</li>
                <li>{t!(i18n, accessibility.how_keyboard)}</li>
                <li>{t!(i18n, accessibility.how_text)}</li>
            </ul>
            <h2>{t!(i18n, accessibility.limits_title)}</h2>
            <p>{t!(i18n, accessibility.limits)}</p>
            <p><a href="/">{t!(i18n, accessibility.back)}</a></p>
        </Document>
    }
}
