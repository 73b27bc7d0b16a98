//! Who writes what: each kind of record brings the rules for itself.

use crate::{
    people::{Role, ScopeKind},
    sync::{command::Verb, kind::RecordKind, stage::Stage},
};

/// Allows these roles, in scopes of these kinds, to do this to a record at one of these stages.
pub struct Rule {
    who: &'static [Role],
    places: &'static [ScopeKind],
    verbs: &'static [Verb],
    stages: &'static [Stage],
}

/// A rule of the kind of record in whose list it stands.
pub const fn rule(
    who: &'static [Role],
    places: &'static [ScopeKind],
    verbs: &'static [Verb],
    stages: &'static [Stage],
) -> Rule {
    Rule { who, places, verbs, stages }
}

/// Whether a role may do this to a record at this stage.
pub fn may_write(role: Role, place: ScopeKind, what: RecordKind, verb: Verb, stage: Stage) -> bool {
    what.says().rules.iter().any(|rule| {
        rule.places.contains(&place)
            && rule.who.contains(&role)
            && rule.verbs.contains(&verb)
            && rule.stages.contains(&stage)
    })
}
