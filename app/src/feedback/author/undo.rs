//! Undo while something is held here, and take back while it waits: both before its first byte has left.

use domain::id::RecordId;
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Held;
use crate::i18n::{t_string, use_i18n};
use crate::session::use_records;
use crate::sync::browser::now;

/// The way back, with the seconds that are left; what was sent becomes a draft again.
pub(super) fn undo(held: Held, lesson: Option<RecordId>) -> AnyView {
    let i18n = use_i18n();
    let records = use_records();
    let navigate = use_navigate();
    let left = seconds_left(held);
    let too_late = RwSignal::new(false);
    let take_back = move |_| {
        let navigate = navigate.clone();
        spawn_local(async move {
            let done = records.take_back(held.mutation).await.unwrap_or_default();
            let _gone = too_late.try_set(!done);
            if let (true, true, Some(lesson)) = (done, held.is_send, lesson) {
                navigate(&format!("/lessons/{lesson}/feedback?step=3"), NavigateOptions::default());
            }
        });
    };
    let words =
        move || if left.get() > 0 { t_string!(i18n, author.held) } else { t_string!(i18n, author.waiting) };
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

/// Counts down to the end of the time in which it can be undone.
fn seconds_left(held: Held) -> RwSignal<i64> {
    let left = move || ((held.until - now()).num_milliseconds() + 999) / 1_000;
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
