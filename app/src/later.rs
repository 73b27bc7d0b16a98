//! What comes when it is first needed: a function marked `#[wasm_split(name, fallible)]`, with all that only it uses.
//!
//! A marked function that nothing calls is worse than none: its code then stays in what starts at once.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_split_helpers::SplitLoaderError;

use crate::not_found::Away;
use crate::session::{NotOpened, use_records};
use crate::store::live::Saving;
use crate::ui::show::live;

/// The time until code that could not be had is asked for again.
pub const AGAIN_MILLISECONDS: u32 = 5_000;

/// What a marked function gives, unless its code could not be had.
pub type Loaded<T> = Result<T, SplitLoaderError>;

/// The value, now that its code is there.
pub fn loaded<T>(value: T) -> Loaded<T> {
    Ok(value)
}

/// A screen whose code is here: what draws it.
pub type Opened = Rc<dyn Fn() -> AnyView>;

/// A screen that a marked function opens.
pub type LoadedScreen = Loaded<Opened>;

/// The screen, now that its code is there.
pub fn opened<V: IntoView + 'static>(screen: impl Fn() -> V + 'static) -> LoadedScreen {
    loaded(Rc::new(move || screen().into_any()))
}

/// A screen of the person's records: made when it is shown, for only then are they open.
///
/// Nobody is to type where it could not be saved: the screen is shown once the code that saves is here.
pub fn opened_to_write(screen: fn() -> AnyView) -> LoadedScreen {
    opened(move || {
        let records = use_records();
        live(move || match records.saving().get() {
            Saving::Ready => screen(),
            Saving::Coming => match records.trouble().get() {
                Some(fault) => view! { <NotOpened fault /> }.into_any(),
                None => ().into_any(),
            },
            Saving::Away => view! { <Away /> }.into_any(),
        })
    })
}
