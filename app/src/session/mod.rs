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
use leptos_router::components::Outlet;
use wasm_split_helpers::wasm_split;

use crate::device;
use crate::later::{AGAIN_MILLISECONDS, Loaded, loaded};
use crate::not_found::Away;
use crate::people::{self, People};
use crate::store::{Fault, live::Records, look::things};
use crate::sync::connection;

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

/// Whose records are open on this page.
#[derive(Clone, Copy)]
enum Standing {
    /// They are being opened.
    Opening,
    /// The code for it could not be had; it is asked for again.
    Away,
    /// Nobody has signed in on this device.
    Nobody,
    /// Theirs.
    Here(Mine),
}

/// Whose app this is, and why their records do not open, if they do not.
#[derive(Clone, Copy)]
struct Session {
    standing: RwSignal<Standing, LocalStorage>,
    fault: RwSignal<Option<Fault>>,
}

/// Opens the records of whoever signed in last on this device, with or without a network.
pub fn provide() {
    let session = Session { standing: RwSignal::new_local(Standing::Opening), fault: RwSignal::new(None) };
    provide_context(session);
    match device::known_person() {
        // What follows the records lives as long as the app, not as long as this call.
        Some(person) => spawn_local(session.open(person, Owner::current().unwrap_or_default())),
        None => session.standing.set(Standing::Nobody),
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

/// How much waits to be sent.
pub fn unsent() -> usize {
    mine().map_or(0, |mine| mine.unsent.get())
}

fn mine() -> Option<Mine> {
    expect_context::<Session>().mine()
}

/// The records of the person whose screens these are.
///
/// # Panics
/// Outside of [`SignedIn`].
pub fn use_records() -> Records {
    expect_context()
}

impl Session {
    fn mine(self) -> Option<Mine> {
        if let Standing::Here(mine) = self.standing.get() { Some(mine) } else { None }
    }

    async fn open(self, person: PersonId, owner: Owner) {
        loop {
            match open(person, owner.clone()).await {
                Ok(opening) => return self.show(opening.await),
                Err(_) => self.standing.set(Standing::Away),
            }
            TimeoutFuture::new(AGAIN_MILLISECONDS).await;
        }
    }

    fn show(self, opened: Result<Mine, Fault>) {
        match opened {
            Ok(mine) => self.standing.set(Standing::Here(mine)),
            Err(fault) => self.fault.set(Some(fault)),
        }
    }
}

/// Opens a person's records. Before someone has signed in nobody needs the code for it.
#[wasm_split(records, fallible)]
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

/// The screens of a person: shown once their records are open.
#[component]
pub fn SignedIn() -> impl IntoView {
    let session = expect_context::<Session>();
    move || match session.standing.get() {
        Standing::Here(mine) => {
            provide_context(mine.records);
            view! { <Outlet /> }.into_any()
        }
        Standing::Nobody => view! { <Welcome /> }.into_any(),
        Standing::Away => view! { <Away /> }.into_any(),
        Standing::Opening => {
            let fault = move || session.fault.get().map(|fault| view! { <NotOpened fault /> });
            view! { {fault} }.into_any()
        }
    }
}
