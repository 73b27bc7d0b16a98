//! The states of records in words: one table for all screens.
//!
//! Those of every record stand here; what only the records of a subject can be, the subject brings.

use domain::state::{DRAFT_HERE, DRAFT_KEPT, NEEDS_YOU, SENDING, SENT, State, TWO_VERSIONS, WAITING};
use leptos::prelude::*;

use crate::i18n::{Locale, td_string, use_i18n};
use crate::subjects;
use crate::ui::icon::{Icon, Shape};

/// How a state looks that a subject brings, and what it is called.
pub struct Seen {
    /// The state.
    pub state: State,
    /// The colour of its chip.
    pub tone: &'static str,
    /// The mark before its words.
    pub shape: Shape,
    /// Its words in a language, with its time and the name of who brought it about, where they are known.
    pub words: fn(Locale, Option<String>, Option<String>) -> String,
}

/// A state, as a word with a mark.
#[component]
pub fn StateChip(
    /// The state that is shown.
    state: State,
    /// The time at which it came to be so, in words.
    #[prop(optional)]
    time: Option<String>,
    /// The name of the one who brought it about, where that is not the person.
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
        DRAFT_KEPT => ("plain", Shape::Tick),
        SENT => ("good", Shape::Tick),
        NEEDS_YOU | TWO_VERSIONS => ("need", Shape::Eye),
        other => brought(other).map_or(("plain", Shape::Tick), |seen| (seen.tone, seen.shape)),
    }
}

/// A state that a subject brings.
fn brought(state: State) -> Option<&'static Seen> {
    subjects::STATES.iter().copied().flatten().find(|seen| seen.state == state)
}

/// The words of a state, with its time and the name of who brought it about, where they are known.
pub fn words(state: State, time: Option<String>, name: Option<String>) -> String {
    // A state without words cannot be on a screen: the test below asks for each.
    words_in(use_i18n(), state, time, name).unwrap_or_else(|| state.word.to_owned())
}

/// The words of a state in a language; none where nobody has given it any.
fn words_in(language: Locale, state: State, time: Option<String>, name: Option<String>) -> Option<String> {
    let words = match (state, time, name) {
        (DRAFT_HERE, ..) => td_string!(language, state.draft_here).to_string(),
        (DRAFT_KEPT, ..) => td_string!(language, state.draft_kept).to_string(),
        (WAITING, ..) => td_string!(language, state.waiting).to_string(),
        (SENDING, ..) => td_string!(language, state.sending).to_string(),
        (SENT, Some(time), _) => td_string!(language, state.sent_at, time = time),
        (SENT, ..) => td_string!(language, state.sent).to_string(),
        (NEEDS_YOU, ..) => td_string!(language, state.needs_you).to_string(),
        (TWO_VERSIONS, ..) => td_string!(language, state.two_versions).to_string(),
        (other, time, name) => (brought(other)?.words)(language, time, name),
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    use domain::{sorted::Map, state::all};

    use super::*;

    #[test]
    fn every_state_that_a_subject_brings_has_words_of_its_own_in_every_language() {
        for language in Locale::ALL {
            let mut known: Map<String, &str> = Map::new();
            for state in all() {
                let words = words_in(language, state, None, None);
                let words = words.unwrap_or_else(|| panic!("{} has no words in {language:?}", state.word));
                let other = known.insert(words, state.word);
                assert_eq!(other, None, "{} is called the same", state.word);
            }
        }
    }
}
