//! A field for text that is kept as it is typed.

use leptos::{html, prelude::*};

/// What is written into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Lines of text: so many are shown when it is empty.
    Lines(u8),
    /// A day.
    Day,
}

/// What a text field is, and where its text comes from and goes to.
#[derive(Clone)]
pub struct Text {
    /// Its id on the page, to which a summary of errors points.
    pub id: String,
    /// What it is called.
    pub label: Signal<String>,
    /// What is written into it.
    pub writing: Writing,
    /// What stands in it.
    pub value: Signal<String>,
    /// What is wrong with it.
    pub error: Signal<Option<String>>,
    /// Hears every keystroke.
    pub typed: Callback<String>,
    /// Hears that the person has left it.
    pub left: Callback<()>,
}

/// A field under its label.
pub fn text_field(text: Text) -> AnyView {
    let Text { id, label, writing, value, error, typed, left } = text;
    let error_id = format!("{id}-error");
    let described = error_id.clone();
    let described = move || error.get().map(|_| described.clone());
    let wrong = move || error.get().map(|_| "true");
    let words = move || {
        let id = error_id.clone();
        error.get().map(|error| view! { <p class="error" id=id>{error}</p> })
    };
    // A field that has the focus is also left when its screen goes, and then nobody is there to hear it.
    let on_blur = move |_| {
        let _gone = left.try_run(());
    };
    let on_input = move |event| typed.run(event_target_value(&event));
    let (name, field) = (id.clone(), id.clone());
    let field = match writing {
        Writing::Lines(rows) => view! {
            <textarea
                id=field
                rows=rows.to_string()
                dir="auto"
                prop:value=move || value.get()
                aria-describedby=described
                aria-invalid=wrong
                on:input=on_input
                on:blur=on_blur
            ></textarea>
        }
        .into_any(),
        Writing::Day => view! {
            <input
                id=field
                type="date"
                min="2000-01-01"
                max="2099-12-31"
                prop:value=value.get_untracked()
                node_ref=following(value)
                aria-describedby=described
                aria-invalid=wrong
                on:input=on_input
                on:blur=on_blur
            />
        }
        .into_any(),
    };
    view! {
        <div class="field" class:wrong=move || error.get().is_some()>
            <label for=name>{move || label.get()}</label>
            {words}
            {field}
        </div>
    }
    .into_any()
}

/// A field that shows a value as it changes, and is left alone when it shows it already: a day is typed part by part, and the
/// browser forgets the part being typed when the value is set.
fn following(value: Signal<String>) -> NodeRef<html::Input> {
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let value = value.get();
        if let Some(field) = field.get().filter(|field| field.value() != value) {
            field.set_value(&value);
        }
    });
    field
}
