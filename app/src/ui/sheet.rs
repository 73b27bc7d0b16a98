//! A sheet over the screen, for something to do in place.

use leptos::html;
use leptos::prelude::*;

use crate::i18n::{t, use_i18n};
use crate::ui::show::{Show, whenever};

/// A dialogue of the browser's own: it holds the focus, and Escape closes it.
#[component]
pub fn Sheet(
    /// Whether it is open; closing it by hand sets it too.
    open: RwSignal<bool>,
    /// The title of the sheet.
    #[prop(into)]
    title: Signal<String>,
    /// The content of the sheet.
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let dialog = NodeRef::<html::Dialog>::new();
    whenever(move || {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            drop(dialog.show_modal());
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog class="sheet" node_ref=dialog aria-labelledby="sheet-title" on:close=move |_| open.set(false)>
            <Show when=move || open.get()>
                <div class="sheet-head">
                    <h2 id="sheet-title">{move || title.get()}</h2>
                    <button type="button" class="button small" on:click=move |_| open.set(false)>
                        {t!(i18n, ui.close)}
                    </button>
                </div>
                {children()}
            </Show>
        </dialog>
    }
}
