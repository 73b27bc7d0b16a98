//! Signing out: what waits stays on this device, and says so first.

use domain::api::Code;
use domain::sync::client::Connection;
use leptos::{prelude::*, task::spawn_local};

use crate::counted;
use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::store::{live::Records, look::things};
use crate::sync::session::{Refusal, Where, sign_out};
use crate::ui::icon::Shape;
use crate::ui::show::live;
use crate::ui::strip::Strip;

/// The sheet that says how much waits here, and shows the two ways out.
#[component]
pub fn Leave(records: Records) -> impl IntoView {
    let i18n = use_i18n();
    let unsent = records.unsent();
    let refusal = RwSignal::new(None);
    let waiting = move || {
        let unsent = unsent.get().unwrap_or_default();
        things(unsent.iter().filter(|unsent| unsent.problem.is_none()))
    };
    let kept = move || match waiting() {
        0 => t_string!(i18n, me.leave_nothing).to_string(),
        count => counted!(i18n, me.leave_waits, count),
    };
    let other = move || matches!(records.connection().get(), Some(Connection::OtherPerson(_)));
    let ways = move || {
        if other() {
            return view! { <p class="meta">{t!(i18n, me.leave_other)}</p> }.into_any();
        }
        view! {
            <p>{live(kept)}</p>
            <div class="me-leave">
                <button type="button" class="button" on:click=move |_| leave(records, Where::Here, refusal)>
                    {t!(i18n, me.leave_here)}
                </button>
                <button type="button" class="button" on:click=move |_| leave(records, Where::Everywhere, refusal)>
                    {t!(i18n, me.leave_everywhere)}
                </button>
            </div>
        }
        .into_any()
    };
    let words =
        move || refusal.get().map(|refusal| view! { <Strip shape=Shape::Eye>{refused(&refusal)}</Strip> });
    view! {
        <section class="card" aria-labelledby="leave">
            <h2 id="leave">{t!(i18n, me.leave)}</h2>
            {live(ways)}
            <div role="status">{words}</div>
        </section>
    }
}

/// Signs out whoever's records these are, and nobody else who may have signed in on this browser since.
fn leave(records: Records, place: Where, refusal: RwSignal<Option<Refusal>>) {
    if device::known_person() != Some(records.person()) {
        records.wake();
        return;
    }
    spawn_local(async move {
        match sign_out(place).await {
            Err(Refusal::Problem(problem)) if problem.code == Code::SignedOut => device::go_to("/sign-in"),
            Ok(()) => device::go_to("/sign-in"),
            Err(refused) => refusal.set(Some(refused)),
        }
    });
}

fn refused(refusal: &Refusal) -> &'static str {
    let i18n = use_i18n();
    match refusal {
        Refusal::NoAnswer => t_string!(i18n, me.leave_away),
        Refusal::Problem(_) => t_string!(i18n, me.leave_failed),
    }
}
