//! The states of records in words: one table for all screens.

use domain::feedback;
use domain::state::{DRAFT_HERE, DRAFT_KEPT, NEEDS_YOU, SENDING, SENT, State, TWO_VERSIONS, WAITING};
use leptos::prelude::*;

use crate::i18n::{t_string, use_i18n};
use crate::ui::icon::{Icon, Shape};

const READ: State = feedback::READ.state;
const ACKNOWLEDGED: State = feedback::ACKNOWLEDGED.state;
const WITHDRAWN: State = feedback::WITHDRAWN.state;

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
        <p class="chip" data-tone=tone data-state=state.word>
            <Icon shape />
            <span>{words(state, time, name)}</span>
        </p>
    }
}

fn look(state: State) -> (&'static str, Shape) {
    match state {
        DRAFT_HERE => ("plain", Shape::Phone),
        WAITING | SENDING => ("info", Shape::Clock),
        SENT | READ | ACKNOWLEDGED => ("good", Shape::Tick),
        WITHDRAWN => ("wait", Shape::Back),
        NEEDS_YOU | TWO_VERSIONS => ("need", Shape::Eye),
        // A draft that is kept, and what a subject brings without a mark of its own.
        _ => ("plain", Shape::Tick),
    }
}

/// What a state is called, with its time and the name of who brought it about, where they are known.
pub fn words(state: State, time: Option<String>, name: Option<String>) -> String {
    let i18n = use_i18n();
    match (state, time, name) {
        (DRAFT_HERE, ..) => t_string!(i18n, state.draft_here).to_string(),
        (DRAFT_KEPT, ..) => t_string!(i18n, state.draft_kept).to_string(),
        (WAITING, ..) => t_string!(i18n, state.waiting).to_string(),
        (SENDING, ..) => t_string!(i18n, state.sending).to_string(),
        (SENT, Some(time), _) => t_string!(i18n, state.sent_at, time = time).to_string(),
        (SENT, ..) => t_string!(i18n, state.sent).to_string(),
        (READ, Some(time), Some(name)) => {
            t_string!(i18n, state.read_by_at, name = name, time = time).to_string()
        }
        (READ, ..) => t_string!(i18n, state.read).to_string(),
        (ACKNOWLEDGED, ..) => t_string!(i18n, state.acknowledged).to_string(),
        (WITHDRAWN, ..) => t_string!(i18n, state.withdrawn).to_string(),
        (NEEDS_YOU, ..) => t_string!(i18n, state.needs_you).to_string(),
        (TWO_VERSIONS, ..) => t_string!(i18n, state.two_versions).to_string(),
        (unknown, ..) => unknown.word.to_owned(),
    }
}
