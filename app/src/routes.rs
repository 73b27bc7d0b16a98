//! The one list of the app's addresses.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes as Addresses};
use leptos_router::hooks::use_params_map;
use leptos_router::path;

use crate::feedback::OneFeedback;
use crate::feedback::draft::DraftFeedback;
use crate::frame::Frame;
use crate::home::Home;
use crate::later::Later;
use crate::lesson::{Begin, Choose};
use crate::me;
use crate::not_found::NotFound;
use crate::not_sent::NotSent;
use crate::notes::Capture;
use crate::ready;
use crate::session::SignedIn;
use crate::target::Targets;
use crate::trainees::OneTrainee;

/// What is shown at each address, inside the frame that all screens share.
#[component]
pub fn Routes() -> impl IntoView {
    view! {
        <Router>
            <Addresses fallback=NotFound>
                // In a lesson nothing stands around the notes.
                <ParentRoute path=path!("") view=SignedIn>
                    <Route path=path!("lessons/:lesson") view=Capture />
                </ParentRoute>
                <ParentRoute path=path!("") view=Frame>
                    <Route path=path!("ready") view=Later(ready::open) />
                    <Route path=path!("me") view=Later(me::open) />
                    <ParentRoute path=path!("") view=SignedIn>
                        <Route path=path!("") view=Home />
                        <Route path=path!("observe") view=Choose />
                        <Route path=path!("trainees/:person") view=OneTrainee />
                        <Route path=path!("trainees/:person/observe") view=Begin />
                        <Route path=path!("not-sent") view=NotSent />
                        <Route path=path!("lessons/:lesson/feedback") view=DraftFeedback />
                        <Route path=path!("feedback/:feedback") view=OneFeedback />
                        <Route path=path!("targets") view=Targets />
                    </ParentRoute>
                    <Route path=path!("*any") view=NotFound />
                </ParentRoute>
            </Addresses>
        </Router>
    }
}

/// The id of this name in the address; none when what stands there is no id.
pub fn id_in_address<T>(name: &'static str) -> Memo<Option<T>>
where
    T: FromStr + PartialEq + Send + Sync + 'static,
{
    let parameters = use_params_map();
    Memo::new(move |_| parameters.with(|parameters| parameters.get_str(name)?.parse().ok()))
}
