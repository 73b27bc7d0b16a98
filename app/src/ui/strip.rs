//! A strip above the screen: something to know, quietly.

use leptos::prelude::*;

use super::icon::{Icon, Shape};

/// One line of words with a mark.
#[component]
pub fn Strip(
    /// The mark that stands before the words.
    shape: Shape,
    /// The words, and perhaps a button.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="strip">
            <Icon shape />
            <div class="strip-words">{children()}</div>
        </div>
    }
}
