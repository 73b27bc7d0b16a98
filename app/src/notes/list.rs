//! The notes so far, the newest at the bottom, where the next one is written.

use domain::{
    id::EntryId,
    notes::{
        Note,
        fields::{AREA, LINES, TAG},
    },
    people::own_scope,
};
use leptos::prelude::*;
use serde_json::json;

use super::{
    Written,
    clock::in_words,
    desk::use_desk,
    tag::{TagChip, TagChips},
};
use crate::i18n::{t, t_string, use_i18n};
use crate::people::WhoCanSee;
use crate::record::choice::Choice;
use crate::record::versions::Versions;
use crate::session::use_records;
use crate::ui::area::{AreaChip, AreaChips};
use crate::ui::show::{Show, live};

/// All notes; the marks of each may be changed, its words not.
#[component]
pub fn List(
    /// The notes that were written so far.
    written: Memo<Option<Written>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let lines = move || {
        written.with(|written| written.as_ref().map(|written| written.lines.clone()).unwrap_or_default())
    };
    let ids = Memo::new(move |_| lines().into_iter().map(|(id, _)| id).collect::<Vec<_>>());
    let open = RwSignal::new(None::<EntryId>);
    let note = move |id: EntryId| {
        let find = move |lines: Vec<(EntryId, Note)>| lines.into_iter().find(|line| line.0 == id);
        let note = Memo::new(move |_| find(lines()).map(|(_, note)| note));
        let two = Memo::new(move |_| {
            written.with(|written| two_versions(written.as_ref().map_or(&[], |written| &written.open), id))
        });
        view! {
            <li class="note">
                <Line id note open />
                <Versions open=two choose=Callback::new(move |(choice, late)| use_desk().settle(&choice, late)) />
            </li>
        }
    };
    view! {
        <div class="notes">
            <div>
                <WhoCanSee scope=own_scope(use_records().person()).id />
                <Show
                    when=move || !ids.with(Vec::is_empty)
                    fallback=move || view! { <p class="meta">{t!(i18n, notes.empty)}</p> }
                >
                    <ol aria-label=move || t_string!(i18n, notes.list)>
                        <For each=move || ids.get() key=|id| *id children=note />
                    </ol>
                </Show>
            </div>
        </div>
    }
}

/// The marks of a note that two devices made differently.
fn two_versions(open: &[Choice], id: EntryId) -> Vec<Choice> {
    let note = LINES.of(id);
    open.iter().filter(|choice| choice.is_below(&note)).cloned().collect()
}

/// One note: a press opens what it may be marked as.
#[component]
fn Line(id: EntryId, note: Memo<Option<Note>>, open: RwSignal<Option<EntryId>>) -> impl IntoView {
    let is_open = Memo::new(move |_| open.get() == Some(id));
    let press = move |_| open.set((!is_open.get_untracked()).then_some(id));
    let words = move || note.get().map(|note| view! { <Words note /> });
    view! {
        <button type="button" class="note-words" aria-expanded=move || is_open.get().to_string() on:click=press>
            {live(words)}
        </button>
        {move || is_open.get().then(|| view! { <Marks id note /> })}
    }
}

#[component]
fn Words(note: Note) -> impl IntoView {
    let marked = note.tag.is_some() || note.area.is_some();
    let marks = view! {
        <span class="note-marks">
            {note.tag.map(|tag| view! { <TagChip tag /> })}
            {note.area.map(|area| view! { <AreaChip area /> })}
        </span>
    };
    view! {
        <span class="number meta">{in_words(note.lesson_ms)}</span>
        <span class="note-text">
            <span dir="auto">{note.text}</span>
            {marked.then_some(marks)}
        </span>
    }
}

#[component]
fn Marks(id: EntryId, note: Memo<Option<Note>>) -> impl IntoView {
    let desk = use_desk();
    let tag = Memo::new(move |_| note.get().and_then(|note| note.tag));
    let area = Memo::new(move |_| note.get().and_then(|note| note.area));
    let word = |value: serde_json::Value| (!value.is_null()).then_some(value);
    let choose_tag = Callback::new(move |to: Option<_>| {
        desk.mark(id, TAG, word(json!(tag.get_untracked())), word(json!(to)));
    });
    let choose_area = Callback::new(move |to: Option<_>| {
        desk.mark(id, AREA, word(json!(area.get_untracked())), word(json!(to)));
    });
    view! {
        <div class="note-choices">
            <TagChips chosen=tag choose=choose_tag />
            <AreaChips chosen=area choose=choose_area />
        </div>
    }
}
