//! Signing in again in place: what waits here goes on waiting, and then goes out.

use std::rc::Rc;

use domain::{id::PersonId, sync::client::Connection};
use leptos::{prelude::*, task::spawn_local};
use wasm_split_helpers::wasm_split;

use super::form::SignInForm;
use super::records;
use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, Opened, opened};
use crate::people::name_of;
use crate::store::live::Records;
use crate::ui::icon::Shape;
use crate::ui::sheet::Sheet;
use crate::ui::show::{live, whenever};
use crate::ui::strip::Strip;

/// Says so when the session has ended or is another person's, and offers what can be done.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let open = RwSignal::new(false);
    let i18n = use_i18n();
    let title = t_string!(i18n, session.sheet_title);
    live(move || {
        let records = records()?;
        let strip = move || match records.connection().get() {
            Some(Connection::SignIn) => Some(view! { <Ended open /> }.into_any()),
            Some(Connection::OtherPerson(other)) => Some(view! { <Other other open /> }.into_any()),
            _ => None,
        };
        // Signed in on another page: here is nothing left to do.
        whenever(move || {
            if matches!(records.connection().get(), Some(Connection::Connected | Connection::Renew)) {
                open.set(false);
            }
        });
        let done = Callback::new(move |person| finish(records, open, person));
        Some(view! {
            <div role="status">{live(strip)}</div>
            <Sheet open title>
                <p class="meta">{t!(i18n, session.kept)}</p>
                <Form done />
            </Sheet>
        })
    })
}

/// The form, whose code comes when it is first needed. There is a network then: the server has said that it is needed.
#[component]
fn Form(done: Callback<PersonId>) -> impl IntoView {
    let form = RwSignal::new_local(None::<Opened>);
    spawn_local(async move {
        let loaded = open_form(done).await.unwrap_or_else(|_| Rc::new(away));
        // The sheet may have been closed meanwhile.
        let _closed = form.try_set(Some(loaded));
    });
    live(move || form.get().map(|form| form()))
}

#[wasm_split(sign_in, fallible)]
fn open_form(done: Callback<PersonId>) -> LoadedScreen {
    opened(move || view! { <SignInForm done /> })
}

fn away() -> AnyView {
    view! { <p>{t!(use_i18n(), not_found.away_text)}</p> }.into_any()
}

fn finish(records: Records, open: RwSignal<bool>, person: PersonId) {
    open.set(false);
    records.signed_in(person);
}

#[component]
fn Ended(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Strip shape=Shape::Person>
            <span>{t!(i18n, session.ended)}</span>
            <button type="button" class="button small" on:click=move |_| open.set(true)>
                {t!(i18n, session.sign_in_again)}
            </button>
        </Strip>
    }
}

/// Another person has signed in on this browser: here everything is kept, and nothing of it is sent as theirs.
#[component]
fn Other(other: PersonId, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let name = name_of(other);
    let words = move || match name.get() {
        name if name.is_empty() => t_string!(i18n, session.other).to_string(),
        name => t_string!(i18n, session.other_called, name = name),
    };
    let go_on = move || match name.get() {
        name if name.is_empty() => t_string!(i18n, session.go_on_as_other).to_string(),
        name => t_string!(i18n, session.go_on_as, name = name),
    };
    view! {
        <Strip shape=Shape::Person>
            <span>{live(words)}</span>
            <button type="button" class="button small" on:click=|_| device::go_to("/")>{live(go_on)}</button>
            <button type="button" class="button small" on:click=move |_| open.set(true)>
                {t!(i18n, session.sign_in_again)}
            </button>
        </Strip>
    }
}
