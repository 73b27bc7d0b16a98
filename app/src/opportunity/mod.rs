//! Opportunities: what a trainee may observe, learn or take on, and what they took from it.

mod answer;
mod offer;
pub mod one;
mod page;

use std::{cmp::Reverse, sync::Arc};

use chrono::NaiveDate;
use domain::{
    id::{PersonId, RecordId},
    opportunity::{OFFERED, OPPORTUNITY, Opportunity, REFLECTED, Sort, TAKEN},
    people::ScopeKind::Training,
    sorted::sort_by_key,
    state::State,
    sync::{
        command::EDIT,
        record::{Record, read},
        stage::NEW,
    },
};
use leptos::prelude::*;

use crate::device::day_in_words;
use crate::i18n::{Locale, t, t_string, td_string, use_i18n};
use crate::not_sent::Edited;
use crate::people::use_people;
use crate::session::use_records;
use crate::state::{Seen, StateChip};
use crate::store::look::Look;
use crate::subjects::Brings;
use crate::ui::growing::Growing;
use crate::ui::icon::Shape;
use crate::ui::show::Show;

/// What opportunities bring to the screens of every subject.
pub const BRINGS: Brings = Brings {
    states: &[
        Seen { state: OFFERED.state, tone: "info", shape: Shape::Arrow, words: offered },
        Seen { state: TAKEN.state, tone: "plain", shape: Shape::Tick, words: taken },
        Seen { state: REFLECTED.state, tone: "good", shape: Shape::Message, words: reflected },
    ],
    edited: &[Edited {
        kind: OPPORTUNITY,
        name: || t_string!(use_i18n(), opportunity.one),
        address: |known| Some(format!("/opportunities/{}", known.record)),
    }],
};

fn offered(language: Locale, _time: Option<String>, _name: Option<String>) -> String {
    td_string!(language, opportunity.offered).to_string()
}

fn taken(language: Locale, day: Option<String>, _name: Option<String>) -> String {
    match day {
        Some(day) => td_string!(language, opportunity.taken_at, day = day),
        None => td_string!(language, opportunity.taken).to_string(),
    }
}

fn reflected(language: Locale, _time: Option<String>, _name: Option<String>) -> String {
    td_string!(language, opportunity.reflected).to_string()
}

/// What a sort of opportunity is called.
fn sort_words(sort: Sort) -> &'static str {
    let i18n = use_i18n();
    match sort {
        Sort::Observe => t_string!(i18n, opportunity.observe),
        Sort::Training => t_string!(i18n, opportunity.training),
        Sort::Duty => t_string!(i18n, opportunity.duty),
        Sort::Other(_) => t_string!(i18n, opportunity.other),
    }
}

/// An opportunity as one line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Line {
    id: RecordId,
    sort: Sort,
    text: String,
    date: Option<NaiveDate>,
    taken_on: Option<NaiveDate>,
    state: State,
}

/// A trainee's opportunities, and the way to offer another one for those who may. Nothing where there is neither.
#[component]
pub fn Opportunities(
    /// The trainee.
    person: PersonId,
) -> impl IntoView {
    let i18n = use_i18n();
    let people = use_people();
    let all = use_records().ask(move |look| lines(look, person));
    let offers = Memo::new(move |_| {
        let people = people.get()?;
        people.training_of(person).filter(|scope| people.may(*scope, OPPORTUNITY, EDIT, NEW))
    });
    let is_empty = Memo::new(move |_| all.with(|all| all.as_ref().is_none_or(Vec::is_empty)));
    let each = Signal::derive(move || all.get().unwrap_or_default());
    view! {
        <Show when=move || !is_empty.get() || offers.get().is_some()>
            <section class="card" aria-labelledby="opportunities">
                <h2 id="opportunities" tabindex="-1">{t!(i18n, opportunity.title)}</h2>
                <Show when=move || is_empty.get()>
                    <p class="meta">{t!(i18n, opportunity.nothing)}</p>
                </Show>
                <ul class="lessons">
                    <Growing each key=|line| line.clone() row=line />
                </ul>
                {move || offers.get().map(|scope| offer::another(scope, person))}
            </section>
        </Show>
    }
}

fn line(line: Line) -> AnyView {
    let Line { id, sort, text, date, taken_on, state } = line;
    let facts = [Some(sort_words(sort).to_owned()), date.map(day_in_words)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    view! {
        <li>
            <a href=format!("/opportunities/{id}") dir="auto">{text}</a>
            <p class="meta">{facts.join(" · ")}</p>
            {chip(state, taken_on)}
        </li>
    }
    .into_any()
}

/// The state, with the day on which it was taken.
fn chip(state: State, taken_on: Option<NaiveDate>) -> AnyView {
    match taken_on.filter(|_| state == TAKEN.state) {
        Some(day) => view! { <StateChip state time=day_in_words(day) /> }.into_any(),
        None => view! { <StateChip state /> }.into_any(),
    }
}

/// What is open comes first, by its day; then what was reflected on, the last first.
fn lines(look: Look<'_>, person: PersonId) -> Vec<Line> {
    let is_theirs = |kind, about| kind == Training && about == Some(person);
    let scopes = look.scopes().values().filter(|opened| is_theirs(opened.kind, opened.person));
    let records = scopes.flat_map(|opened| look.of(OPPORTUNITY, opened.id));
    let one = |record: Arc<Record>| {
        let Opportunity { sort, text, date, taken_on, .. } = read(&record.body).ok()?;
        let (id, state) = (record.id, look.state_of(&record));
        Some((record.stage() == REFLECTED, Line { id, sort, text, date, taken_on, state }))
    };
    let mut lines: Vec<(bool, Line)> = records.filter_map(one).collect();
    sort_by_key(&mut lines, |(is_done, line)| {
        let done_on = Reverse(line.taken_on.filter(|_| *is_done));
        (*is_done, done_on, line.date.unwrap_or(NaiveDate::MAX))
    });
    lines.into_iter().map(|(_, line)| line).collect()
}
