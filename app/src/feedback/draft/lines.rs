//! The notes of the lesson, and what becomes of each: something to say, a line to show, or nothing.

use domain::{feedback::fields::QUOTES, id::EntryId, notes::Note, sorted::sort_by_key};
use leptos::prelude::*;

use super::{content::MOST, drafting::Drafting, part::Part};
use crate::i18n::{t, t_string, use_i18n};
use crate::notes::TagChip;
use crate::ui::area::AreaChip;
use crate::ui::icon::{Icon, Shape};
use crate::ui::show::live;

/// The notes, those that are marked for this step first.
pub(super) fn lines(drafting: Drafting, part: Part, ids: Memo<Vec<EntryId>>) -> AnyView {
    let i18n = use_i18n();
    let notes = move || {
        let mut notes = drafting.notes.get();
        sort_by_key(&mut notes, |(_, note)| note.tag != Some(part.tag()));
        let line = |(id, note)| line(drafting, id, note, used(drafting, part, ids, id));
        notes.into_iter().map(line).collect_view()
    };
    let none = move || drafting.notes.with(Vec::is_empty).then_some(t_string!(i18n, draft.no_notes));
    view! {
        <section class="lines" aria-labelledby="notes">
            <h2 id="notes">{t!(i18n, draft.notes)}</h2>
            <p class="meta">{t!(i18n, draft.notes_private)}</p>
            <p class="meta">{live(none)}</p>
            <ul class="items">{live(notes)}</ul>
        </section>
    }
    .into_any()
}

/// The lines that will be shown, each to be left out again.
pub(super) fn shown_lines(drafting: Drafting) -> AnyView {
    let i18n = use_i18n();
    let shown = move || {
        let body = drafting.fields().body();
        let is_shown = |id: &EntryId| QUOTES.of(*id).get(&body).is_some();
        drafting.notes.get().into_iter().filter(|(id, _)| is_shown(id)).collect::<Vec<_>>()
    };
    let shown = Memo::new(move |_| shown());
    let none = move || shown.with(Vec::is_empty).then_some(t_string!(i18n, draft.no_lines));
    let lines = move || {
        let line = |(id, note)| line(drafting, id, note, ().into_any());
        shown.get().into_iter().map(line).collect_view()
    };
    view! {
        <section class="lines" aria-labelledby="lines">
            <h2 id="lines">{t!(i18n, draft.lines)}</h2>
            <p class="meta">{live(none)}</p>
            <ul class="items">{live(lines)}</ul>
        </section>
    }
    .into_any()
}

/// One note, what can be made of it, and whether its line is shown.
fn line(drafting: Drafting, id: EntryId, note: Note, uses: AnyView) -> AnyView {
    let i18n = use_i18n();
    let is_shown = Memo::new(move |_| QUOTES.of(id).get(&drafting.fields().body()).is_some());
    let (text, tag, area, time) = (note.text.clone(), note.tag, note.area, lesson_time(note.lesson_ms));
    let toggle = move |_| drafting.show_line(id, (!is_shown.get_untracked()).then_some(&note));
    view! {
        <li class="line">
            <p><span class="number meta">{time}</span>" "<span dir="auto">{text}</span></p>
            <p class="note-marks">
                {tag.map(|tag| view! { <TagChip tag /> })}
                {area.map(|area| view! { <AreaChip area /> })}
            </p>
            <div class="line-actions">
                {uses}
                <button
                    type="button"
                    class="choice"
                    aria-pressed=move || is_shown.get().to_string()
                    on:click=toggle
                >
                    {t!(i18n, draft.show_line)}
                </button>
            </div>
        </li>
    }
    .into_any()
}

/// The way to make a strength or a target of a note, until it is one or there are three.
fn used(drafting: Drafting, part: Part, ids: Memo<Vec<EntryId>>, id: EntryId) -> AnyView {
    let i18n = use_i18n();
    let words = match part {
        Part::Strengths => t_string!(i18n, draft.use_strength),
        Part::Targets => t_string!(i18n, draft.use_target),
    };
    let press = move |_| {
        let notes = drafting.notes.get_untracked();
        if let Some((_, note)) = notes.iter().find(|(other, _)| *other == id) {
            drafting.use_note(part, id, note);
        }
    };
    let uses = move || {
        if ids.with(|ids| ids.contains(&id)) {
            view! { <p class="chip"><Icon shape=Shape::Tick />{t!(i18n, draft.used)}</p> }.into_any()
        } else if ids.with(Vec::len) < MOST {
            view! { <button type="button" class="button small" on:click=press>{words}</button> }.into_any()
        } else {
            ().into_any()
        }
    };
    uses.into_any()
}

/// A moment of the lesson, in minutes and seconds: `06:32`.
fn lesson_time(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}
