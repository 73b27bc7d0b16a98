//! Who reads what: one table for all kinds of record, for whoever may read a scope reads everything in it.

use crate::people::{
    Role::{
        self, Administrator, CourseLead, LinkTutor, Mentor, Owner, PersonalTutor, Reader, Trainee,
        TrainingCoordinator,
    },
    ScopeKind,
};

const READING: &[(ScopeKind, &[Role])] = &[
    (
        ScopeKind::Training,
        &[Trainee, Mentor, TrainingCoordinator, PersonalTutor, LinkTutor, CourseLead, Reader],
    ),
    (ScopeKind::Care, &[Trainee, Mentor, PersonalTutor]),
    (ScopeKind::Tutor, &[Trainee, PersonalTutor]),
    (ScopeKind::University, &[PersonalTutor, LinkTutor, CourseLead, Reader]),
    (ScopeKind::Shared, &[Trainee, Mentor, TrainingCoordinator, PersonalTutor, LinkTutor, Reader]),
    (ScopeKind::Staff, &[Mentor, TrainingCoordinator, PersonalTutor, LinkTutor]),
    (ScopeKind::Programme, EVERYONE),
    (ScopeKind::School, EVERYONE),
    (ScopeKind::Person, &[Owner]),
];

const EVERYONE: &[Role] =
    &[Trainee, Mentor, TrainingCoordinator, PersonalTutor, LinkTutor, CourseLead, Administrator, Reader];

/// Who reads everything in a scope of this kind: the answer to "Who can see this?".
pub fn readers(place: ScopeKind) -> &'static [Role] {
    READING.iter().find(|(kind, _)| *kind == place).map_or(&[], |(_, roles)| roles)
}

/// Whether a role reads what is in a scope of this kind.
pub fn may_read(role: Role, place: ScopeKind) -> bool {
    readers(place).contains(&role)
}

/// Whether what this role reads is kept on the person's devices; the others read lists online and open one trainee.
pub fn replicates(role: Role) -> bool {
    matches!(role, Owner | Trainee | Mentor | TrainingCoordinator | PersonalTutor | LinkTutor)
}
