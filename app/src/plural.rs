//! The form of a message that a number takes in a language: "1 lesson", "2 lessons".

use crate::i18n::Locale;

/// The forms of the messages that have a number; a language that has more of them brings more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Of one, in the sense of the language.
    One,
    /// Of every other number.
    Other,
}

/// The form for a number of things.
pub fn form(language: Locale, count: u32) -> Form {
    if is_one(language, count) { Form::One } else { Form::Other }
}

/// Every browser knows the rules of every language: a phone need not load them.
#[cfg(target_arch = "wasm32")]
fn is_one(language: Locale, count: u32) -> bool {
    use js_sys::{Array, Intl::PluralRules, Object};
    let rules = PluralRules::new(&Array::of1(&language.as_str().into()), &Object::new());
    rules.select(count.into()) == "one"
}

#[cfg(not(target_arch = "wasm32"))]
fn is_one(language: Locale, count: u32) -> bool {
    use icu_locale_core::Locale as Tag;
    use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
    let tag: Tag = language.as_str().parse().expect("the tag of a language");
    let rules = PluralRules::try_new(tag.into(), PluralRulesOptions::default());
    rules.is_ok_and(|rules| rules.category_for(count) == PluralCategory::One)
}

/// A message about a number of things, in the form that the number takes: its forms stand below its name.
#[macro_export]
macro_rules! counted {
    ($language:expr, $subject:ident.$message:ident, $count:expr) => {{
        let count = u32::try_from($count).unwrap_or(u32::MAX);
        match $crate::plural::form($language, count) {
            $crate::plural::Form::One => {
                $crate::i18n::td_string!($language, $subject.$message.one, count = count)
            }
            $crate::plural::Form::Other => {
                $crate::i18n::td_string!($language, $subject.$message.other, count = count)
            }
        }
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_every_other_number_is_not() {
        let forms = [0, 1, 2, 11, 21, u32::MAX].map(|count| form(Locale::en, count));
        assert_eq!(forms, [Form::Other, Form::One, Form::Other, Form::Other, Form::Other, Form::Other]);
        assert_eq!(counted!(Locale::en, ready.lessons, 1_usize), "1 lesson");
        assert_eq!(counted!(Locale::en, ready.lessons, 21_usize), "21 lessons");
    }
}
