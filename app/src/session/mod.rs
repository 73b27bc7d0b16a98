//! Whose app this is: their records opened, and what to do when they must sign in again.

mod again;
mod form;
mod trouble;
mod welcome;

use domain::id::PersonId;
use futures::{FutureExt, future::LocalBoxFuture};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::wasm_split;

use crate::device;
use crate::later::{AGAIN_MILLISECONDS, Loaded, loaded};
use crate::not_found::Away;
use crate::people::{self, People};
use crate::store::{Fault, live::Records, look::things};
use crate::sync::connection;
use crate::ui::show::live;

pub use again::SignInAgain;
pub use trouble::{NotOpened, Trouble, fault_words};
pub use welcome::Welcome;

/// What is known of the person whose app this is.
#[derive(Clone, Copy)]
struct Mine {
    records: Records,
    people: Signal<Option<People>>,
    unsent: Signal<usize>,
}

/// Whether records are open on this page, and whose.
#[derive(Clone, Copy)]
enum Presence {
    /// The records are being opened.
    Opening,
    /// The code that opens them could not be had; it is asked for again.
    Away,
    /// Nobody has signed in on this device.
    Nobody,
    /// The records of this person are open.
    Here(Mine),
}

/// The session of this page: whose records are open and, if they do not open, why.
#[derive(Clone, Copy)]
struct Session {
    presence: RwSignal<Presence, LocalStorage>,
    fault: RwSignal<Option<Fault>>,
}

/// Opens the records of whoever signed in last on this device, with or without a network.
pub fn provide() {
    let session = Session { presence: RwSignal::new_local(Presence::Opening), fault: RwSignal::new(None) };
    provide_context(session);
    match device::known_person() {
        // What follows the records lives as long as the app, not as long as this call.
        Some(person) => spawn_local(session.open(person, Owner::current().unwrap_or_default())),
        None => session.presence.set(Presence::Nobody),
    }
}

/// The records that are open, if any are yet.
pub fn records() -> Option<Records> {
    mine().map(|mine| mine.records)
}

/// The people on this device; none until they are known.
pub fn people() -> Signal<Option<People>> {
    let session = expect_context::<Session>();
    Signal::derive(move || session.mine()?.people.get())
}

/// The number of things that wait to be sent.
pub fn unsent() -> usize {
    mine().map_or(0, |mine| mine.unsent.get())
}

fn mine() -> Option<Mine> {
    expect_context::<Session>().mine()
}

/// The records of the person whose screens these are.
///
/// # Panics
/// Outside of the screens of a person.
pub fn use_records() -> Records {
    untrack(records).expect("a person's screens are shown once their records are open")
}

impl Session {
    fn mine(self) -> Option<Mine> {
        if let Presence::Here(mine) = self.presence.get() { Some(mine) } else { None }
    }

    async fn open(self, person: PersonId, owner: Owner) {
        loop {
            match open(person, owner.clone()).await {
                Ok(opening) => return self.show(opening.await),
                Err(_) => self.presence.set(Presence::Away),
            }
            TimeoutFuture::new(AGAIN_MILLISECONDS).await;
        }
    }

    fn show(self, opened: Result<Mine, Fault>) {
        match opened {
            Ok(mine) => self.presence.set(Presence::Here(mine)),
            Err(fault) => self.fault.set(Some(fault)),
        }
    }
}

/// Opens a person's records. Before someone has signed in nobody needs the code for it.
#[wasm_split(person, fallible)]
fn open(person: PersonId, owner: Owner) -> Loaded<LocalBoxFuture<'static, Result<Mine, Fault>>> {
    let opening = async move {
        let records = Records::open(person).await?;
        Ok(owner.with(|| {
            connection::follow(records.answers());
            let all = records.unsent();
            let unsent = Memo::new(move |_| all.with(|all| all.as_ref().map_or(0, |all| things(all.iter()))));
            Mine { records, people: people::follow(records), unsent: unsent.into() }
        }))
    };
    loaded(opening.boxed_local())
}

/// What stands in place of a person's screens until their records are open.
#[component]
pub fn NotSignedIn() -> impl IntoView {
    let session = expect_context::<Session>();
    live(move || match session.presence.get() {
        Presence::Nobody => view! { <Welcome /> }.into_any(),
        Presence::Away => view! { <Away /> }.into_any(),
        Presence::Opening | Presence::Here(_) => {
            view! { {move || session.fault.get().map(|fault| view! { <NotOpened fault /> })} }.into_any()
        }
    })
}
