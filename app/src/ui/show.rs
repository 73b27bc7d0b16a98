//! What is shown only at times, and what is drawn anew as it changes.
//!
//! Every type of a closure that stands in a view is code of its own for a phone to load, and so is every use of Leptos' `Show`.
//! Here they all become one.

use leptos::{prelude::*, tachys::reactive_graph::SharedReactiveFunction};
use std::sync::{Arc, Mutex};

/// Shows its children while something holds, and perhaps something else while it does not.
#[component]
pub fn Show<W: Fn() -> bool + Send + Sync + 'static>(
    /// What is shown while it holds.
    children: ChildrenFn,
    /// Whether it holds.
    when: W,
    /// What is shown while it does not.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView {
    shown(Box::new(when), children, fallback)
}

fn shown(when: Box<dyn Fn() -> bool + Send + Sync>, children: ChildrenFn, fallback: ViewFn) -> AnyView {
    let when = ArcMemo::new(move |_| when());
    live(move || if when.get() { children() } else { fallback.run() }).into_any()
}

/// Runs now, and again whenever something that it read has changed.
pub fn whenever(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_| run());
}

/// A closure that stands in a view under a name, or is the whole of it. One that is written where it stands needs this not.
pub fn live<T: 'static>(draw: impl FnMut() -> T + Send + 'static) -> SharedReactiveFunction<T> {
    Arc::new(Mutex::new(draw))
}
