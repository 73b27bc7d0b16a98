//! The strengths and the targets: up to three of each, with the notes they may come from.

use chrono::NaiveDate;
use domain::{feedback::fields, framework::Area, id::EntryId, people::own_scope, sync::path::Path};
use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    content::{Lack, MOST},
    drafting::Drafting,
    lines,
    part::Part,
    send::words,
};
use crate::device::today;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::WhoCanSee;
use crate::record::chosen::chosen;
use crate::record::row::{Row, field_id};
use crate::record::versions::Versions;
use crate::session::use_records;
use crate::ui::area::{AreaChips, AreaSections};
use crate::ui::screen::focus_heading;
use crate::ui::show::Show;
use crate::ui::text::Writing;

/// What a field is called, with the place of its member on the screen: `Target 2`, `Target 2, By when`. A member that is
/// gone has no place.
pub(super) fn name(drafting: Drafting, path: &Path) -> String {
    let i18n = use_i18n();
    let member = match (Part::of(path), place(drafting, path)) {
        (Some(Part::Strengths), Some(number)) => t_string!(i18n, draft.strength, number = number),
        (Some(Part::Targets), Some(number)) => t_string!(i18n, draft.target, number = number),
        (Some(Part::Strengths), None) => t_string!(i18n, draft.strengths_title).to_string(),
        (Some(Part::Targets), None) => t_string!(i18n, draft.targets_title).to_string(),
        _ if fields::QUOTES.path().covers(path) => t_string!(i18n, draft.lines).to_string(),
        _ => t_string!(i18n, draft.discussion).to_string(),
    };
    match path.segments().nth(2) {
        Some(field) if field == fields::TARGET_SUCCESS.name() => {
            format!("{member}, {}", t_string!(i18n, draft.success))
        }
        Some(field) if field == fields::TARGET_DUE.name() => {
            format!("{member}, {}", t_string!(i18n, draft.due))
        }
        _ => member,
    }
}

/// The number on the screen of the member a path leads to.
pub(super) fn place(drafting: Drafting, path: &Path) -> Option<usize> {
    let list = Part::of(path)?.list();
    let members = untrack(|| drafting.fields().members(list));
    let id = path.segments().nth(1)?.parse::<EntryId>().ok()?;
    members.iter().position(|member| *member == id).map(|index| index + 1)
}

/// One step: what is there, a way to add more, and the notes.
pub(super) fn items(drafting: Drafting, part: Part) -> AnyView {
    let i18n = use_i18n();
    let ids = Memo::new(move |_| drafting.fields().members(part.list()));
    let (lead, add) = match part {
        Part::Strengths => (t_string!(i18n, draft.strengths_lead), t_string!(i18n, draft.add_strength)),
        Part::Targets => (t_string!(i18n, draft.targets_lead), t_string!(i18n, draft.add_target)),
    };
    let full = t_string!(i18n, draft.full);
    let lost = Signal::derive(move || drafting.lost(part, &ids.get()));
    view! {
        <p class="lead">{lead}</p>
        <ul class="items">
            <For each=move || ids.get() key=|id| *id children=move |id| item(drafting, part, ids, id) />
        </ul>
        <Versions open=lost choose=drafting.choose() />
        {move || removed(drafting, part)}
        <p class="meta" role="status">{move || (ids.with(Vec::len) >= MOST).then_some(full)}</p>
        <Show when=move || ids.with(Vec::len) < MOST>
            <button type="button" class="button add" on:click=move |_| drafting.add(part)>{add}</button>
        </Show>
        {lines::lines(drafting, part, ids)}
        <AreaSections />
        <WhoCanSee scope=own_scope(use_records().person()).id />
        {foot(drafting, part)}
    }
    .into_any()
}

