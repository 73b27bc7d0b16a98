//! The one list of the app's addresses.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes as Addresses};
use leptos_router::path;

use crate::frame::Frame;
use crate::me::Me;
use crate::not_found::NotFound;
use crate::ready::Ready;

/// What is shown at each address, inside the frame that all screens share.
#[component]
pub fn Routes() -> impl IntoView {
    view! {
        <Router>
            <Addresses fallback=NotFound>
                <ParentRoute path=path!("") view=Frame>
                    <Route path=path!("") view=Ready />
                    <Route path=path!("me") view=Me />
                    <Route path=path!("*any") view=NotFound />
                </ParentRoute>
            </Addresses>
        </Router>
    }
}
