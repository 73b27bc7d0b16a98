//! Whose app this is: their records opened, and what to do when they must sign in again.

mod again;
mod form;
mod trouble;
mod welcome;

use domain::id::PersonId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Outlet;

use crate::device;
use crate::people::{self, People};
use crate::store::{Fault, live::Records};
use trouble::NotOpened;

pub use again::SignInAgain;
pub use trouble::{Trouble, fault_words};
pub use welcome::Welcome;

/// Whose records are open on this page.
#[derive(Clone, Copy)]
enum Standing {
    /// They are being opened.
    Opening,
    /// Nobody has signed in on this device.
    Nobody,
    /// Theirs, with the people in them.
    Here(Records, Signal<Option<People>>),
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
        Some(person) => session.open(person),
        None => session.standing.set(Standing::Nobody),
    }
}

/// The records that are open, if any are yet.
pub fn records() -> Option<Records> {
    match expect_context::<Session>().standing.get() {
        Standing::Here(records, _) => Some(records),
        Standing::Opening | Standing::Nobody => None,
    }
}

/// The people on this device; none until they are known.
pub fn people() -> Signal<Option<People>> {
    let session = expect_context::<Session>();
    Signal::derive(move || match session.standing.get() {
        Standing::Here(_, people) => people.get(),
        Standing::Opening | Standing::Nobody => None,
    })
}

/// The records of the person whose screens these are.
///
/// # Panics
/// Outside of [`SignedIn`].
pub fn use_records() -> Records {
    expect_context()
}

impl Session {
    fn open(self, person: PersonId) {
        // What follows the records lives as long as the app, not as long as this call.
        let owner = Owner::current().unwrap_or_default();
        spawn_local(async move {
            match Records::open(person).await {
                Ok(records) => {
                    let people = owner.with(|| people::follow(records));
                    self.standing.set(Standing::Here(records, people));
                }
                Err(fault) => self.fault.set(Some(fault)),
            }
        });
    }
}

/// The screens of a person: shown once their records are open.
#[component]
pub fn SignedIn() -> impl IntoView {
    let session = expect_context::<Session>();
    move || match session.standing.get() {
        Standing::Here(records, _) => {
            provide_context(records);
            view! { <Outlet /> }.into_any()
        }
        Standing::Nobody => view! { <Welcome /> }.into_any(),
        Standing::Opening => {
            let fault = move || session.fault.get().map(|fault| view! { <NotOpened fault /> });
            view! { {fault} }.into_any()
        }
    }
}
