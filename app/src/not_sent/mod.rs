//! Not sent yet: what is only on this device, in words, until the server has everything.

mod about;
mod card;
mod group;
mod problem;
mod storage;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened};
use crate::session::use_records;
use crate::ui::icon::{Icon, Shape};
use crate::ui::screen::Screen;
use crate::ui::show::{Show, live};
use card::card;
use group::{Group, groups};

pub use about::{Edited, Known};
pub use storage::StorageNotKept;

/// Opens the screen, whose code comes the first time.
#[wasm_split(not_sent, fallible)]
pub fn open() -> LoadedScreen {
    opened(|| view! { <NotSent /> })
}

/// What waits, and what was refused.
#[component]
fn NotSent() -> impl IntoView {
    let i18n = use_i18n();
    let records = use_records();
    let cards = records.ask(move |look| groups(look, records.person()));
    let waiting = Memo::new(move |_| {
        let waits = |groups: Vec<Group>| groups.iter().any(|group| group.last.problem.is_none());
        cards.get().is_some_and(waits)
    });
    let empty = move || cards.get().is_some_and(|cards| cards.is_empty());
    let taken_back = RwSignal::new(false);
    let said = move || if taken_back.get() { t_string!(i18n, not_sent.taken_back) } else { "" };
    let each = move || cards.get().unwrap_or_default();
    let one = move |group: Group| {
        let (key, last) = (group.key(), group.last.state);
        let same = move |groups: Vec<Group>| groups.into_iter().find(|group| group.key() == key);
        let state = Memo::new(move |_| cards.get().and_then(&same).map_or(last, |group| group.last.state));
        card(&group, state, taken_back)
    };
    view! {
        <Screen title=t_string!(i18n, not_sent.title)>
            <div class="lead">
                <p>{t!(i18n, not_sent.lead)}</p>
                <p role="status">{live(said)}</p>
            </div>
            <Show when=empty>
                <div class="card all-sent">
                    <Icon shape=Shape::Tick />
                    <h2>{t!(i18n, not_sent.nothing)}</h2>
                    <p class="meta">{t!(i18n, not_sent.nothing_more)}</p>
                </div>
            </Show>
            <ul class="unsent-list" aria-label=move || t_string!(i18n, not_sent.list)>
                <For each=each key=Group::key children=one />
            </ul>
            <Show when=move || waiting.get()>
                <button type="button" class="button primary" on:click=move |_| records.wake()>
                    {t!(i18n, not_sent.try_now)}
                </button>
            </Show>
            <StorageNotKept />
        </Screen>
    }
}
