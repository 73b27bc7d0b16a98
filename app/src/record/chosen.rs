//! What is chosen rather than typed: one of several words, yes and no, or some of many.

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

/// The ids that stand in a list, and what hears of one that is put into it, or taken out again.
pub fn picked<T>(fields: Fields, path: Path) -> (Signal<Vec<T>>, Callback<T>)
where
    T: Read + Serialize + Copy + PartialEq + Send + Sync + 'static,
{
    let reads = path.clone();
    let read = move || fields.value(&reads).and_then(|value| Vec::<T>::read(value).ok()).unwrap_or_default();
    let now = Signal::derive(read);
    let pick = Callback::new(move |id: T| {
        let ids = toggled(now.get_untracked(), id);
        fields.set(vec![(path.clone(), (!ids.is_empty()).then(|| json!(ids)))]);
    });
    (now, pick)
}

/// The same list with one more, or without it.
fn toggled<T: PartialEq>(mut ids: Vec<T>, id: T) -> Vec<T> {
    match ids.iter().position(|known| *known == id) {
        Some(at) => drop(ids.remove(at)),
        None => ids.push(id),
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_picked_again_is_taken_out_and_the_others_keep_their_order() {
        for (ids, id, expected) in
            [(vec![], 1, vec![1]), (vec![2, 1], 3, vec![2, 1, 3]), (vec![2, 1, 3], 1, vec![2, 3])]
        {
            assert_eq!(toggled(ids, id), expected);
        }
    }
}
