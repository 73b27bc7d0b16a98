//! What the trainee says of an opportunity: that they took it, and what they took from it.

use domain::{
    field::One,
    opportunity::{
        OFFERED, TAKEN,
        fields::{REFLECTION, TAKEN_ON},
    },
    sync::merge::Edit,
};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::page::Page;
use crate::device::today;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::name_of;
use crate::record::row::Row;
use crate::ui::screen::focus_on;
use crate::ui::show::Show;
use crate::ui::text::Writing;

/// What is shown of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    /// What to do once it was taken, for the trainee.
    Lead,
    /// The trainee's form.
    Form,
    /// The trainee's words.
    Words,
}

impl Shown {
    fn of(page: Page) -> Self {
        let (stage, is_theirs) = (page.stage(), page.may(REFLECTION));
        match stage {
            Some(OFFERED) if is_theirs => Self::Lead,
            None | Some(OFFERED) => Self::Nothing,
            Some(stage) if is_theirs && (stage == TAKEN || page.open.get()) => Self::Form,
            Some(_) => Self::Words,
        }
    }
}

/// What the trainee took from it: a form for them until they have said it, and their words for everyone.
pub(super) fn answer(page: Page) -> AnyView {
    let i18n = use_i18n();
    let shown = Memo::new(move |_| Shown::of(page));
    let part = move || match shown.get() {
        Shown::Nothing => ().into_any(),
        Shown::Lead => view! { <p class="lead">{t!(i18n, opportunity.take_lead)}</p> }.into_any(),
        Shown::Form => form(page),
        Shown::Words => view! { {move || words(page)} }.into_any(),
    };
    part.into_any()
}

/// The one thing to do with what is offered, for the trainee alone.
pub(super) fn take(page: Page) -> AnyView {
    let i18n = use_i18n();
    let is_theirs = Memo::new(move |_| page.stage() == Some(OFFERED) && page.may(TAKEN_ON));
    let take = move |_| {
        page.fresh.set_value(true);
        page.save(vec![taken_on(page, Some(json!(today())))]);
    };
    view! {
        <Show when=move || is_theirs.get()>
            <button type="button" class="button primary at-thumb" on:click=take>{t!(i18n, opportunity.take)}</button>
        </Show>
    }
    .into_any()
}

/// The day on which it was taken, or none.
fn taken_on(page: Page, value: Option<Value>) -> Edit {
    let path = TAKEN_ON.path();
    let base = page.found.with_untracked(|found| path.get(&found.as_ref()?.record.body).cloned());
    Edit { path, base, value }
}

/// What keeps the form from being saved, each said at its field.
#[derive(Clone, Copy)]
struct Lacks {
    day: RwSignal<bool>,
    words: RwSignal<bool>,
}

fn form(page: Page) -> AnyView {
    let i18n = use_i18n();
    let lacks = Lacks { day: RwSignal::new(false), words: RwSignal::new(false) };
    let is_open = page.bound().fields.is_open();
    if page.fresh.get_value() {
        page.fresh.set_value(false);
        focus_on("answer");
    }
    view! {
        <div id="answer" class="card item" role="group" tabindex="-1" aria-label=t_string!(i18n, opportunity.answer)>
            {move || is_open.get().then(|| rows(page, lacks))}
            <div class="author-ways">
                {back(page)}
                <button type="button" class="button primary" on:click=move |_| save(page, lacks)>
                    {t!(i18n, opportunity.save)}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn rows(page: Page, lacks: Lacks) -> AnyView {
    let i18n = use_i18n();
    let row = |field: One, label: &'static str, writing, (lack, words): (RwSignal<bool>, &'static str)| {
        let lack = Signal::derive(move || lack.get().then(|| words.to_owned()));
        Row::new(field.path(), Signal::stored(label.to_owned()), writing).lack(lack)
    };
    let day = (lacks.day, t_string!(i18n, opportunity.no_day));
    let day = row(TAKEN_ON, t_string!(i18n, opportunity.taken_on), Writing::Day, day);
    let words = (lacks.words, t_string!(i18n, opportunity.no_reflection));
    let words = row(REFLECTION, t_string!(i18n, opportunity.reflection), Writing::Lines(5), words);
    let words = words.hint(t_string!(i18n, opportunity.reflection_hint).to_string());
    view! { {day.of(page.bound().fields)} {words.of(page.bound().fields)} }.into_any()
}

/// Saves what was said, or says at the field what is missing.
fn save(page: Page, lacks: Lacks) {
    let fields = page.bound().fields;
    let is_blank = |field: One| untrack(|| fields.text(&field.path())).trim().is_empty();
    let edits = fields.edits();
    lacks.day.set(is_blank(TAKEN_ON));
    lacks.words.set(is_blank(REFLECTION) && edits.is_empty());
    let is_whole = !lacks.day.get_untracked() && !lacks.words.get_untracked();
    if is_whole && untrack(|| fields.problems()).is_empty() {
        page.save(edits);
    }
}

/// The way out of the form: of what was said before, or of having said by a slip that it was taken.
fn back(page: Page) -> AnyView {
    let i18n = use_i18n();
    let fields = page.bound().fields;
    let is_taken = Memo::new(move |_| page.stage() == Some(TAKEN));
    let is_blank = Memo::new(move |_| fields.text(&REFLECTION.path()).trim().is_empty());
    let not_taken = move |_| {
        fields.forget();
        page.save(vec![taken_on(page, None)]);
    };
    let way = move || {
        match (is_taken.get(), is_blank.get()) {
        (true, true) => view! {
            <button type="button" class="button" on:click=not_taken>{t!(i18n, opportunity.not_taken)}</button>
        }
        .into_any(),
        (true, false) => ().into_any(),
        (false, _) => view! {
            <button type="button" class="button" on:click=move |_| page.leave()>{t!(i18n, author.cancel)}</button>
        }
        .into_any(),
    }
    };
    way.into_any()
}

/// The words of the trainee, as they are read; they themselves may change them.
fn words(page: Page) -> Option<AnyView> {
    let i18n = use_i18n();
    let text = page.found.with(|found| found.as_ref().map(|found| found.opportunity.reflection.clone()));
    let text = text.filter(|text| !text.trim().is_empty())?;
    let name = name_of(page.trainee()?);
    let title = move || {
        let others = || t_string!(i18n, opportunity.took, name = name.get());
        if page.is_own() { t_string!(i18n, opportunity.reflection).to_string() } else { others() }
    };
    let change = move |_| {
        page.open.set(true);
        focus_on("answer");
    };
    let way = page.may(REFLECTION).then(|| {
        view! { <button type="button" class="button small" on:click=change>{t!(i18n, opportunity.change)}</button> }
    });
    let words = view! {
        <section class="card said">
            <h2>{title}</h2>
            <p class="said-text" dir="auto">{text}</p>
            <div>{way}</div>
        </section>
    };
    Some(words.into_any())
}
