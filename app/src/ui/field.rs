//! A field of a form: its label above, what helps to fill it, and what is wrong with it.

use leptos::prelude::*;

/// What a field is for, so that the device offers the right keyboard and the right help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An e-mail address.
    Email,
    /// A one-time code of digits; phones offer the one that has just arrived.
    OneTimeCode,
    /// A one-time code of letters, which someone reads out.
    SpokenCode,
}

impl Purpose {
    const fn kind(self) -> &'static str {
        if matches!(self, Self::Email) { "email" } else { "text" }
    }

    const fn keyboard(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::OneTimeCode => "numeric",
            Self::SpokenCode => "text",
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::OneTimeCode => "one-time-code",
            Self::SpokenCode => "off",
        }
    }

    const fn capitals(self) -> &'static str {
        if matches!(self, Self::SpokenCode) { "characters" } else { "none" }
    }
}

/// A field with one line. Its name is also its id, to which a summary of errors points.
#[component]
pub fn Field(
    /// Its name in the form.
    name: &'static str,
    /// The purpose of the field.
    purpose: Purpose,
    /// The label of the field.
    label: String,
    /// A hint that helps to fill it.
    hint: String,
    /// The text that stands in it.
    value: String,
    /// What is wrong with it, in the words of the summary.
    error: Option<String>,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let wrong = error.is_some();
    let described = if wrong { format!("{hint_id} {error_id}") } else { hint_id.clone() };
    view! {
        <div class="field" class:wrong=wrong class:code=purpose != Purpose::Email>
            <label for=name>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
            <input
                id=name
                name=name
                type=purpose.kind()
                inputmode=purpose.keyboard()
                autocomplete=purpose.help()
                autocapitalize=purpose.capitals()
                spellcheck="false"
                value=value
                aria-describedby=described
                aria-invalid=wrong.then_some("true")
            />
        </div>
    }
}

/// What is wrong with a form, all at once, before it. It takes the focus when the page opens.
#[component]
pub fn ErrorSummary(
    /// The title of the summary.
    title: String,
    /// The field at fault, if there is one.
    field: Option<&'static str>,
    /// What is wrong, in the words at the field.
    error: String,
) -> impl IntoView {
    let words = match field {
        Some(field) => view! { <a href=format!("#{field}")>{error}</a> }.into_any(),
        None => error.into_any(),
    };
    view! {
        <div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary-title">
            <h2 id="error-summary-title">{title}</h2>
            <p>{words}</p>
        </div>
    }
}
