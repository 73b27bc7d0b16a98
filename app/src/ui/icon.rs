//! Drawn marks. They always stand beside words, so they are silent for a screen reader.

use leptos::prelude::*;

/// The shape that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An arrow: there is something new to take.
    Arrow,
    /// An arrow back: something was taken back.
    Back,
    /// A box: a list of what waits.
    Box,
    /// A clock: something is on its way.
    Clock,
    /// An eye: something is worth a look.
    Eye,
    /// A bubble: something was said.
    Message,
    /// A sign that there is no network.
    NoNetwork,
    /// A person.
    Person,
    /// This device.
    Phone,
    /// Several people.
    People,
    /// A target: something is to be reached.
    Target,
    /// A tick: something is done.
    Tick,
}

impl Shape {
    /// Lines in a square of 24.
    const fn lines(self) -> &'static str {
        match self {
            Self::Arrow => "M12 4v11m-5-5 5 5 5-5M5 20h14",
            Self::Back => "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
            Self::Box => "M4 13h4l2 3h4l2-3h4M4 13V6h16v7M4 13v6h16v-6",
            Self::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m0 4.5V12l3 2",
            Self::Eye => "M3 12s3-6 9-6 9 6 9 6-3 6-9 6-9-6-9-6m9-2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
            Self::Message => "M5 5h14v11H9l-4 4z",
            Self::NoNetwork => {
                "M3 3l18 18M8.5 16a5 5 0 0 1 7 0M5 12.5a10 10 0 0 1 4-2.4M19 12.5a10 10 0 0 0-5-2.7"
            }
            Self::People => {
                "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M3 19c1-5 11-5 12 0M16 5a3.5 3.5 0 0 1 0 7m2 2c2 .5 3 2 3 5"
            }
            Self::Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 20c2-5 14-5 16 0",
            Self::Phone => {
                "M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3m2.5 15h3"
            }
            Self::Target => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16m0 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
            Self::Tick => "m5 12.5 4.5 4.5L19.5 7",
        }
    }
}

/// One mark, in the colour of the words beside it.
#[component]
pub fn Icon(
    /// The shape that is drawn.
    shape: Shape,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=shape.lines() />
        </svg>
    }
}
