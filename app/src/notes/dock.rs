//! Where the next note is written: one field, and one tap for each mark.

use domain::state::DRAFT_KEPT;
use leptos::prelude::*;
use leptos::{ev, html};

use super::{
    Written,
    clock::in_words,
    desk::{TYPED, use_desk},
    tag::TagChips,
};
use crate::i18n::{t, t_string, use_i18n};
use crate::session::fault_words;
use crate::ui::area::AreaChips;
use crate::ui::show::live;

/// The field, and the marks of what is being written in it.
#[component]
pub fn Dock(
    /// The notes that were written so far.
    written: Memo<Option<Written>>,
) -> impl IntoView {
    let desk = use_desk();
    let finish = move |event: ev::SubmitEvent| {
        event.prevent_default();
        desk.finish();
    };
    view! {
        <form class="dock" on:submit=finish>
            // The keyboard stays while a mark is chosen: the field keeps the focus.
            <div class="dock-marks" on:mousedown=|event| event.prevent_default()>
                <TagChips chosen=desk.tag choose=Callback::new(move |tag| desk.tag.set(tag)) />
                <AreaChips chosen=desk.area choose=Callback::new(move |area| desk.area.set(area)) />
            </div>
            <Field />
            <div class="dock-foot meta">
                <Said written />
            </div>
        </form>
    }
}

#[component]
fn Field() -> impl IntoView {
    let desk = use_desk();
    let i18n = use_i18n();
    let label = move || match desk.began.get() {
        Some((_, at)) => t_string!(i18n, notes.field_at, time = in_words(at)),
        None => t_string!(i18n, notes.field).to_string(),
    };
    let field = NodeRef::<html::Textarea>::new();
    field.on_load(|field| drop(field.focus()));
    let enter = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            desk.finish();
        }
    };
    view! {
        <label class="meta number" for="note">{live(label)}</label>
        <div class="dock-field">
            <div class="grows" data-text=move || desk.text()>
                <textarea
                    id="note"
                    node_ref=field
                    rows="1"
                    dir="auto"
                    enterkeyhint="done"
                    aria-invalid=move || desk.is_too_long().then_some("true")
                    prop:value=move || desk.text()
                    on:input=move |event| desk.type_in(event_target_value(&event))
                    on:keydown=enter
                ></textarea>
            </div>
            <button
                type="submit"
                class="button primary"
                on:mousedown=|event| event.prevent_default()
            >
                {t!(i18n, notes.add)}
            </button>
        </div>
    }
}

/// One quiet line: that all is kept, or why not. It changes rarely, so that a screen reader is not interrupted.
#[component]
fn Said(written: Memo<Option<Written>>) -> impl IntoView {
    let i18n = use_i18n();
    let desk = use_desk();
    let state = Memo::new(move |_| written.get().and_then(|written| written.state));
    let words = move || match (desk.fault.get(), state.get()) {
        (Some(fault), _) => fault_words(&fault),
        _ if desk.is_too_long() => t_string!(i18n, notes.too_long, max = TYPED.most()),
        (None, None) => t_string!(i18n, notes.pupils).to_string(),
        (None, Some(_)) => t_string!(i18n, notes.saved).to_string(),
    };
    let words = Memo::new(move |_| words());
    let kept = move || (state.get() == Some(DRAFT_KEPT)).then(|| t_string!(i18n, notes.kept));
    view! {
        <p role="status">{move || words.get()}</p>
        <p>{live(kept)}</p>
    }
}
