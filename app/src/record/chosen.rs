//! What is chosen rather than typed: one of several words, or yes and no.

use domain::{plain::Read, sync::path::Path};
use leptos::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::{fields::Fields, words::answer_words};
use crate::ui::choices::choices;

/// What is chosen at a path now, and what hears what is to be chosen instead. Yes and no are a choice of `bool`.
pub fn chosen<T>(fields: Fields, path: Path) -> (Signal<Option<T>>, Callback<Option<T>>)
where
    T: Read + Serialize + Send + Sync + 'static,
{
    let reads = path.clone();
    let now = Signal::derive(move || fields.value(&reads).and_then(|value| T::read(value).ok()));
    let choose = Callback::new(move |choice: Option<T>| {
        fields.set(vec![(path.clone(), choice.map(|choice| json!(choice)))]);
    });
    (now, choose)
}

/// A row in which a question is answered with yes or no; choosing the same again leaves it without an answer.
pub fn yes_no(fields: Fields, path: Path, label: &'static str) -> AnyView {
    let (now, choose) = chosen::<bool>(fields, path);
    choices(label, [true, false].map(|answer| (answer, answer_words(answer))).to_vec(), now, choose)
}
