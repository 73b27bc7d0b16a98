//! What comes when it is first needed: a function marked `#[wasm_split(name, fallible)]`, with all that only it uses.
//!
//! A marked function that nothing calls is worse than none: its code then stays in what starts at once.

use leptos::prelude::*;
use leptos_router::ChooseView;
use wasm_split_helpers::SplitLoaderError;

use crate::not_found::Away;
use crate::session::{NotOpened, use_records};
use crate::store::live::Saving;

/// The time until code that could not be had is asked for again.
pub const AGAIN_MILLISECONDS: u32 = 5_000;

/// What a marked function gives, unless its code could not be had.
pub type Loaded<T> = Result<T, SplitLoaderError>;

/// The value, now that its code is there.
pub fn loaded<T>(value: T) -> Loaded<T> {
    Ok(value)
}

/// A screen that a marked function opens.
pub type LoadedScreen = Loaded<AnyView>;

/// The screen, now that its code is there.
pub fn opened(screen: impl IntoView + 'static) -> LoadedScreen {
    loaded(screen.into_any())
}

/// A screen of the person's records: made when it is shown, for only then are they open.
///
/// Nobody is to type where it could not be saved: the screen is shown once the code that saves is here.
pub fn opened_to_write(screen: fn() -> AnyView) -> LoadedScreen {
    opened(move || {
        let records = use_records();
        move || match records.saving().get() {
            Saving::Ready => screen(),
            Saving::Coming => match records.trouble().get() {
                Some(fault) => view! { <NotOpened fault /> }.into_any(),
                None => ().into_any(),
            },
            Saving::Away => view! { <Away /> }.into_any(),
        }
    })
}

/// The view of a route, opened by a marked function.
#[derive(Clone, Copy)]
pub struct Later<F>(pub F);

impl<F, Opening> ChooseView for Later<F>
where
    F: Fn() -> Opening + Send + Clone + 'static,
    Opening: Future<Output = LoadedScreen>,
{
    /// Before the whole app is stored here, the network may be needed and not be there; the next try asks again.
    async fn choose(self) -> AnyView {
        (self.0)().await.unwrap_or_else(|_| view! { <Away /> }.into_any())
    }

    async fn preload(&self) {}
}
