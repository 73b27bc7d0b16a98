//! A row of a form: a field under its label, in which what is typed is kept.

use domain::api::{Code, Problem};
use domain::sync::path::Path;
use leptos::prelude::*;

use super::fields::Fields;
use crate::i18n::{t_string, use_i18n};
use crate::ui::text::{Text, Writing, text_field};

/// A row of a form: which field, what it is called, and how it is written into.
pub struct Row {
    field: Path,
    label: Signal<String>,
    writing: Writing,
    hint: Option<String>,
    lack: Signal<Option<String>>,
}

impl Row {
    /// A row with nothing beside it.
    pub fn new(field: Path, label: Signal<String>, writing: Writing) -> Self {
        Self { field, label, writing, hint: None, lack: Signal::stored(None) }
    }

    /// The same with what helps to fill it.
    #[must_use]
    pub fn hint(self, hint: String) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// The same, where also something else may keep it from being sent: it is said at the field.
    #[must_use]
    pub fn lack(self, lack: Signal<Option<String>>) -> Self {
        Self { lack, ..self }
    }

    /// The row over the fields that keep and save what is typed into it.
    pub fn of(self, fields: Fields) -> AnyView {
        let Self { field, label, writing, hint, lack } = self;
        let (reads, writes, checks) = (field.clone(), field.clone(), field.clone());
        text_field(Text {
            id: field_id(&field),
            label,
            hint,
            writing,
            most: fields.most(&field),
            value: Signal::derive(move || fields.text(&reads)),
            error: Signal::derive(move || {
                fields.problem(&checks).as_ref().map(problem_words).or_else(|| lack.get())
            }),
            typed: Callback::new(move |text| fields.type_in(&writes, text)),
            left: Callback::new(move |()| fields.left()),
        })
    }
}

/// The id on the page of the field for a path.
pub fn field_id(path: &Path) -> String {
    path.as_str().replace('/', "-")
}

/// Words that say why a text cannot be saved as it is.
pub fn problem_words(problem: &Problem) -> String {
    let i18n = use_i18n();
    let max = problem.params.get("max").cloned().unwrap_or_default();
    match problem.code {
        Code::TooLong => t_string!(i18n, draft.too_long, max = max),
        Code::NotADate => t_string!(i18n, draft.not_a_date).to_string(),
        Code::NotALink => t_string!(i18n, draft.not_a_link).to_string(),
        // Of what is typed, only a number can be one of these.
        Code::TooMany => t_string!(i18n, draft.too_large, max = max),
        Code::Malformed => t_string!(i18n, draft.not_a_number).to_string(),
        _ => t_string!(i18n, draft.unfit).to_string(),
    }
}
