//! Everything a person sees, and the copy of the data on their device.

// The type of a view holds the types of all views in it.
#![recursion_limit = "256"]

pub mod device;
pub mod feedback;
pub mod frame;
pub mod home;
pub mod i18n;
mod json;
pub mod later;
pub mod lesson;
pub mod me;
pub mod not_found;
pub mod not_sent;
pub mod notes;
pub mod opportunity;
pub mod people;
pub mod plural;
pub mod ready;
pub mod record;
pub mod routes;
pub mod session;
pub mod state;
pub mod store;
pub mod subjects;
pub mod sync;
pub mod targets;
pub mod trainees;
pub mod ui;

use leptos::prelude::*;

/// Puts the app into the shell, and makes a panic known to the page around it.
pub fn start() {
    device::announce_panics();
    mount_to_body(App);
}

/// The screens, with what they all know: how the server was last reached, and whose app this is.
#[component]
pub fn App() -> impl IntoView {
    sync::connection::provide();
    session::provide();
    view! { <routes::Routes /> }
}
