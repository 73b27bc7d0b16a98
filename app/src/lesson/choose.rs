//! "Observe a lesson", from the phone's home screen: whose?

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::begin::Before;
use crate::i18n::{t_string, use_i18n};
use crate::later::{LoadedScreen, opened_to_write};
use crate::people::{Avatar, Trainee, use_people};
use crate::ui::screen::Screen;
use crate::ui::show::live;

/// Opens the screen, whose code comes the first time.
#[wasm_split(lesson, fallible)]
pub fn open() -> LoadedScreen {
    opened_to_write(|| view! { <Choose /> }.into_any())
}

/// The trainees the person observes, one tap each; where there is only one, their lesson at once.
#[component]
fn Choose() -> impl IntoView {
    let people = use_people();
    let observed = Memo::new(move |_| {
        let trainees = people.get()?.trainees();
        Some(trainees.into_iter().filter(|trainee| trainee.observed).collect::<Vec<_>>())
    });
    live(move || match observed.get() {
        None => ().into_any(),
        Some(one) if one.len() == 1 => {
            one.into_iter().map(|trainee| view! { <Before trainee /> }).collect_view().into_any()
        }
        Some(trainees) => view! { <Several trainees /> }.into_any(),
    })
}

#[component]
fn Several(trainees: Vec<Trainee>) -> impl IntoView {
    let i18n = use_i18n();
    let nobody = trainees.is_empty();
    let row = |trainee: Trainee| {
        view! {
            <li>
                <a class="card trainee-head" href=format!("/trainees/{}/observe", trainee.person)>
                    <Avatar name=trainee.name.clone() />
                    <bdi>{trainee.name}</bdi>
                </a>
            </li>
        }
    };
    view! {
        <Screen title=t_string!(i18n, trainees.choose)>
            <p class="lead">
                {move || if nobody {
                    t_string!(i18n, trainees.choose_none)
                } else {
                    t_string!(i18n, trainees.choose_lead)
                }}
            </p>
            <ul class="trainees">{trainees.into_iter().map(row).collect_view()}</ul>
        </Screen>
    }
}
