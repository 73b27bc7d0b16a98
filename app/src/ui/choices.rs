//! Buttons side by side, of which one may be pressed.

use leptos::prelude::*;

/// Values with their words, of which one may be chosen; choosing it again takes the choice back.
pub fn choices<T>(
    label: &'static str,
    values: Vec<(T, &'static str)>,
    chosen: Signal<Option<T>>,
    choose: Callback<Option<T>>,
) -> AnyView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let choice = move |(value, words)| {
        let pressed = Signal::derive(move || chosen.get() == Some(value));
        let press = move |_| choose.run((!pressed.get_untracked()).then_some(value));
        view! {
            <button
                type="button"
                class="choice"
                aria-pressed=move || pressed.get().to_string()
                on:click=press
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="choices" role="group" aria-label=label>
            {values.into_iter().map(choice).collect_view()}
        </div>
    }
    .into_any()
}
