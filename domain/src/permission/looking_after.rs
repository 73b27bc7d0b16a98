//! Who helps whom back in, where mail does not arrive.

use chrono::{DateTime, Utc};

use crate::people::{
    Actor,
    Role::{self, Administrator, CourseLead, LinkTutor, Mentor, PersonalTutor, Trainee, TrainingCoordinator},
    Scope,
};

/// Whether a role looks after the way in of another: where mail does not arrive, it makes them a one-time code.
///
/// Whoever makes a code could use it, so nobody looks after a role that may do more than their own.
pub fn looks_after(role: Role, other: Role) -> bool {
    match role {
        Administrator => true,
        CourseLead => matches!(other, Trainee | Mentor | TrainingCoordinator | PersonalTutor | LinkTutor),
        TrainingCoordinator => matches!(other, Trainee | Mentor),
        _ => false,
    }
}

/// Whether there is anyone whose way in a role looks after.
pub fn looks_after_others(role: Role) -> bool {
    Role::ALL.into_iter().any(|other| looks_after(role, other))
}

/// Whether someone may make a one-time code for another person of their provider, who holds these roles now.
///
/// All roles must be looked after, each where it is held: a mentor who also leads another programme is not for the
/// coordinator of their school. An administrator answers for everyone at the provider.
pub fn may_make_code(maker: &Actor, held: &[(Role, Scope)], now: DateTime<Utc>) -> bool {
    let administers = maker.grants.iter().any(|grant| grant.role == Administrator && grant.span.holds(now));
    let covers = |(role, scope): &(Role, Scope)| {
        maker.roles_in(scope, now).into_iter().any(|mine| looks_after(mine, *role))
    };
    administers || (!held.is_empty() && held.iter().all(covers))
}
