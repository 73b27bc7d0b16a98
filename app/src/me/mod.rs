//! Me: who I am here, this device and my others, the way out, and what there is to know about the app.

mod devices;
mod leave;

use domain::people::Role;
use domain::permission::looks_after_others;
use domain::session::Me as Account;
use domain::sorted::Set;
use leptos::prelude::*;
use leptos_router::components::A;
use wasm_split_helpers::wasm_split;

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened};
use crate::not_sent::StorageNotKept;
use crate::people::{Avatar, People, role_words};
use crate::session;
use crate::store::live::Records;
use crate::sync::session::{Refusal, me};
use crate::ui::screen::Screen;
use crate::ui::show::{Show, live};
use devices::Devices;
use leave::Leave;

/// What the server says of the person and their devices, when it can be asked.
type Answer = LocalResource<Result<Account, Refusal>>;

/// Opens the screen, whose code comes the first time.
#[wasm_split(me, fallible)]
pub fn open() -> LoadedScreen {
    opened(|| view! { <Me /> })
}

/// Everything about the person and this device.
#[component]
fn Me() -> impl IntoView {
    let i18n = use_i18n();
    let nobody = move || session::records().is_none();
    view! {
        <Screen title=t_string!(i18n, me.title)>
            {move || session::records().map(|records| view! { <Mine records /> })}
            <ThisDevice />
            <section class="card" aria-labelledby="more">
                <h2 id="more">{t!(i18n, me.more)}</h2>
                <ul class="links">
                    <Show when=nobody>
                        <li><a href="/sign-in" rel="external">{t!(i18n, me.sign_in)}</a></li>
                    </Show>
                    <li><a href="/accessibility" rel="external">{t!(i18n, me.accessibility)}</a></li>
                    <li><a href="/api/docs" rel="external">{t!(i18n, me.api)}</a></li>
                </ul>
            </section>
        </Screen>
    }
}

/// What there is only once somebody has signed in.
#[component]
fn Mine(records: Records) -> impl IntoView {
    let answer = LocalResource::new(me);
    let people = session::people();
    let account = move || answer.get().and_then(Result::ok).filter(|me| me.person.id == records.person());
    let roles = Memo::new(move |_| {
        let mut roles = people.get().as_ref().map(roles_here).unwrap_or_default();
        roles.extend(account().into_iter().flat_map(|me| me.roles).map(|held| held.role));
        roles
    });
    let looks_after = move || roles.get().into_iter().any(looks_after_others);
    view! {
        <Who records answer roles />
        <Show when=looks_after><Others /></Show>
        <Devices records answer />
        <Leave records />
    }
    .into_any()
}

/// The way to those the person looks after, for whoever has such a role.
#[component]
fn Others() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="card" aria-labelledby="others">
            <h2 id="others">{t!(i18n, looked_after.title)}</h2>
            <ul class="links">
                <li><A href="/people">{t!(i18n, looked_after.link)}</A></li>
            </ul>
        </section>
    }
}

/// The name and the roles, from the records here; whose records are read online has them from the server.
#[component]
fn Who(records: Records, answer: Answer, roles: Memo<Set<Role>>) -> impl IntoView {
    let i18n = use_i18n();
    let people = session::people();
    let account = move || answer.get().and_then(Result::ok).filter(|me| me.person.id == records.person());
    let name = Signal::derive(move || {
        let here = people.get().map(|people| people.name(records.person())).unwrap_or_default();
        if here.is_empty() { account().map(|me| me.person.name).unwrap_or_default() } else { here }
    });
    let roles = move || {
        let words: Vec<&str> = roles.get().into_iter().map(role_words).collect();
        if words.is_empty() { t_string!(i18n, me.roles_none).to_owned() } else { words.join(", ") }
    };
    view! {
        <section class="card me-who">
            <Avatar name />
            <div>
                <h2><bdi>{name}</bdi></h2>
                <p class="meta">{live(roles)}</p>
                <p class="meta" dir="ltr">{move || account().map(|me| me.person.email)}</p>
            </div>
        </section>
    }
}

fn roles_here(people: &People) -> Set<Role> {
    let roles = people.scopes.values().flat_map(|scope| &scope.roles).copied();
    roles.filter(|role| *role != Role::Owner).collect()
}

#[component]
fn ThisDevice() -> impl IntoView {
    let i18n = use_i18n();
    let used = LocalResource::new(device::used_bytes);
    let used = move || match used.get().flatten() {
        Some(bytes) => device::size_in_words(bytes),
        None => t_string!(i18n, me.storage_unknown).to_string(),
    };
    view! {
        <section class="card" aria-labelledby="device">
            <h2 id="device">{t!(i18n, me.device)}</h2>
            <dl class="facts">
                <div>
                    <dt>{t!(i18n, me.build)}</dt>
                    <dd dir="ltr">{device::build()}</dd>
                </div>
                <div>
                    <dt>{t!(i18n, me.storage_used)}</dt>
                    <dd class="number">{live(used)}</dd>
                </div>
            </dl>
            <StorageNotKept />
            <ul class="links">
                <li><A href="/ready">{t!(i18n, me.ready)}</A></li>
            </ul>
        </section>
    }
}
