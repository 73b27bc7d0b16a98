//! Screens whose code comes when they are first opened.

use leptos::prelude::*;
use leptos_router::ChooseView;
use wasm_split_helpers::SplitLoaderError;

use crate::not_found::Away;

/// A screen, unless its code could not be had.
pub type Opened = Result<AnyView, SplitLoaderError>;

/// The screen, now that its code is there.
pub fn opened(screen: impl IntoView + 'static) -> Opened {
    Ok(screen.into_any())
}

/// A screen for a route, opened by a function that is marked `#[wasm_split(name, fallible)]`.
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
