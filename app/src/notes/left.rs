//! What an observer wrote in a lesson that is not here, or no longer: still theirs, to read and to copy.

use domain::id::RecordId;
use leptos::prelude::*;

use super::{Written, clock::in_words};
use crate::i18n::{t, t_string, use_i18n};
use crate::not_found::NotHere;
use crate::ui::screen::Screen;

/// The notes and the text that was being typed; where there are none, that nothing is here.
pub fn left(lesson: RecordId, written: Memo<Option<Written>>, typed: String) -> AnyView {
    let screen = move || {
        let lines = written.get().map(|written| written.lines).unwrap_or_default();
        if lines.is_empty() && typed.is_empty() {
            return view! { <NotHere /> }.into_any();
        }
        let mut texts: Vec<_> =
            lines.into_iter().map(|(_, note)| (in_words(note.lesson_ms), note.text)).collect();
        texts.extend((!typed.is_empty()).then(|| (String::new(), typed.clone())));
        kept(lesson, texts)
    };
    screen.into_any()
}

fn kept(lesson: RecordId, texts: Vec<(String, String)>) -> AnyView {
    let i18n = use_i18n();
    let line = |(time, text): (String, String)| {
        view! {
            <li>
                <p class="number meta">{time}</p>
                <p class="said-text" dir="auto">{text}</p>
            </li>
        }
    };
    view! {
        <Screen title=t_string!(i18n, notes.left_title)>
            <p>{t!(i18n, notes.left)}</p>
            <section class="card said">
                <ol aria-label=move || t_string!(i18n, notes.list)>{texts.into_iter().map(line).collect_view()}</ol>
            </section>
            <a class="button" href=format!("/lessons/{lesson}/feedback")>{t!(i18n, notes.left_feedback)}</a>
            <a class="button primary" href="/">{t!(i18n, not_found.home)}</a>
        </Screen>
    }
    .into_any()
}
