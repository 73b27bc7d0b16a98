//! A field for text that is kept as it is typed.

use crate::ui::show::{live, whenever};
use domain::sync::fields::YEARS;
use leptos::{html, prelude::*};

/// The way in which a field is written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// A text of one line.
    Line,
    /// Lines of text: so many are shown when it is empty.
    Lines(u8),
    /// A whole number.
    Number,
    /// A day of the calendar.
    Day,
    /// The address of a page.
    Link,
}

impl Writing {
    /// The keys that a phone offers for it.
    fn keys(self) -> Option<&'static str> {
        match self {
            Self::Number => Some("numeric"),
            Self::Link => Some("url"),
            _ => None,
        }
    }
}

/// What a text field is, and where its text comes from and goes to.
#[derive(Clone)]
pub struct Text {
    /// Its id on the page, to which a summary of errors points.
    pub id: String,
    /// The label of the field.
    pub label: Signal<String>,
    /// A hint that helps to fill it.
    pub hint: Option<String>,
    /// The way in which it is written into.
    pub writing: Writing,
    /// The number of characters it takes. One line takes no more; a text that is longer in a larger field is kept, and the
    /// field says so.
    pub most: Option<usize>,
    /// The text that stands in it.
    pub value: Signal<String>,
    /// Words that say what is wrong with it.
    pub error: Signal<Option<String>>,
    /// The one who hears every keystroke.
    pub typed: Callback<String>,
    /// The one who hears that the person has left it.
    pub left: Callback<()>,
}

/// A field under its label.
pub fn text_field(text: Text) -> AnyView {
    let (id, label, hint, error) = (text.id.clone(), text.label, text.hint.clone(), text.error);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let words = move || {
        let id = error_id.clone();
        error.get().map(|error| view! { <p class="error" id=id>{error}</p> })
    };
    view! {
        <div class="field" class:wrong=move || error.get().is_some()>
            <label for=id>{move || label.get()}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {live(words)}
            {control(text)}
        </div>
    }
    .into_any()
}

/// The control that is written into.
fn control(text: Text) -> AnyView {
    let described = described(&text);
    let Text { id, writing, most, value, error, typed, left, .. } = text;
    let wrong = move || error.get().map(|_| "true");
    // A field that has the focus is also left when its screen goes, and then nobody is there to hear it.
    let on_blur = move |_| {
        let _gone = left.try_run(());
    };
    let on_input = move |event| typed.run(event_target_value(&event));
    match writing {
        Writing::Line | Writing::Number | Writing::Link => view! {
            <input
                id=id
                autocomplete="off"
                inputmode=writing.keys()
                dir="auto"
                maxlength=most.map(|most| most.to_string())
                prop:value=move || value.get()
                aria-describedby=described
                aria-invalid=live(wrong)
                on:input=on_input
                on:blur=on_blur
            />
        }
        .into_any(),
        Writing::Lines(rows) => view! {
            <textarea
                id=id
                rows=rows.to_string()
                dir="auto"
                prop:value=move || value.get()
                aria-describedby=described
                aria-invalid=live(wrong)
                on:input=on_input
                on:blur=on_blur
            ></textarea>
        }
        .into_any(),
        Writing::Day => view! {
            <input
                id=id
                type="date"
                min=format!("{}-01-01", YEARS.start)
                max=format!("{}-12-31", YEARS.end - 1)
                prop:value=value.get_untracked()
                node_ref=following(value)
                aria-describedby=described
                aria-invalid=live(wrong)
                on:input=on_input
                on:blur=on_blur
            />
        }
        .into_any(),
    }
}

/// The ids of what describes a field: what helps to fill it, and what is wrong with it.
fn described(text: &Text) -> impl Fn() -> Option<String> + Send + Sync + Clone + use<> {
    let (id, error) = (text.id.clone(), text.error);
    let hint = text.hint.as_ref().map(|_| format!("{id}-hint"));
    move || {
        let error = error.get().map(|_| format!("{id}-error"));
        let ids: Vec<String> = hint.clone().into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// A field that shows a value as it changes, and is left alone when it shows it already: a day is typed part by part, and the
/// browser forgets the part being typed when the value is set.
fn following(value: Signal<String>) -> NodeRef<html::Input> {
    let field = NodeRef::<html::Input>::new();
    whenever(move || {
        let value = value.get();
        if let Some(field) = field.get().filter(|field| field.value() != value) {
            field.set_value(&value);
        }
    });
    field
}
