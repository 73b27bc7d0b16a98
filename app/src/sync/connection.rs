//! How the network is, as far as this device knows.

use domain::{health::Status, sync::client};
use leptos::prelude::*;
use leptos::{ev, task::spawn_local};

use super::transport;
use crate::device;
use crate::ui::show::whenever;

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
        window_event_listener(ev::offline, move |_| connection.is(Link::Offline)),
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

/// Follows what sync hears: an answer says that the server is there; after a failure it is asked whether it is, so that
/// one lost packet says nothing.
pub fn follow(heard: Signal<Option<client::Connection>>) {
    let connection = expect_context::<Connection>();
    whenever(move || match heard.get() {
        None => {}
        // Known already: a server in trouble is not asked twice as often.
        Some(client::Connection::Offline) if connection.is_unreachable() => {}
        Some(client::Connection::Offline) => connection.ask(),
        Some(_) => connection.answered(),
    });
}

impl Connection {
    fn is_unreachable(self) -> bool {
        device::has_network() && self.0.with_untracked(|link| *link == Link::Unreachable)
    }

    fn answered(self) {
        self.is(Link::Online(device::time_of_day()));
    }

    /// An answer that came when the network was gone already says nothing of now.
    fn is(self, link: Link) {
        let link = if device::has_network() { link } else { Link::Offline };
        if self.0.with_untracked(|known| *known != link) {
            self.0.set(link);
        }
    }

    fn ask(self) {
        if !device::has_network() {
            self.is(Link::Offline);
            return;
        }
        spawn_local(async move {
            match transport::health().await {
                Ok(health) if health.status == Status::Ok => self.answered(),
                _ => self.is(Link::Unreachable),
            }
        });
    }
}
