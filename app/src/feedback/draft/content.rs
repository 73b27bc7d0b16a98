//! What is sent of a draft, and what it still lacks.

use domain::{
    feedback::{
        WORDS,
        fields::{DISCUSSION, STRENGTHS, TARGET_SUCCESS, TARGET_TEXT, TARGETS},
    },
    field::{Inner, List},
    sync::{Body, path::Path},
};
use serde_json::Value;

use super::part::Part;

/// The number of strengths that go into feedback, and of targets.
pub const MOST: usize = STRENGTHS.most();

/// What keeps a draft from being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// The draft says nothing.
    Words,
    /// More strengths than can be sent: so many.
    FewerStrengths(usize),
    /// More targets than can be sent: so many.
    FewerTargets(usize),
    /// A target says how it will be known but not what to do; this field is empty.
    WhatToDo(Path),
    /// A field has two versions.
    Choice(Path),
    /// The text in a field cannot be saved as it is.
    Fit(Path),
    /// The trainee's training is not on this device, so that targets have nowhere to go.
    Training,
}

impl Lack {
    /// The step in which it can be put right.
    pub fn step(&self) -> u8 {
        match self {
            Self::Words | Self::FewerStrengths(_) => 1,
            Self::FewerTargets(_) => 2,
            Self::WhatToDo(path) | Self::Choice(path) | Self::Fit(path) => step_of(path),
            Self::Training => 3,
        }
    }

    /// The field in which it can be put right.
    pub fn field(&self) -> Option<&Path> {
        match self {
            Self::WhatToDo(path) | Self::Choice(path) | Self::Fit(path) => Some(path),
            Self::Words | Self::FewerStrengths(_) | Self::FewerTargets(_) | Self::Training => None,
        }
    }
}

/// The step in which a field is.
fn step_of(path: &Path) -> u8 {
    match Part::of(path) {
        Some(Part::Strengths) => 1,
        Some(Part::Targets) => 2,
        None => 3,
    }
}

/// What the trainee will see: the author's words without what was left blank.
pub fn content(draft: &Body) -> Body {
    let said = |word: &str| Some((word.to_owned(), draft.get(word)?.clone()));
    let mut content: Body = WORDS.into_iter().filter_map(said).collect();
    for list in [STRENGTHS, TARGETS] {
        if let Some(members) = content.get_mut(list.name()).and_then(Value::as_object_mut) {
            members.retain(|_, member| !is_blank(member, TARGET_TEXT) || !is_blank(member, TARGET_SUCCESS));
        }
    }
    content
}

/// What the content lacks to be sent.
pub fn lacks(content: &Body) -> Vec<Lack> {
    let members = |list: List| content.get(list.name()).and_then(Value::as_object);
    let count = |list| members(list).map_or(0, serde_json::Map::len);
    let (strengths, targets) = (count(STRENGTHS), count(TARGETS));
    let talked =
        content.get(DISCUSSION.name()).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    let mut lacks = Vec::new();
    if strengths + targets == 0 && !talked {
        lacks.push(Lack::Words);
    }
    if strengths > MOST {
        lacks.push(Lack::FewerStrengths(strengths));
    }
    if targets > MOST {
        lacks.push(Lack::FewerTargets(targets));
    }
    let targets = members(TARGETS).into_iter().flatten();
    let without_text = targets.filter(|(_, target)| is_blank(target, TARGET_TEXT));
    let ids = without_text.filter_map(|(id, _)| id.parse().ok());
    lacks.extend(ids.map(|id| Lack::WhatToDo(TARGET_TEXT.of(id))));
    lacks
}

fn is_blank(member: &Value, field: Inner) -> bool {
    member.get(field.name()).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "01936c1e-0000-7000-8000-000000000001";

    fn body(value: Value) -> Body {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn only_words_are_sent_and_nothing_that_was_left_blank() {
        let draft = body(json!({
            "lesson": "l",
            "later": 1,
            "strengths": {"a": {"text": "Calm start"}, "b": {"text": " ", "area": "behaviour"}},
            "targets": {"c": {"text": ""}, "d": {"text": "", "success": "Two hands up"}},
            "quotes": {"e": {"text": "In under two minutes", "lesson_ms": 1}},
        }));
        let expected = json!({
            "strengths": {"a": {"text": "Calm start"}},
            "targets": {"d": {"text": "", "success": "Two hands up"}},
            "quotes": {"e": {"text": "In under two minutes", "lesson_ms": 1}},
        });
        assert_eq!(Value::Object(content(&draft)), expected);
    }

    #[test]
    fn what_is_lacking_by_table() {
        let said = json!({"text": "Calm start"});
        let four = json!({"a": said, "b": said, "c": said, "d": said});
        let cases = [
            (json!({}), vec![Lack::Words]),
            (json!({"quotes": {"a": {}}}), vec![Lack::Words]),
            (json!({"discussion": " "}), vec![Lack::Words]),
            (json!({"discussion": "We talked."}), vec![]),
            (json!({"strengths": {"a": said}}), vec![]),
            (json!({"strengths": four}), vec![Lack::FewerStrengths(4)]),
            (json!({"targets": four}), vec![Lack::FewerTargets(4)]),
            (
                json!({"targets": {ID: {"success": "Two hands up"}, "a": said}}),
                vec![Lack::WhatToDo(TARGET_TEXT.of(ID.parse().unwrap()))],
            ),
        ];
        for (content, expected) in cases {
            assert_eq!(lacks(&body(content.clone())), expected, "{content}");
        }
    }
}
