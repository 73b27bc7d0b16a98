//! One card of *Not sent yet*: what it is, where it stands, and what can be done.

use domain::api::Problem;
use domain::feedback::command::Command;
use domain::lesson::LESSON;
use domain::state::State;
use domain::sync::mutation::Mutation;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::about::{Deed, beginning, edited, text};
use super::group::Group;
use super::problem::why;
use crate::counted;
use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::name_of;
use crate::session::{fault_words, use_records};
use crate::state::StateChip;
use crate::store::Fault;
use crate::sync::browser;

/// What a card answers to what was asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    Copied,
    NotCopied,
    TooLate,
    Fault(Fault),
}

/// What waits on one card, in the state it is in by now; `taken_back` becomes true when it was taken back.
pub fn card(group: &Group, state: Memo<State>, taken_back: RwSignal<bool>) -> AnyView {
    let i18n = use_i18n();
    let told = RwSignal::new(None);
    let count = group.count;
    let old = group.is_old(browser::now());
    view! {
        <li class="card unsent">
            <h2 dir="auto">{heading(group)}</h2>
            <p class="meta">
                <span class="number">{device::moment_in_words(group.last.entry.mutation.at)}</span>
                {(count > 1).then(|| format!(" · {}", counted!(i18n, not_sent.changes, count)))}
            </p>
            {move || view! { <StateChip state=state.get() /> }}
            {old.then(|| view! { <p class="advice">{t!(i18n, not_sent.old)}</p> })}
            {actions(group, told, taken_back)}
            <p role="status" class="meta">{move || told.get().map(|told| told_words(&told))}</p>
        </li>
    }
    .into_any()
}

/// What it is; where it can be looked at, it leads there.
fn heading(group: &Group) -> AnyView {
    let title = title(group);
    match group.address(use_records().person()) {
        Some(address) => view! { <A href=address>{title}</A> }.into_any(),
        None => title.into_any(),
    }
}

/// What it is, with the trainee's name and the class where they are known here. With a role that ends the name leaves
/// the device: the beginning of the person's own words then tells which it was.
fn title(group: &Group) -> impl Fn() -> String + Send + Sync + use<> {
    let i18n = use_i18n();
    let (deed, class) = (group.deed, group.about.class.clone());
    let name = group.about.trainee.map(name_of);
    let words = beginning(&text(&group.last.entry.mutation));
    move || {
        let name = name.map(|name| name.get()).unwrap_or_default();
        let words = if name.is_empty() { words.clone() } else { String::new() };
        let words = if words.is_empty() { words } else { t_string!(i18n, not_sent.begins, words = words) };
        let parts = [deed_words(deed), &name, &class, &words];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

fn actions(group: &Group, told: RwSignal<Option<Told>>, taken_back: RwSignal<bool>) -> AnyView {
    if let Some(problem) = &group.last.problem {
        let words = why(problem, group.place);
        return refused(group, problem, words, told);
    }
    if group.can_be_taken_back() { take_back(group, told, taken_back) } else { ().into_any() }
}

fn take_back(group: &Group, told: RwSignal<Option<Told>>, taken_back: RwSignal<bool>) -> AnyView {
    let i18n = use_i18n();
    let (records, id) = (use_records(), group.last.entry.mutation.id);
    let ask = move |_| {
        spawn_local(async move {
            match records.take_back(id).await {
                Ok(true) => taken_back.set(true),
                Ok(false) => told.set(Some(Told::TooLate)),
                Err(fault) => told.set(Some(Told::Fault(fault))),
            }
        });
    };
    view! {
        <button type="button" class="button small" on:click=ask>{t!(i18n, not_sent.take_back)}</button>
    }
    .into_any()
}

/// The reason for which it was refused, with the person's words, which stay here until they have seen it.
fn refused(group: &Group, problem: &Problem, words: String, told: RwSignal<Option<Told>>) -> AnyView {
    let i18n = use_i18n();
    let (records, id) = (use_records(), group.last.entry.mutation.id);
    let seen = move |_| {
        spawn_local(async move {
            if let Err(fault) = records.dismiss(id).await {
                told.set(Some(Told::Fault(fault)));
            }
        });
    };
    let code = format!("{:?}", problem.code);
    let text = text(&group.last.entry.mutation);
    view! {
        <p data-code=code>{words}</p>
        {own_words(&text)}
        {lesson_words(&group.last.entry.mutation)}
        <div class="unsent-actions">
            {copy_text(text, told)}
            <button type="button" class="button small" on:click=seen>{t!(i18n, not_sent.seen)}</button>
        </div>
    }
    .into_any()
}

fn own_words(text: &str) -> Option<AnyView> {
    let i18n = use_i18n();
    let words = || {
        view! {
            <details class="own-words">
                <summary>{t!(i18n, not_sent.your_words)}</summary>
                <p dir="auto">{text.to_owned()}</p>
            </details>
        }
    };
    (!text.is_empty()).then(|| words().into_any())
}

/// The way to what was written in a lesson: it stays the person's when the lesson is refused.
fn lesson_words(mutation: &Mutation) -> Option<AnyView> {
    let i18n = use_i18n();
    let lesson = match Command::of(&mutation.action) {
        Some(Command::Send(send)) => send.lesson,
        _ if mutation.kind == LESSON => mutation.record,
        _ => return None,
    };
    let link = view! { <p><A href=format!("/lessons/{lesson}")>{t!(i18n, not_sent.lesson_words)}</A></p> };
    Some(link.into_any())
}

fn copy_text(text: String, told: RwSignal<Option<Told>>) -> Option<AnyView> {
    let i18n = use_i18n();
    if text.is_empty() {
        return None;
    }
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            told.set(Some(if device::copy(&text).await { Told::Copied } else { Told::NotCopied }));
        });
    };
    let button = view! {
        <button type="button" class="button small" on:click=copy>{t!(i18n, not_sent.copy)}</button>
    };
    Some(button.into_any())
}

fn told_words(told: &Told) -> String {
    let i18n = use_i18n();
    match told {
        Told::Copied => t_string!(i18n, not_sent.copied).to_owned(),
        Told::NotCopied => t_string!(i18n, not_sent.not_copied).to_owned(),
        Told::TooLate => t_string!(i18n, not_sent.too_late).to_owned(),
        Told::Fault(fault) => fault_words(fault),
    }
}

fn deed_words(deed: Deed) -> &'static str {
    let i18n = use_i18n();
    match deed {
        Deed::Edit(kind) => edited(kind).map_or(t_string!(i18n, not_sent.other), |edited| (edited.name)()),
        Deed::Feedback => t_string!(i18n, not_sent.feedback),
        Deed::Opened => t_string!(i18n, not_sent.opened),
        Deed::Reply => t_string!(i18n, not_sent.reply),
        Deed::Change => t_string!(i18n, not_sent.change),
        Deed::Withdrawal => t_string!(i18n, not_sent.withdrawal),
    }
}
