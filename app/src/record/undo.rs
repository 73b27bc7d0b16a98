//! Undo while something is held here, and take back while it waits: both before its first byte has left.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{id::MutationId, sync::client::Connection};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::device;
use crate::i18n::{t_string, use_i18n};
use crate::session::use_records;
use crate::sync::browser::now;
use crate::ui::show::live;

/// The time in which something that was sent can be undone, before its first byte leaves.
pub const UNDO: TimeDelta = TimeDelta::seconds(10);

/// The way back, with the seconds that are left until something is sent. `back` is called once it was taken back in time,
/// though the screen may be gone by then.
pub fn way_back(
    mutation: MutationId,
    until: DateTime<Utc>,
    back: impl Fn() + Clone + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let records = use_records();
    let left = seconds_left(until);
    let too_late = RwSignal::new(false);
    let take_back = move |_| {
        let back = back.clone();
        spawn_local(async move {
            let done = records.take_back(mutation).await.unwrap_or_default();
            let _gone = too_late.try_set(!done);
            if done {
                back();
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
        (left > 0).then(|| t_string!(i18n, author.undo_in, seconds = left))
    };
    view! {
        <p class="meta">{live(words)}</p>
        <button type="button" class="button" on:click=take_back>
            {name}
            <span class="number meta" aria-hidden="true">{live(seconds)}</span>
        </button>
        <p role="status">{move || too_late.get().then_some(t_string!(i18n, author.too_late))}</p>
    }
    .into_any()
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
