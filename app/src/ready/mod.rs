//! Ready for school: what this device needs for a classroom with no network, and whether it is there.

mod check;
mod records;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened};
use crate::sync::connection::{self, Link};
use crate::ui::icon::{Icon, Shape};
use crate::ui::screen::Screen;
use crate::ui::show::live;
use check::{Check, Findings, look};
use records::RecordsHere;

/// Opens the screen, whose code comes the first time.
#[wasm_split(ready, fallible)]
pub fn open() -> LoadedScreen {
    opened(|| view! { <Ready /> })
}

/// Checks this device when it opens, and again when asked.
#[component]
fn Ready() -> impl IntoView {
    let i18n = use_i18n();
    let findings = LocalResource::new(look);
    let again = move |_| {
        findings.refetch();
        connection::ask();
    };
    view! {
        <Screen title=t_string!(i18n, ready.title)>
            <p class="lead">{t!(i18n, ready.lead)}</p>
            <section class="card" aria-live="polite" aria-busy=move || findings.get().is_none().to_string()>
                <ul class="checks">
                    {move || findings.get().map(|found| view! { <Rows found /> })}
                    <Server />
                </ul>
            </section>
            <p class="meta">
                {move || findings.get().map(|found| t!(i18n, ready.checked, time = found.at))}
            </p>
            <button type="button" class="button" on:click=again>{t!(i18n, ready.check_again)}</button>
        </Screen>
    }
}

/// What was found on the device itself.
#[component]
fn Rows(found: Findings) -> impl IntoView {
    let i18n = use_i18n();
    let app = match found.app {
        Check::Done => t_string!(i18n, ready.app_yes),
        Check::Wait => t_string!(i18n, ready.app_waiting),
        Check::Look => t_string!(i18n, ready.app_no),
    };
    let storage = match found.storage {
        Check::Done => t_string!(i18n, ready.storage_kept),
        Check::Wait | Check::Look => t_string!(i18n, ready.storage_best_effort),
    };
    let space = match found.free {
        Some(free) => t_string!(i18n, ready.space_free, free = free),
        None => t_string!(i18n, ready.space_unknown).to_string(),
    };
    view! {
        <Row check=found.app name=t_string!(i18n, ready.app).to_string() words=app.to_string() />
        <RecordsHere />
        <Row check=found.storage name=t_string!(i18n, ready.storage).to_string() words=storage.to_string() />
        <Row check=found.space name=t_string!(i18n, ready.space).to_string() words=space />
    }
}

/// A line that says when the server last answered; being offline is no fault.
#[component]
fn Server() -> impl IntoView {
    let i18n = use_i18n();
    let link = connection::link();
    live(move || {
        let (check, words) = match link.get() {
            Link::Online(at) => (Check::Done, t_string!(i18n, connection.online, time = at)),
            Link::Unknown => (Check::Wait, t_string!(i18n, connection.unknown).to_string()),
            Link::Offline => (Check::Wait, t_string!(i18n, connection.offline).to_string()),
            Link::Unreachable => (Check::Wait, t_string!(i18n, connection.unreachable).to_string()),
        };
        view! { <Row check name=t_string!(i18n, ready.server).to_string() words /> }
    })
}

/// One thing that was checked: a mark, its name, and what was found.
#[component]
fn Row(check: Check, name: String, words: String) -> impl IntoView {
    let i18n = use_i18n();
    let (shape, mark) = match check {
        Check::Done => (Shape::Tick, t_string!(i18n, ready.done)),
        Check::Wait => (Shape::Clock, t_string!(i18n, ready.wait)),
        Check::Look => (Shape::Eye, t_string!(i18n, ready.look)),
    };
    view! {
        <li class="check" data-check=check.name()>
            <Icon shape />
            <div>
                <strong>{name}</strong>
                <span class="chip">{mark}</span>
                <p>{words}</p>
            </div>
        </li>
    }
}
