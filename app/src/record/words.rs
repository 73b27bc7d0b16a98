//! A value in words for a person: areas, days and how far a target has come travel as codes.

use domain::{framework::Area, notes, sync::path::Path, target};
use serde_json::Value;

use super::held;
use crate::device::day_in_words;
use crate::i18n::{t_string, use_i18n};
use crate::notes::tag_words;
use crate::targets::status_words;
use crate::ui::area::area_words;

/// What a code is called that travels at a path; none where a subject does not know it.
pub type Called = fn(&Path, &str) -> Option<String>;

/// A value for a person: the text itself, the texts of a member, or those of each member of a collection.
pub(super) fn words(path: &Path, value: Option<&Value>, called: Called) -> Vec<String> {
    let in_words = |text: String| called(path, &text).unwrap_or_else(|| in_words(path, text));
    let said = match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Object(members)) if members.values().all(Value::is_object) => {
            members.values().filter_map(text_of).collect()
        }
        Some(value) => text_of(value).map(in_words).into_iter().collect(),
    };
    if said.iter().all(String::is_empty) {
        return vec![t_string!(use_i18n(), versions.nothing).to_string()];
    }
    said
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Object(member) => Some(member.get(target::fields::TEXT.name())?.as_str()?.to_owned()),
        Value::Bool(answer) => Some(answer_words(*answer).to_owned()),
        Value::Array(ids) => Some(t_string!(use_i18n(), versions.chosen, count = ids.len()).to_string()),
        value => Some(held::text_of(Some(value))),
    }
}

/// The words for yes and no.
pub(super) fn answer_words(answer: bool) -> &'static str {
    let i18n = use_i18n();
    if answer { t_string!(i18n, versions.yes) } else { t_string!(i18n, versions.no) }
}

/// Areas, days and how far a target has come travel as codes.
fn in_words(path: &Path, text: String) -> String {
    let area = || serde_json::from_value::<Area>(Value::from(text.clone())).ok();
    let names = path.segments().last();
    let is = |name: &str| names == Some(name);
    match () {
        () if is(target::fields::AREA.name()) => area().map_or(text, |area| area_words(area).to_owned()),
        () if is(notes::fields::TAG.name()) => {
            serde_json::from_value(Value::from(text.clone())).map_or(text, |tag| tag_words(tag).to_owned())
        }
        () if is(target::fields::STATUS.name()) => serde_json::from_value(Value::from(text.clone()))
            .map_or(text, |status| status_words(status).to_owned()),
        () if is(target::fields::DUE.name()) => text.parse().map_or(text, day_in_words),
        () => text,
    }
}
