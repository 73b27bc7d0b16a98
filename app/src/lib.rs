//! Everything a person sees, and the copy of the data on their device.

pub mod device;
pub mod frame;
mod json;
pub mod later;
pub mod me;
pub mod not_found;
pub mod ready;
pub mod routes;
pub mod store;
pub mod sync;
pub mod ui;

#[expect(clippy::pedantic, reason = "generated from the message files")]
mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}
pub use messages::i18n;

use leptos::prelude::*;

/// Puts the app into the shell, and makes a panic known to the page around it.
pub fn start() {
    device::announce_panics();
    mount_to_body(App);
}

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <i18n::I18nContextProvider>
            <Connected />
        </i18n::I18nContextProvider>
    }
}

/// The screens, with what they all know: how the server was last reached.
#[component]
fn Connected() -> impl IntoView {
    sync::connection::provide();
    view! { <routes::Routes /> }
}
