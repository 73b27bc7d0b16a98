//! Undo while something is held here, and take back while it waits: both before its first byte has left.

use chrono::{DateTime, Utc};
use domain::{
    feedback::{FEEDBACK, command::Command},
    id::RecordId,
    sync::{client::Connection, mutation::Action},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{Form, Held, reason::Reason};
use crate::device;
use crate::i18n::{t_string, use_i18n};
use crate::record::bound;
use crate::session::use_records;
use crate::store::{Fault, live::Records};
use crate::sync::browser::now;

/// The way back, with the seconds that are left; what was sent becomes a draft again, and a change opens with its words.
pub(super) fn undo(
    held: Held,
    id: RecordId,
    lesson: Option<RecordId>,
    form: RwSignal<Option<Form>>,
) -> AnyView {
    let i18n = use_i18n();
    let records = use_records();
    let navigate = use_navigate();
    let left = seconds_left(held.until);
    let too_late = RwSignal::new(false);
    let take_back = move |_| {
        let (held, navigate) = (held.clone(), navigate.clone());
        spawn_local(async move {
            let done = records.take_back(held.mutation).await.unwrap_or_default();
            let _gone = too_late.try_set(!done);
            if !done {
                return;
            }
            if let (true, Some(lesson)) = (held.is_send(), lesson) {
                navigate(&format!("/lessons/{lesson}/feedback?step=3"), NavigateOptions::default());
            } else {
                // The screen may be gone by now.
                if let Ok(Some(opens)) = give_back(records, id, &held.action).await {
                    let _gone = form.try_set(Some(opens));
                }
            }
        });
    };
    let connection = records.connection();
    // With no network nothing goes out in a moment.
    let goes =
        move || left.get() > 0 && connection.get() == Some(Connection::Connected) && device::has_network();
    let words = move || if goes() { t_string!(i18n, author.held) } else { t_string!(i18n, author.waiting) };
    let name =
        move || if left.get() > 0 { t_string!(i18n, author.undo) } else { t_string!(i18n, author.take_back) };
    let seconds = move || {
        let left = left.get();
        (left > 0).then(|| t_string!(i18n, author.undo_in, seconds = left).to_string())
    };
    view! {
        <p class="meta">{words}</p>
        <button type="button" class="button" on:click=take_back>
            {name}
            <span class="number meta" aria-hidden="true">{seconds}</span>
        </button>
        <p role="status">{move || too_late.get().then_some(t_string!(i18n, author.too_late))}</p>
    }
    .into_any()
}

/// What was typed stands again in the form it was typed in; tells which that is. What is typed there by now is newer, and stays.
async fn give_back(records: Records, id: RecordId, action: &Action) -> Result<Option<Form>, Fault> {
    records.flush().await;
    let (form, reason) = match Command::of(action) {
        Some(Command::Amend(amend)) if amend.settles.is_empty() => {
            bound::keep_edits(records, id, FEEDBACK, &amend.edits).await?;
            (Form::Change, &amend.reason)
        }
        Some(Command::Withdraw(withdraw)) => (Form::Withdraw, &withdraw.reason),
        _ => return Ok(None),
    };
    let key = Reason::key(id, form);
    if records.draft(&key).await?.unwrap_or_default().is_empty() {
        records.keep_draft(&key, reason);
    }
    records.flush().await;
    Ok(Some(form))
}

/// Counts down to the end of the time in which it can be undone.
fn seconds_left(until: DateTime<Utc>) -> RwSignal<i64> {
    let left = move || ((until - now()).num_milliseconds() + 999) / 1_000;
    let seconds = RwSignal::new(left());
    spawn_local(async move {
        while left() > 0 {
            TimeoutFuture::new(250).await;
            // The screen is gone when this fails.
            if seconds.try_set(left()).is_some() {
                return;
            }
        }
    });
    seconds
}
