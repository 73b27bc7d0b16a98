//! How the network is, as far as this device knows.

use domain::health::Status;
use leptos::prelude::*;
use leptos::{ev, task::spawn_local};

use super::transport;
use crate::device;

/// The way to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Nobody has asked yet.
    Unknown,
    /// The server answered, at this time of day.
    Online(String),
    /// The device itself says that it has no network.
    Offline,
    /// There is a network, but the server did not answer.
    Unreachable,
}

#[derive(Clone, Copy)]
struct Connection(RwSignal<Link>);

/// Makes the state of the network known to every screen, and keeps it true.
pub fn provide() {
    provide_context(Connection(RwSignal::new(Link::Unknown)));
    let connection = expect_context::<Connection>();
    let ask = move || connection.ask();
    let handles = [
        window_event_listener(ev::online, move |_| ask()),
        window_event_listener(ev::offline, move |_| connection.0.set(Link::Offline)),
        window_event_listener(ev::visibilitychange, move |_| {
            if device::is_visible() {
                ask();
            }
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    ask();
}

/// The state of the network, now and as it changes.
pub fn link() -> Signal<Link> {
    expect_context::<Connection>().0.into()
}

/// Asks the server anew.
pub fn ask() {
    expect_context::<Connection>().ask();
}

impl Connection {
    fn ask(self) {
        if !device::has_network() {
            self.0.set(Link::Offline);
            return;
        }
        spawn_local(async move {
            let link = match transport::health().await {
                Ok(health) if health.status == Status::Ok => Link::Online(device::time_of_day()),
                _ if device::has_network() => Link::Unreachable,
                _ => Link::Offline,
            };
            self.0.set(link);
        });
    }
}
