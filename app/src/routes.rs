//! The one list of the app's addresses.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes as Addresses};
use leptos_router::hooks::use_params_map;
use leptos_router::path;

use crate::feedback::{draft, one as one_feedback};
use crate::frame::{Frame, Whole};
use crate::later::Later;
use crate::lesson::{begin, choose};
use crate::not_found::NotFound;
use crate::people::looked_after;
use crate::session::SignedIn;
use crate::trainees::one as one_trainee;
use crate::{home, me, not_sent, notes, opportunity, ready, targets};

/// What is shown at each address, inside the frame that all screens share.
#[component]
pub fn Routes() -> impl IntoView {
    view! {
        <Router>
            <Addresses fallback=NotFound>
                // In a lesson nothing stands around the notes.
                <ParentRoute path=path!("") view=Whole>
                    <Route path=path!("lessons/:lesson") view=Later(notes::open) />
                </ParentRoute>
                <ParentRoute path=path!("") view=Frame>
                    <Route path=path!("ready") view=Later(ready::open) />
                    <Route path=path!("me") view=Later(me::open) />
                    <ParentRoute path=path!("") view=SignedIn>
                        <Route path=path!("") view=Later(home::open) />
                        <Route path=path!("observe") view=Later(choose::open) />
                        <Route path=path!("trainees/:person") view=Later(one_trainee::open) />
                        <Route path=path!("trainees/:person/observe") view=Later(begin::open) />
                        <Route path=path!("people") view=Later(looked_after::open) />
                        <Route path=path!("not-sent") view=Later(not_sent::open) />
                        <Route path=path!("lessons/:lesson/feedback") view=Later(draft::open) />
                        <Route path=path!("feedback/:feedback") view=Later(one_feedback::open) />
                        <Route path=path!("opportunities/:opportunity") view=Later(opportunity::one::open) />
                        <Route path=path!("targets") view=Later(targets::open) />
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
