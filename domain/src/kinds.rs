//! The one list of what the subjects bring: their kinds of record, and their commands.

use serde::Serialize;

use crate::{
    card, feedback, lesson, notes,
    plain::{Fields, Unreadable},
    programme, school,
    sync::{command::Verb, describe::Described, kind::RecordKind},
    target,
};

/// Every kind of record.
pub const KINDS: [RecordKind; 8] = [
    lesson::LESSON,
    notes::NOTES,
    feedback::DRAFT,
    feedback::FEEDBACK,
    target::TARGET,
    programme::PROGRAMME,
    school::SCHOOL,
    card::CARD,
];

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
