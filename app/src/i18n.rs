//! The app's words: a message is named as in its file, `t!(language, subject.message, argument = value)`.

#[expect(non_camel_case_types, reason = "generated from the message files, with their names")]
mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}
pub use messages::*;

pub use crate::{t, t as td, t as t_string, t as td_string};

/// The language of this page: there is one so far. A page keeps its language for as long as it lives.
pub fn use_i18n() -> Locale {
    Locale::en
}

/// A message in a language: its text or, with arguments, a text made of them.
#[macro_export]
macro_rules! t {
    ($language:expr, $subject:ident $(. $name:ident)+ $(,)?) => {
        $crate::i18n::$subject $(::$name)+ ($language)
    };
    ($language:expr, $subject:ident $(. $name:ident)+, $($argument:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::$subject $(::$name)+ { $($argument: &$value),+ }.words($language)
    };
}
