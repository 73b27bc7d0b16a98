//! Where else the person is signed in, and ending it there.

use domain::api::Code;
use domain::session::Device;
use leptos::{prelude::*, task::spawn_local};

use super::Answer;
use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::store::live::Records;
use crate::sync::session::{Refusal, Where, sign_out};
use crate::ui::show::live;

/// The list, or in words why it is not here.
#[component]
pub fn Devices(records: Records, answer: Answer) -> impl IntoView {
    let i18n = use_i18n();
    let list = move || match answer.get() {
        None => view! { <p class="meta">{t!(i18n, me.devices_wait)}</p> }.into_any(),
        Some(Ok(me)) if me.person.id == records.person() => {
            let rows = me.devices.into_iter().map(|one| view! { <Row one answer /> }).collect_view();
            view! { <ul class="devices">{rows}</ul> }.into_any()
        }
        // Another person's devices are none of this one's business.
        Some(Ok(_)) => missing(true, answer),
        Some(Err(Refusal::Problem(problem))) => missing(problem.code == Code::SignedOut, answer),
        Some(Err(Refusal::NoAnswer)) => missing(false, answer),
    };
    view! {
        <section class="card" aria-labelledby="devices">
            <h2 id="devices">{t!(i18n, me.devices)}</h2>
            {live(list)}
        </section>
    }
}

fn missing(signed_out: bool, answer: Answer) -> AnyView {
    let i18n = use_i18n();
    let words = if signed_out { t_string!(i18n, me.devices_ended) } else { t_string!(i18n, me.devices_away) };
    view! {
        <p class="meta">{words}</p>
        <button type="button" class="button small" on:click=move |_| answer.refetch()>
            {t!(i18n, me.devices_again)}
        </button>
    }
    .into_any()
}

#[component]
fn Row(one: Device, answer: Answer) -> impl IntoView {
    let i18n = use_i18n();
    let name = if one.label.is_empty() { t_string!(i18n, me.device_unknown).to_owned() } else { one.label };
    let used = t_string!(i18n, me.device_used, time = device::moment_in_words(one.used_at));
    let end_name = t_string!(i18n, me.device_end_name, device = &name);
    let end = move |_| {
        spawn_local(async move {
            // Whatever came of it, the list then shows.
            drop(sign_out(Where::Device(one.id)).await);
            answer.refetch();
        });
    };
    let right = if one.current {
        view! { <span class="chip">{t!(i18n, me.device_here)}</span> }.into_any()
    } else {
        view! {
            <button type="button" class="button small" aria-label=end_name on:click=end>
                {t!(i18n, me.device_end)}
            </button>
        }
        .into_any()
    };
    view! {
        <li>
            <div>
                <bdi>{name}</bdi>
                <p class="meta">{used}</p>
            </div>
            {right}
        </li>
    }
}
