//! The people one looks after, from the server: where mail does not arrive, one makes them a one-time code.

mod code;

use domain::{api::Code, session::LookedAfter, sync::client::Connection};
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::{Avatar, role_words};
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened};
use crate::session::use_records;
use crate::sync::session::{Refusal, looked_after};
use crate::ui::screen::Screen;
use crate::ui::sheet::Sheet;
use crate::ui::show::live;
use code::{Making, Slip};

/// What the server says, when it can be asked.
type Answer = LocalResource<Result<Vec<LookedAfter>, Refusal>>;

/// Opens the screen, whose code comes the first time.
#[wasm_split(looked_after, fallible)]
pub fn open() -> LoadedScreen {
    opened(move || view! { <People /> })
}

/// The list, and the sheet in which a code is made for one of them.
#[component]
fn People() -> impl IntoView {
    let i18n = use_i18n();
    let connection = use_records().connection();
    let answer = LocalResource::new(looked_after);
    let making = Making::default();
    let other = move || matches!(connection.get(), Some(Connection::OtherPerson(_)));
    let list = move || match answer.get() {
        _ if other() => view! { <p>{t!(i18n, looked_after.other)}</p> }.into_any(),
        None => view! { <p class="meta" role="status">{t!(i18n, looked_after.wait)}</p> }.into_any(),
        Some(Ok(people)) if people.is_empty() => view! { <p>{t!(i18n, looked_after.nobody)}</p> }.into_any(),
        Some(Ok(people)) => {
            let cards = people.into_iter().map(|one| card(one, making)).collect_view();
            view! { <ul class="people">{cards}</ul> }.into_any()
        }
        Some(Err(refusal)) => missing(&refusal, answer),
    };
    view! {
        <Screen title=t_string!(i18n, looked_after.title)>
            <p class="lead">{t!(i18n, looked_after.lead)}</p>
            <div class="looked-after-list">{live(list)}</div>
        </Screen>
        <Sheet open=making.open title=move || making.title()>
            <Slip making />
        </Sheet>
    }
}

fn card(one: LookedAfter, making: Making) -> AnyView {
    let i18n = use_i18n();
    let name = one.person.name.clone();
    let label = t_string!(i18n, looked_after.make_name, name = &name);
    let roles: Vec<&str> = one.roles.iter().map(|role| role_words(*role)).collect();
    let roles =
        if roles.is_empty() { t_string!(i18n, looked_after.no_role).to_owned() } else { roles.join(", ") };
    view! {
        <li class="card">
            <div class="looked-after">
                <Avatar name=Signal::stored(name.clone()) />
                <div>
                    <bdi>{name}</bdi>
                    <p class="quiet">{roles}</p>
                </div>
            </div>
            <button
                type="button" class="button small" aria-label=label
                on:click=move |_| making.begin(one.person.clone())
            >
                {t!(i18n, looked_after.make)}
            </button>
        </li>
    }
    .into_any()
}

fn missing(refusal: &Refusal, answer: Answer) -> AnyView {
    let i18n = use_i18n();
    let words = match refusal {
        Refusal::NoAnswer => t_string!(i18n, looked_after.away),
        Refusal::Problem(problem) if problem.code == Code::SignedOut => t_string!(i18n, looked_after.ended),
        Refusal::Problem(_) => t_string!(i18n, looked_after.failed),
    };
    view! {
        <p role="status">{words}</p>
        <button type="button" class="button small" on:click=move |_| answer.refetch()>
            {t!(i18n, looked_after.again)}
        </button>
    }
    .into_any()
}
