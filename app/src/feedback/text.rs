//! A field of a record: what is typed into it is kept, and saved as the record's field.

use domain::api::{Code, Problem};
use domain::sync::path::Path;
use leptos::prelude::*;

use crate::i18n::{t_string, use_i18n};
use crate::record::fields::Fields;
use crate::ui::text::{Text, Writing, text_field};

/// The field for a path of a record.
pub fn bound_text(fields: Fields, path: Path, label: Signal<String>, writing: Writing) -> AnyView {
    lacking_text(fields, path, label, writing, Signal::stored(None))
}

/// The same, where also something else may keep it from being sent: it is said at the field while nothing is typed.
pub fn lacking_text(
    fields: Fields,
    path: Path,
    label: Signal<String>,
    writing: Writing,
    lack: Signal<Option<String>>,
) -> AnyView {
    let id = field_id(&path);
    let (reads, writes, checks) = (path.clone(), path.clone(), path);
    text_field(Text {
        id,
        label,
        writing,
        value: Signal::derive(move || fields.text(&reads)),
        error: Signal::derive(move || {
            let problem = fields.problem(&checks).as_ref().map(problem_words);
            problem.or_else(|| lack.get().filter(|_| fields.text(&checks).trim().is_empty()))
        }),
        typed: Callback::new(move |text| fields.type_in(&writes, text)),
        left: Callback::new(move |()| fields.left()),
    })
}

/// The id on the page of the field for a path.
pub fn field_id(path: &Path) -> String {
    path.as_str().replace('/', "-")
}

/// Why a text cannot be saved as it is.
pub fn problem_words(problem: &Problem) -> String {
    let i18n = use_i18n();
    let max = problem.params.get("max").cloned().unwrap_or_default();
    match problem.code {
        Code::TooLong => t_string!(i18n, draft.too_long, max = max).to_string(),
        Code::NotADate => t_string!(i18n, draft.not_a_date).to_string(),
        _ => t_string!(i18n, draft.unfit).to_string(),
    }
}
