//! Commands: what can be done to a record besides setting its fields and deleting it. Each belongs to a subject.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{
    decide::{Asked, Plan},
    loaded::Needs,
    merge::Edit,
    mutation::{Mutation, Outcome},
};
use crate::{
    api::Problem,
    kinds,
    plain::{Read, Unreadable},
};

/// What is done to a record, by the word under which it travels and rules are written. Every kind knows the two that
/// stand here; a subject brings those of its commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Verb(&'static str);

/// Fields are set, in a new record too.
pub const EDIT: Verb = Verb::new("edit");
/// The record is deleted.
pub const DELETE: Verb = Verb::new("delete");

impl Verb {
    /// The verb of a word.
    pub const fn new(word: &'static str) -> Self {
        Self(word)
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        self.0
    }

    /// Every verb there is.
    pub fn all() -> impl Iterator<Item = Self> {
        [EDIT, DELETE].into_iter().chain(kinds::verbs())
    }
}

impl Serialize for Verb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl Read for Verb {
    fn read(value: Value) -> Result<Self, Unreadable> {
        let known = value.as_str().and_then(|word| Self::all().find(|verb| verb.0 == word));
        known.ok_or(Unreadable::new("not one of its words"))
    }
}

/// What a command answers about itself.
pub trait Answers {
    /// Adds what must be locked and loaded before it can be decided, besides its own scope and record.
    fn needs(&self, _mutation: &Mutation, _needs: &mut Needs) {}

    /// Whether it may be done, once its verb is allowed to this person here.
    fn authorise(&self, _asked: &Asked) -> Result<(), Problem> {
        Ok(())
    }

    /// Does it.
    fn perform(&self, plan: &mut Plan) -> Result<Outcome, Problem>;

    /// The edits that it carries.
    fn edits(&self) -> &[Edit] {
        &[]
    }
}

/// Makes the enum of a subject's commands: from each word its verb, from each variant what is read and answered.
macro_rules! commands {
    ($(#[$about:meta])* $within:path; $($(#[$doc:meta])* $verb:ident $word:literal $name:ident,)+) => {
        $($(#[$doc])* pub const $verb: $crate::sync::command::Verb = $crate::sync::command::Verb::new($word);)+

        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(tag = "action")]
        pub enum Command {$(
            $(#[$doc])*
            #[serde(rename = $word)]
            $name($name),
        )+}

        impl Command {
            /// The verbs of all of them.
            pub const VERBS: &[$crate::sync::command::Verb] = &[$($verb),+];

            /// Each of them, as the API document has it.
            pub(crate) fn described() -> Vec<$crate::sync::describe::Described> {
                vec![$($crate::sync::describe::Described::of::<$name>($verb)),+]
            }

            /// The word under which the rules have it.
            pub const fn verb(&self) -> $crate::sync::command::Verb {
                match self { $(Self::$name(_) => $verb,)+ }
            }

            /// The command that an action is, if it is one of these.
            pub const fn of(action: &$crate::sync::mutation::Action) -> Option<&Self> {
                match action {
                    $crate::sync::mutation::Action::Command($within(command)) => Some(command),
                    _ => None,
                }
            }

            /// Reads the command of a verb from its fields.
            pub(crate) fn take(
                verb: $crate::sync::command::Verb,
                fields: &mut $crate::plain::Fields,
            ) -> Result<Self, $crate::plain::Unreadable> {
                match verb {
                    $($verb => $crate::plain::ReadFields::take(fields).map(Self::$name),)+
                    _ => Err($crate::plain::Unreadable::new("not one of its words")),
                }
            }
        }

        answers! { Command { $($name),+ } }

        impl From<Command> for $crate::sync::mutation::Action {
            fn from(command: Command) -> Self {
                Self::Command($within(command))
            }
        }
    };
}

/// Lets an enum answer as the command in it does.
macro_rules! answers {
    ($type:ident { $($name:ident),+ }) => {
        impl $crate::sync::command::Answers for $type {
            fn needs(&self, mutation: &$crate::sync::mutation::Mutation, needs: &mut $crate::sync::loaded::Needs) {
                match self { $(Self::$name(command) => command.needs(mutation, needs),)+ }
            }

            fn authorise(&self, asked: &$crate::sync::decide::Asked) -> Result<(), $crate::api::Problem> {
                match self { $(Self::$name(command) => command.authorise(asked),)+ }
            }

            fn perform(
                &self,
                plan: &mut $crate::sync::decide::Plan,
            ) -> Result<$crate::sync::mutation::Outcome, $crate::api::Problem> {
                match self { $(Self::$name(command) => command.perform(plan),)+ }
            }

            fn edits(&self) -> &[$crate::sync::merge::Edit] {
                match self { $(Self::$name(command) => command.edits(),)+ }
            }
        }
    };
}
