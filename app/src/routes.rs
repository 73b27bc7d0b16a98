//! The one list of the app's addresses.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes as Addresses};
use leptos_router::path;

use crate::feedback::author::page::OneFeedback;
use crate::feedback::draft::DraftFeedback;
use crate::frame::Frame;
use crate::home::Home;
use crate::me::Me;
use crate::not_found::NotFound;
use crate::not_sent::NotSent;
use crate::ready::Ready;
use crate::session::SignedIn;

/// What is shown at each address, inside the frame that all screens share.
#[component]
pub fn Routes() -> impl IntoView {
    view! {
        <Router>
            <Addresses fallback=NotFound>
                <ParentRoute path=path!("") view=Frame>
                    <Route path=path!("ready") view=Ready />
                    <Route path=path!("me") view=Me />
                    <ParentRoute path=path!("") view=SignedIn>
                        <Route path=path!("") view=Home />
                        <Route path=path!("not-sent") view=NotSent />
                        <Route path=path!("lessons/:lesson/feedback") view=DraftFeedback />
                        <Route path=path!("feedback/:feedback") view=OneFeedback />
                    </ParentRoute>
                    <Route path=path!("*any") view=NotFound />
                </ParentRoute>
            </Addresses>
        </Router>
    }
}
