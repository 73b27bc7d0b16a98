//! The one list of what the subjects bring: their kinds of record, and their commands.

use serde::Serialize;

use crate::{
    examples::Cast,
    feedback,
    plain::{Fields, Unreadable},
    sync::{command::Verb, describe::Described, kind::RecordKind, mutation::Mutation},
};

/// Joins the kinds of record of the subjects, and what devices send of them.
macro_rules! kinds {
    ($($subject:ident: $($kind:ident),+;)+) => {
        /// Every kind of record.
        pub const KINDS: [RecordKind; [$($(stringify!($kind)),+),+].len()] = [$($(crate::$subject::$kind),+),+];

        /// What devices send of every subject, for the API document.
        pub(crate) fn examples(cast: &Cast) -> Vec<Mutation> {
            [$(crate::$subject::examples(cast)),+].concat()
        }
    };
}

kinds! {
    lesson: LESSON;
    notes: NOTES;
    feedback: DRAFT, FEEDBACK;
    target: TARGET;
    opportunity: OPPORTUNITY;
    programme: PROGRAMME;
    school: SCHOOL;
    card: CARD;
}

/// Joins the commands of the subjects.
macro_rules! subjects {
    ($($(#[$doc:meta])* $name:ident($commands:path),)+) => {
        /// A command of one of the subjects; its own word tells which, so that what travels is as flat as an edit.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(untagged)]
        pub enum Command {$($(#[$doc])* $name($commands),)+}

        impl Command {
            /// The word under which the rules have it.
            pub const fn verb(&self) -> Verb {
                match self { $(Self::$name(command) => command.verb(),)+ }
            }

            /// Reads the command of a verb from its fields.
            pub(crate) fn take(verb: Verb, fields: &mut Fields) -> Result<Self, Unreadable> {
                $(if <$commands>::VERBS.contains(&verb) {
                    return <$commands>::take(verb, fields).map(Self::$name);
                })+
                Err(Unreadable::new("not one of its words"))
            }
        }

        answers! { Command { $($name),+ } }

        /// Every command, as the API document has it.
        pub(crate) fn described() -> Vec<Described> {
            [$(<$commands>::described()),+].into_iter().flatten().collect()
        }

        /// The verbs of every command.
        pub(crate) fn verbs() -> impl Iterator<Item = Verb> {
            [$(<$commands>::VERBS),+].into_iter().flatten().copied()
        }
    };
}

subjects! {
    /// A command of feedback.
    Feedback(feedback::command::Command),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        feedback::fields::said,
        sorted::Set,
        state,
        sync::fields::{Field, rows},
    };

    fn repeated<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let mut words: Vec<&str> = words.into_iter().collect();
        words.sort_unstable();
        words.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
    }

    #[test]
    fn a_word_on_the_wire_means_one_thing_whichever_subject_brings_it() {
        let none: [&str; 0] = [];
        assert_eq!(repeated(Verb::all().map(Verb::word)), none, "commands");
        assert_eq!(repeated(KINDS.map(RecordKind::word)), none, "kinds");
        assert_eq!(repeated(state::all().iter().map(|state| state.word)), none, "states");
        assert_eq!(repeated(["read", "edit", "read"]), ["read"], "the test can fail");
    }

    #[test]
    fn a_field_is_declared_once() {
        let none: [&str; 0] = [];
        for kind in KINDS {
            let patterns: Vec<_> = rows(kind).map(Field::pattern).collect();
            assert_eq!(repeated(patterns.iter().map(String::as_str)), none, "{kind:?}");
        }
        assert_eq!(repeated(said::ROWS.iter().map(|row| row.name)), none, "what is said to a command");
    }

    #[test]
    fn a_collection_has_its_members_in_the_same_table() {
        for kind in KINDS {
            let lists: Set<_> = rows(kind).filter(|row| row.is_list()).map(|row| row.name).collect();
            let within: Set<_> = rows(kind).map(|row| row.within).filter(|list| !list.is_empty()).collect();
            assert_eq!(lists, within, "{kind:?}");
        }
    }
}
