//! The states of records in words: one table for all screens.

use domain::state::State;
use leptos::prelude::*;

use crate::i18n::{t_string, use_i18n};
use crate::ui::icon::{Icon, Shape};

/// A state, as a word with a mark.
#[component]
pub fn StateChip(
    /// The state.
    state: State,
    /// When it came to be so, in words: the time of day.
    #[prop(optional)]
    time: Option<String>,
    /// Who brought it about, where that is not the person.
    #[prop(optional)]
    name: Option<String>,
) -> impl IntoView {
    let (tone, shape) = look(state);
    view! {
        <p class="chip" data-tone=tone data-state=words_key(state)>
            <Icon shape />
            <span>{words(state, time, name)}</span>
        </p>
    }
}

const fn words_key(state: State) -> &'static str {
    match state {
        State::DraftHere => "draft-here",
        State::DraftKept => "draft-kept",
        State::Waiting => "waiting",
        State::Sending => "sending",
        State::Sent => "sent",
        State::Read => "read",
        State::Acknowledged => "acknowledged",
        State::Withdrawn => "withdrawn",
        State::NeedsYou => "needs-you",
        State::TwoVersions => "two-versions",
    }
}

fn look(state: State) -> (&'static str, Shape) {
    match state {
        State::DraftHere => ("plain", Shape::Phone),
        State::DraftKept => ("plain", Shape::Tick),
        State::Waiting | State::Sending => ("info", Shape::Clock),
        State::Sent | State::Read | State::Acknowledged => ("good", Shape::Tick),
        State::Withdrawn => ("wait", Shape::Back),
        State::NeedsYou | State::TwoVersions => ("need", Shape::Eye),
    }
}

/// What a state is called, with its time and the name of who brought it about, where they are known.
pub fn words(state: State, time: Option<String>, name: Option<String>) -> String {
    let i18n = use_i18n();
    match (state, time, name) {
        (State::DraftHere, ..) => t_string!(i18n, state.draft_here).to_string(),
        (State::DraftKept, ..) => t_string!(i18n, state.draft_kept).to_string(),
        (State::Waiting, ..) => t_string!(i18n, state.waiting).to_string(),
        (State::Sending, ..) => t_string!(i18n, state.sending).to_string(),
        (State::Sent, Some(time), _) => t_string!(i18n, state.sent_at, time = time).to_string(),
        (State::Sent, ..) => t_string!(i18n, state.sent).to_string(),
        (State::Read, Some(time), Some(name)) => {
            t_string!(i18n, state.read_by_at, name = name, time = time).to_string()
        }
        (State::Read, ..) => t_string!(i18n, state.read).to_string(),
        (State::Acknowledged, ..) => t_string!(i18n, state.acknowledged).to_string(),
        (State::Withdrawn, ..) => t_string!(i18n, state.withdrawn).to_string(),
        (State::NeedsYou, ..) => t_string!(i18n, state.needs_you).to_string(),
        (State::TwoVersions, ..) => t_string!(i18n, state.two_versions).to_string(),
    }
}
