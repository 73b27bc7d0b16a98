//! The browser around the engine: its clock and chance, and what makes it look for news.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{id::ClientId, sync::client::Chance};
use futures::{FutureExt, future::LocalBoxFuture};
use gloo_timers::future::{IntervalStream, TimeoutFuture};
use leptos::{ev, prelude::*};
use uuid::{Builder, Uuid};
use web_sys::Event;

use super::{
    engine::{Environment, News},
    handle::Handle,
};
use crate::device;

/// How often a page that is seen asks for news.
const EVERY_MILLISECONDS: u32 = 5_000;

/// The browser, telling its news to a function.
pub struct Browser<F>(pub F);

impl<F: Fn(News) + 'static> Environment for Browser<F> {
    fn chance(&self) -> Chance {
        let [a, b, c, d] = random::<4>();
        Chance {
            now: now(),
            nonce: new_id().simple().to_string(),
            client: ClientId(new_id()),
            jitter: u32::from_be_bytes([a, b, c, d]),
            has_network: device::has_network(),
        }
    }

    fn sleep(&self, time: TimeDelta) -> LocalBoxFuture<'static, ()> {
        let milliseconds = u32::try_from(time.num_milliseconds().max(0)).unwrap_or(u32::MAX / 2);
        // One more, so that what was waited for is past by the clock as well.
        TimeoutFuture::new(milliseconds.saturating_add(1)).boxed_local()
    }

    fn tell(&self, news: News) {
        (self.0)(news);
    }
}

/// The device's clock.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds()).unwrap_or_default()
}

/// A new id, in the order of time.
pub fn new_id() -> Uuid {
    let time = u64::try_from(milliseconds()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(time, &random()).into_uuid()
}

#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of this millennium")]
fn milliseconds() -> i64 {
    js_sys::Date::now() as i64
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let crypto = window().crypto().expect("every browser that can open Chalkline has it");
    crypto.get_random_values_with_u8_array(&mut bytes).expect("a few bytes are never too many");
    bytes
}

/// Wakes the engine when the network is back or the page comes to the front, and every few seconds while it is seen; tells it
/// when the page goes to the back.
pub fn watch(handle: &Handle) {
    for name in ["online", "pageshow", "visibilitychange"] {
        let handle = handle.clone();
        // The listener lives as long as the page, as the engine does.
        let _for_ever = window_event_listener(ev::Custom::<Event>::new(name), move |_| {
            if device::is_visible() {
                handle.wake();
            } else {
                handle.hide();
            }
        });
    }
    let handle = handle.clone();
    leptos::task::spawn_local(async move {
        let mut ticks = IntervalStream::new(EVERY_MILLISECONDS);
        while futures::StreamExt::next(&mut ticks).await.is_some() {
            if device::is_visible() {
                handle.tick();
            }
        }
    });
}
