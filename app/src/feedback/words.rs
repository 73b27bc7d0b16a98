//! What feedback says: the same words on every screen that shows them.

use domain::feedback::{Content, Quote, Strength};
use domain::sorted::sort_by_key;
use domain::target::Agreed;
use leptos::prelude::*;

use crate::device::day_in_words;
use crate::i18n::{t, t_string, use_i18n};
use crate::ui::area::AreaChip;

/// The strengths, the agreed targets, what was talked about, and the lines of the notes that its author chose.
#[component]
pub fn Words(
    /// The words that are shown.
    content: Content,
) -> impl IntoView {
    let i18n = use_i18n();
    let Content { strengths, targets, discussion, quotes } = content;
    let mut quotes: Vec<Quote> = quotes.into_values().collect();
    sort_by_key(&mut quotes, |quote| quote.lesson_ms);
    // What was emptied in a change is taken away.
    let strengths = strengths.into_values().filter(|strength| !strength.text.trim().is_empty());
    let targets = targets.values().filter(|target| !target.text.trim().is_empty());
    let talked = (!discussion.trim().is_empty())
        .then(|| view! { <li><p class="said-text" dir="auto">{discussion}</p></li> }.into_any());
    let parts = [
        (t_string!(i18n, feedback.strengths), strengths.map(strength).collect()),
        (t_string!(i18n, feedback.targets), targets.map(agreed).collect()),
        (t_string!(i18n, feedback.discussion), Vec::from_iter(talked)),
        (t_string!(i18n, feedback.quotes), quotes.into_iter().map(quoted).collect()),
    ];
    parts.into_iter().map(|(title, said)| part(title, said)).collect_view()
}

/// One part under its heading; a part that says nothing is not shown.
fn part(title: &'static str, said: Vec<AnyView>) -> Option<AnyView> {
    (!said.is_empty()).then(|| {
        view! {
            <section class="card said">
                <h2>{title}</h2>
                <ul>{said}</ul>
            </section>
        }
        .into_any()
    })
}

fn strength(strength: Strength) -> AnyView {
    view! {
        <li>
            <p class="said-text strong" dir="auto">{strength.text}</p>
            {strength.area.map(|area| view! { <AreaChip area /> })}
        </li>
    }
    .into_any()
}

fn agreed(target: &Agreed) -> AnyView {
    view! {
        <li>
            <p class="said-text strong" dir="auto">{target.text.clone()}</p>
            {measure(target)}
            {target.area.map(|area| view! { <AreaChip area /> })}
        </li>
    }
    .into_any()
}

/// The sign by which both will know that a target was reached, and its day.
pub fn measure(target: &Agreed) -> AnyView {
    let i18n = use_i18n();
    let success = (!target.success.is_empty()).then(|| target.success.clone());
    let due = target.due.map(day_in_words);
    view! {
        {success.map(|success| view! {
            <p class="said-text">
                <span class="meta">{t!(i18n, feedback.success)}</span>
                <span dir="auto">{success}</span>
            </p>
        })}
        {due.map(|day| view! { <p class="meta">{t!(i18n, feedback.due, day = day.clone())}</p> })}
    }
    .into_any()
}

fn quoted(quote: Quote) -> AnyView {
    view! {
        <li class="quote">
            <span class="number meta">{lesson_time(quote.lesson_ms)}</span>
            <p class="said-text" dir="auto">{quote.text}</p>
            {quote.area.map(|area| view! { <AreaChip area /> })}
        </li>
    }
    .into_any()
}

/// A moment of the lesson, in minutes and seconds: `06:32`.
fn lesson_time(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}
