//! What comes when it is first needed: a function marked `#[wasm_split(name, fallible)]`, with all that only it uses.
//!
//! A marked function that nothing calls is worse than none: its code then stays in what starts at once.

use leptos::prelude::*;
use leptos_router::ChooseView;
use wasm_split_helpers::SplitLoaderError;

use crate::not_found::Away;

/// What a marked function gives, unless its code could not be had.
pub type Loaded<T> = Result<T, SplitLoaderError>;

/// The value, now that its code is there.
pub fn loaded<T>(value: T) -> Loaded<T> {
    Ok(value)
}

/// A screen that a marked function opens.
pub type Opened = Loaded<AnyView>;

/// The screen, now that its code is there.
pub fn opened(screen: impl IntoView + 'static) -> Opened {
    loaded(screen.into_any())
}

/// The view of a route, opened by a marked function.
#[derive(Clone, Copy)]
pub struct Later<F>(pub F);

impl<F, Opening> ChooseView for Later<F>
where
    F: Fn() -> Opening + Send + Clone + 'static,
    Opening: Future<Output = Opened>,
{
    /// Before the whole app is stored here, the network may be needed and not be there; the next try asks again.
    async fn choose(self) -> AnyView {
        (self.0)().await.unwrap_or_else(|_| view! { <Away /> }.into_any())
    }

    async fn preload(&self) {}
}
