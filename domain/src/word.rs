//! Words of the wire, of which a newer release may have more: a role, an area, a status.
//!
//! An older one must not fall silent when it meets one: what it does not know it keeps as [`Word`], shows as "another", and
//! sends on unchanged.

use std::sync::{Mutex, PoisonError};

use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

/// A word that only a newer release knows; kept for as long as the program runs, so that it can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(&'static str);

/// No word is longer, in bytes.
const LONGEST: usize = 64;
/// So many words are kept: more of them are no newer release, but somebody who fills the memory.
const MOST: usize = 256;

static KEPT: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

impl Word {
    /// The word of this text; none when it does not have the form of one, or too many are kept.
    pub fn of(text: &str) -> Option<Self> {
        if !is_word(text) {
            return None;
        }
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.iter().find(|known| **known == text) {
            return Some(Self(known));
        }
        if kept.len() == MOST {
            return None;
        }
        let word: &'static str = Box::leak(text.into());
        kept.push(word);
        Some(Self(word))
    }

    /// The word as text.
    pub const fn text(self) -> &'static str {
        self.0
    }
}

fn is_word(text: &str) -> bool {
    let fits = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(fits)
}

impl serde::Serialize for Word {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// How the API describes words: a text, with those of today, and room for those to come.
pub fn schema(about: &str, words: &[(&str, &str)]) -> RefOr<Schema> {
    let meanings = words.iter().map(|(word, meaning)| format!("\n- `{word}`: {}", meaning.trim()));
    let description = format!(
        "{} Words of today (a newer server may say others):\n{}",
        about.trim(),
        meanings.collect::<String>()
    );
    let examples = words.iter().map(|(word, _)| *word);
    ObjectBuilder::new().schema_type(Type::String).description(Some(description)).examples(examples).into()
}

/// Makes enums of words: for each variant what it means and its word on the wire, and `Other` for those of newer releases.
macro_rules! words {
    ($($(#[doc = $about:literal])+ $name:ident {
        $($(#[doc = $meaning:literal])+ $variant:ident $word:literal,)+
    })+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $meaning])+ $variant,)+
            /// A word of a newer release.
            Other($crate::word::Word),
        }

        impl $name {
            /// The words on the wire, in the order in which a person chooses.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
            /// Everything these words stand for, in the same order.
            pub const ALL: [Self; Self::WORDS.len()] = [$(Self::$variant),+];

            /// The word on the wire.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word.text(),
                }
            }
        }

        impl $crate::declare::Takes for $name {
            const LIMIT: $crate::sync::fields::Limit = $crate::sync::fields::Limit::OneOf(Self::WORDS);
        }

        impl $crate::plain::Read for $name {
            fn read(value: serde_json::Value) -> Result<Self, $crate::plain::Unreadable> {
                Ok(match String::read(value)?.as_str() {
                    $($word => Self::$variant,)+
                    other => Self::Other($crate::word::Word::of(other).ok_or($crate::plain::Unreadable::new("not a word"))?),
                })
            }
        }
        through_plain!($name);

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::word::schema(concat!($($about),+), &[$(($word, concat!($($meaning),+)),)+])
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::people::Role;

    #[test]
    fn a_word_of_today_is_what_it_means_and_one_of_tomorrow_is_kept_to_the_letter() {
        for (role, word) in Role::ALL.into_iter().zip(Role::WORDS) {
            assert_eq!((from_value(json!(word)).ok(), to_value(role).ok()), (Some(role), Some(json!(word))));
        }
        let newer: Role = from_value(json!("phase_lead")).unwrap();
        assert_eq!(newer, from_value(json!("phase_lead")).unwrap());
        assert_eq!((newer, to_value(newer).unwrap()), (Role::Other(Word("phase_lead")), json!("phase_lead")));
    }

    #[test]
    fn what_has_not_the_form_of_a_word_is_none() {
        let long = "a".repeat(LONGEST + 1);
        for text in ["", "Mentor", "link tutor", "tutor-2", "é", &long] {
            assert_eq!(Word::of(text), None, "{text}");
        }
        assert!(Word::of(&long[1..]).is_some());
    }
}
