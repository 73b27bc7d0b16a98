//! A day, or the half of it that is meant: two controls that write one field.

use domain::{moment::Half, sync::path::Path};
use leptos::prelude::*;

use super::{
    fields::Fields,
    row::{field_id, problem_words},
};
use crate::{
    i18n::{t_string, use_i18n},
    ui::{
        choices::choices,
        text::{Text, Writing, text_field},
    },
};

/// A row in which a day is written and its half chosen; choosing the same half again means the whole day.
///
/// A half that is chosen before the day waits in the field for it, and is not saved alone.
pub fn half_day(fields: Fields, path: &Path, label: Signal<String>) -> AnyView {
    let i18n = use_i18n();
    let text = {
        let path = path.clone();
        move || fields.text(&path)
    };
    let now = text.clone();
    let half = Signal::derive(move || parts(&now()).1);
    let (writes, now) = (path.clone(), text.clone());
    let typed =
        Callback::new(move |day: String| fields.type_in(&writes, joined(&day, parts(&untrack(&now)).1)));
    let (writes, now) = (path.clone(), text.clone());
    let choose = Callback::new(move |half| fields.type_in(&writes, joined(parts(&untrack(&now)).0, half)));
    let checks = path.clone();
    let day = text_field(Text {
        id: field_id(path),
        label,
        hint: None,
        writing: Writing::Day,
        most: None,
        value: Signal::derive(move || parts(&text()).0.to_owned()),
        error: Signal::derive(move || fields.problem(&checks).as_ref().map(problem_words)),
        typed,
        left: Callback::new(move |()| fields.left()),
    });
    let halves =
        vec![(Half::Morning, t_string!(i18n, ui.morning)), (Half::Afternoon, t_string!(i18n, ui.afternoon))];
    (day, choices(t_string!(i18n, ui.half), halves, half, choose)).into_any()
}

/// The day and the half that stand in a field, as far as they do.
fn parts(text: &str) -> (&str, Option<Half>) {
    let half_of = |word: &str| Half::ALL.into_iter().find(|half| half.word() == word);
    match text.split_once(' ') {
        Some((day, half)) => (day, half_of(half)),
        None => half_of(text).map_or((text, None), |half| ("", Some(half))),
    }
}

/// The text for a day and a half of it; one of them may be missing.
fn joined(day: &str, half: Option<Half>) -> String {
    let words: Vec<&str> =
        [day].into_iter().filter(|day| !day.is_empty()).chain(half.map(Half::word)).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_its_half_are_one_text() {
        for (text, day, half) in [
            ("2026-11-21", "2026-11-21", None),
            ("2026-11-21 am", "2026-11-21", Some(Half::Morning)),
            ("2026-11-21 pm", "2026-11-21", Some(Half::Afternoon)),
            ("pm", "", Some(Half::Afternoon)),
            ("", "", None),
        ] {
            assert_eq!((parts(text), joined(day, half).as_str()), ((day, half), text));
        }
    }
}
