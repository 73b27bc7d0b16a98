//! The round mark beside a name.

use crate::ui::show::live;
use leptos::prelude::*;

/// The first letters of a name; silent for a screen reader, which has the name beside it.
#[component]
pub fn Avatar(
    /// The name of the person.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let initials = move || {
        let name = name.get();
        name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect::<String>()
    };
    view! { <span class="avatar" aria-hidden="true">{live(initials)}</span> }
}