fn item(drafting: Drafting, part: Part, ids: Memo<Vec<EntryId>>, id: EntryId) -> AnyView {
    let i18n = use_i18n();
    let place = move || ids.with(|ids| ids.iter().position(|other| *other == id)).unwrap_or_default();
    let label = Signal::derive(move || match part {
        Part::Strengths => t_string!(i18n, draft.strength, number = place() + 1),
        Part::Targets => t_string!(i18n, draft.target, number = place() + 1),
    });
    let path = part.text().of(id);
    let (reads, lack) = (path.clone(), Lack::WhatToDo(path.clone()));
    let lack = Signal::derive(move || {
        let is_empty = drafting.fields().text(&reads).trim().is_empty();
        let is_lacking = is_empty && drafting.lacks.with(|lacks| lacks.contains(&lack));
        is_lacking.then(|| words(drafting, &lack))
    });
    let text = Row::new(path, label, Writing::Lines(2)).lack(lack).of(drafting.fields());
    let (chosen, choose) = chosen::<Area>(drafting.fields(), part.area().of(id));
    if drafting.fresh.get_value() == Some(id) {
        drafting.fresh.set_value(None);
        focus(Some(part.text().of(id)));
    }
    view! {
        <li class="card item">
            {text}
            {(part == Part::Targets).then(|| measure(drafting, id))}
            <AreaChips chosen choose />
            <Versions open=drafting.choices(part.list().of(id)) choose=drafting.choose() />
            <button type="button" class="button small" on:click=move |_| drafting.remove(part, id)>
                {t!(i18n, draft.remove)}
                <span class="aside">{move || label.get()}</span>
            </button>
        </li>
    }
    .into_any()
}

/// The fields for the sign by which both will know that a target was reached, and for its day.
fn measure(drafting: Drafting, id: EntryId) -> AnyView {
    let i18n = use_i18n();
    let success = Signal::derive(move || t_string!(i18n, draft.success).to_string());
    let due = Signal::derive(move || t_string!(i18n, draft.due).to_string());
    let day = fields::TARGET_DUE.of(id);
    let is_passed =
        Memo::new(move |_| drafting.fields().text(&day).parse::<NaiveDate>().is_ok_and(|day| day < today()));
    let passed =
        move || is_passed.get().then(|| view! { <p class="advice">{t!(i18n, draft.due_passed)}</p> });
    view! {
        {Row::new(fields::TARGET_SUCCESS.of(id), success, Writing::Lines(2)).of(drafting.fields())}
        {Row::new(fields::TARGET_DUE.of(id), due, Writing::Day).of(drafting.fields())}
        <div role="status">{passed}</div>
    }
    .into_any()
}

/// The way back for what was removed here last.
fn removed(drafting: Drafting, part: Part) -> AnyView {
    let i18n = use_i18n();
    let put_back = move |_| drafting.fields().put_back();
    let here = |(removed, _): &(Path, Value)| part.list().path().covers(removed);
    let is_here = drafting.fields().form().with(|form| form.removed().first().is_some_and(here));
    let words = is_here.then(|| {
        view! {
            <p class="removed">
                {t!(i18n, draft.removed)}
                <button type="button" class="button small" on:click=put_back>{t!(i18n, draft.put_back)}</button>
            </p>
        }
    });
    view! { <div role="status">{words}</div> }.into_any()
}

fn foot(drafting: Drafting, part: Part) -> AnyView {
    let i18n = use_i18n();
    let (back, words, next, next_words) = match part {
        Part::Strengths => (
            format!("/lessons/{}", drafting.about().lesson),
            t_string!(i18n, draft.back_to_notes),
            drafting.address(2),
            t_string!(i18n, draft.next_targets),
        ),
        Part::Targets => (
            drafting.address(1),
            t_string!(i18n, draft.back),
            drafting.address(3),
            t_string!(i18n, draft.next_check),
        ),
    };
    view! {
        <div class="foot">
            <a class="button" href=back>{words}</a>
            <a class="button primary" href=next>{next_words}</a>
        </div>
    }
    .into_any()
}

/// Brings the focus to a field, which may only just be being made; what has no field of its own is found at the text beside
/// it, or below the heading.
pub(super) fn focus(path: Option<Path>) {
    request_animation_frame(move || {
        let beside = path.as_ref().and_then(text_beside);
        let field =
            path.into_iter().chain(beside).find_map(|path| document().get_element_by_id(&field_id(&path)));
        match field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            Some(field) => drop(field.focus()),
            None => focus_heading(),
        }
    });
}

/// The text of the member that a path leads to.
fn text_beside(path: &Path) -> Option<Path> {
    let member = path.segments().nth(1)?.parse().ok()?;
    Part::of(path).map(|part| part.text().of(member))
}
