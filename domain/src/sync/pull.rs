//! What a device is to receive: which scopes are its person's now, and where in each the device stands.

use chrono::{DateTime, Utc};

use super::wire::{Cursor, Opened, Scopes};
use crate::{
    id::ScopeId,
    people::{Actor, Role, Scope},
    permission::{may_read, replicates},
    sorted::{Map, Set},
};

/// A scope that a person's devices hold, and what the person is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The scope.
    pub scope: Scope,
    /// How often its numbers began anew.
    pub epoch: u32,
    /// The roles for which it is on the device.
    pub roles: Set<Role>,
}

/// The scopes among these that the actor's devices hold at this instant.
pub fn members(scopes: &[(Scope, u32)], actor: &Actor, now: DateTime<Utc>) -> Vec<Member> {
    let member = |(scope, epoch): &(Scope, u32)| {
        let held = actor.roles_in(scope, now).into_iter();
        let roles: Set<Role> = held.filter(|role| replicates(*role) && may_read(*role, scope.kind)).collect();
        (!roles.is_empty()).then(|| Member { scope: scope.clone(), epoch: *epoch, roles })
    };
    scopes.iter().filter_map(member).collect()
}

/// What to send to a device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The scopes it gains and loses.
    pub scopes: Scopes,
    /// The scopes it gets a page of, each with the number it has received already; one that is new to it gets a page
    /// even when nothing is in it, so that the device knows that it stands at its beginning.
    pub ask: Map<ScopeId, u64>,
}

/// Compares where a device stands with where its person's scopes are.
///
/// A device that has received more than there is proves that the server lost something: it lets go of that scope, which opens
/// anew. One that introduces itself, with all its cursors, is told every scope: a role in one that it holds may have changed.
pub fn plan(cursors: &Map<ScopeId, Cursor>, members: &[Member], introduces: bool) -> Plan {
    let mut plan = Plan::default();
    let theirs: Set<ScopeId> = members.iter().map(|member| member.scope.id).collect();
    plan.scopes.gone = cursors.keys().filter(|scope| !theirs.contains(scope)).copied().collect();
    for Member { scope, epoch, roles } in members {
        let known = cursors.get(&scope.id);
        let stands = known.filter(|cursor| cursor.epoch == *epoch && cursor.version <= scope.head);
        if known.is_some() && stands.is_none() {
            plan.scopes.reset.insert(scope.id);
        }
        if introduces || stands.is_none() {
            plan.scopes.new.push(opened(scope, roles));
        }
        if stands.is_none_or(|cursor| cursor.version < scope.head) {
            plan.ask.insert(scope.id, stands.map_or(0, |cursor| cursor.version));
        }
    }
    plan
}

fn opened(scope: &Scope, roles: &Set<Role>) -> Opened {
    let Scope { id, kind, person, head, .. } = *scope;
    Opened { id, kind, person, roles: roles.clone(), head }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{GrantId, PersonId},
        people::{Grant, ScopeKind, Span, own_scope},
    };

    fn scope(name: &str, kind: ScopeKind, head: u64) -> Scope {
        Scope { id: ScopeId::natural("test", &[&name]), kind, person: None, head, carried_by: Vec::new() }
    }

    fn at(epoch: u32, version: u64) -> Cursor {
        Cursor { epoch, version }
    }

    #[test]
    fn where_a_device_stands_decides_what_it_gets() {
        let placed = scope("placement", ScopeKind::Shared, 7);
        let cases = [
            // The device's cursor → gains, begins anew, receives from.
            (None, true, false, Some(0)),
            (Some(at(1, 3)), false, false, Some(3)),
            (Some(at(1, 7)), false, false, None),
            (Some(at(1, 9)), true, true, Some(0)),
            (Some(at(2, 3)), true, true, Some(0)),
        ];
        for (cursor, new, reset, from) in cases {
            let member =
                Member { scope: placed.clone(), epoch: 1, roles: [Role::Mentor].into_iter().collect() };
            let cursors = cursor.map(|cursor| (placed.id, cursor)).into_iter().collect();
            let introduced = plan(&cursors, std::slice::from_ref(&member), true);
            assert_eq!(introduced.scopes.new.len(), 1, "{cursor:?}: told again what its person is in it");
            let plan = plan(&cursors, &[member], false);
            assert_eq!(plan.ask, introduced.ask, "{cursor:?}");
            assert_eq!(!plan.scopes.new.is_empty(), new, "{cursor:?}");
            assert_eq!(!plan.scopes.reset.is_empty(), reset, "{cursor:?}");
            assert_eq!(plan.ask.get(&placed.id).copied(), from, "{cursor:?}");
            assert!(plan.scopes.gone.is_empty(), "{cursor:?}");
        }
    }

    #[test]
    fn a_scope_that_is_no_longer_theirs_is_gone() {
        let lost = ScopeId::natural("test", &[&"lost"]);
        let plan = plan(&[(lost, at(1, 4))].into(), &[], true);
        assert_eq!(
            plan,
            Plan { scopes: Scopes { gone: [lost].into(), ..Scopes::default() }, ask: Map::new() }
        );
    }

    #[test]
    fn a_device_holds_what_its_person_reads_in_a_role_that_replicates() {
        let now: DateTime<Utc> = "2026-11-21T09:00:00Z".parse().unwrap();
        let me = PersonId::natural("test", &[&"me"]);
        let span = |until: &str| Span {
            from: "2026-09-01T00:00:00Z".parse().unwrap(),
            until: Some(until.parse().unwrap()),
        };
        let grant = |role, scope: &Scope, until| Grant {
            id: GrantId::natural("test", &[&scope.id]),
            person: me,
            role,
            scope: scope.id,
            span: span(until),
        };
        let placed = scope("placement", ScopeKind::Shared, 1);
        let past = scope("placement of last year", ScopeKind::Shared, 1);
        let programme = scope("programme", ScopeKind::Programme, 1);
        let tutor = scope("tutor", ScopeKind::Tutor, 1);
        let grants = vec![
            grant(Role::Mentor, &placed, "2027-07-01T00:00:00Z"),
            grant(Role::Mentor, &past, "2026-10-01T00:00:00Z"),
            grant(Role::CourseLead, &programme, "2027-07-01T00:00:00Z"),
            grant(Role::Mentor, &tutor, "2027-07-01T00:00:00Z"),
        ];
        let own = own_scope(me);
        let all = [&placed, &past, &programme, &tutor, &own].map(|scope| (scope.clone(), 1)).to_vec();
        let held = members(&all, &Actor { person: me, grants }, now);
        let held: Vec<_> = held.into_iter().map(|member| (member.scope.id, member.roles)).collect();
        let expected =
            [(placed.id, Role::Mentor), (own.id, Role::Owner)].map(|(scope, role)| (scope, [role].into()));
        assert_eq!(held, expected);
    }
}
