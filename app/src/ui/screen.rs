//! A screen: its title, and what it shows.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::i18n::{t_string, use_i18n};
use crate::ui::show::whenever;

/// A screen with its heading. A person who comes from another screen finds the focus there, so that a screen reader
/// says where they are.
#[component]
pub fn Screen(
    /// The heading, which is also the name of the window.
    #[prop(into)]
    title: Signal<String>,
    /// The content of the screen.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let heading = NodeRef::<html::H1>::new();
    whenever(move || document().set_title(&t_string!(i18n, ui.title, title = title.get())));
    heading.on_load(|heading| {
        if came_from_another_screen() {
            drop(heading.focus());
        }
    });
    view! {
        <header class="screen-head">
            <h1 node_ref=heading tabindex="-1">{move || title.get()}</h1>
        </header>
        <div class="screen">{children()}</div>
    }
}

/// Whether the person moved within the app: on the first screen the focus stays where the browser put it.
fn came_from_another_screen() -> bool {
    document().active_element().is_some_and(|active| active.tag_name() != "BODY")
}

/// Brings the focus to the heading of the screen, once what it shows has become something else.
pub fn focus_heading() {
    request_animation_frame(|| {
        let heading = document().query_selector("main h1").ok().flatten();
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
            drop(heading.focus());
        }
        window().scroll_to_with_x_and_y(0.0, 0.0);
    });
}

/// Brings the focus to a part of the page, which may only just be being made.
pub fn focus_on(id: &'static str) {
    request_animation_frame(move || {
        let part = document().get_element_by_id(id);
        if let Some(part) = part.and_then(|part| part.dyn_into::<HtmlElement>().ok()) {
            drop(part.focus());
        }
    });
}
