//! What becomes of feedback that was sent, in marks and words.

use domain::feedback::{ACKNOWLEDGED, READ, WITHDRAWN};

use crate::i18n::{Locale, td_string};
use crate::state::Seen;
use crate::ui::icon::Shape;

/// The states that only feedback can be in.
pub(super) const STATES: &[Seen] = &[
    Seen { state: READ.state, tone: "good", shape: Shape::Tick, words: read },
    Seen { state: ACKNOWLEDGED.state, tone: "good", shape: Shape::Tick, words: acknowledged },
    Seen { state: WITHDRAWN.state, tone: "wait", shape: Shape::Back, words: withdrawn },
];

fn read(language: Locale, time: Option<String>, name: Option<String>) -> String {
    match (time, name) {
        (Some(time), Some(name)) => {
            td_string!(language, state.read_by_at, name = name, time = time).to_string()
        }
        _ => td_string!(language, state.read).to_string(),
    }
}

fn acknowledged(language: Locale, _time: Option<String>, _name: Option<String>) -> String {
    td_string!(language, state.acknowledged).to_string()
}

fn withdrawn(language: Locale, _time: Option<String>, _name: Option<String>) -> String {
    td_string!(language, state.withdrawn).to_string()
}
