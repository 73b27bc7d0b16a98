//! Who writes what: each kind of record brings the rules for itself.

use crate::{
    people::{Role, ScopeKind},
    sync::{
        command::{EDIT, Verb},
        kind::RecordKind,
        path::Path,
        stage::Stage,
    },
};

/// Allows these roles, in scopes of these kinds, to do this to a record at one of these stages.
pub struct Rule {
    who: &'static [Role],
    places: &'static [ScopeKind],
    verbs: &'static [Verb],
    stages: &'static [Stage],
    /// The names of the fields that an edit may change; all of them where none are said.
    fields: Option<&'static [&'static str]>,
}

impl Rule {
    /// The same rule for edits of these fields alone, by their names in the body.
    #[must_use]
    pub const fn of(self, fields: &'static [&'static str]) -> Self {
        Self { fields: Some(fields), ..self }
    }

    fn allows(&self, role: Role, place: ScopeKind, verb: Verb, stage: Stage) -> bool {
        self.places.contains(&place)
            && self.who.contains(&role)
            && self.verbs.contains(&verb)
            && self.stages.contains(&stage)
    }

    fn covers(&self, path: &Path) -> bool {
        let is_named = |names: &[&str]| path.segments().next().is_some_and(|name| names.contains(&name));
        self.fields.is_none_or(is_named)
    }
}

/// A rule of the kind of record in whose list it stands.
pub const fn rule(
    who: &'static [Role],
    places: &'static [ScopeKind],
    verbs: &'static [Verb],
    stages: &'static [Stage],
) -> Rule {
    Rule { who, places, verbs, stages, fields: None }
}

/// Whether a role may do this to a record at this stage; which fields an edit may change, [`may_edit`] says.
pub fn may_write(role: Role, place: ScopeKind, what: RecordKind, verb: Verb, stage: Stage) -> bool {
    what.says().rules.iter().any(|rule| rule.allows(role, place, verb, stage))
}

/// Whether a role may change what is at this path in a record at this stage.
pub fn may_edit(role: Role, place: ScopeKind, what: RecordKind, stage: Stage, path: &Path) -> bool {
    let rules = what.says().rules.iter();
    rules.filter(|rule| rule.covers(path)).any(|rule| rule.allows(role, place, EDIT, stage))
}
