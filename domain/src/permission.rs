//! Who may read and write what: one table, from which checks, tests and "Who can see this?" are made.
//!
//! Reading is decided by role and kind of scope alone. Writing is decided by role, kind of scope, kind of record, verb and
//! state; what is not in the table may not be done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    people::{Actor, Role, Scope, ScopeKind},
    sync::record::{RecordKind, State},
};

/// What is done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Fields are set, in a new record too.
    Edit,
    /// The record is deleted.
    Delete,
    /// Feedback is sent, with everything that becomes visible.
    Send,
    /// Feedback was opened.
    Read,
    /// Feedback was acknowledged.
    Acknowledge,
    /// Sent feedback is changed, with a reason.
    Amend,
    /// Sent feedback is taken away, with a reason.
    Withdraw,
}

reads_words!(Verb);

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 7] =
        [Self::Edit, Self::Delete, Self::Send, Self::Read, Self::Acknowledge, Self::Amend, Self::Withdraw];
}

use Role::{
    Administrator, CourseLead, LinkTutor, Mentor, Owner, PersonalTutor, Reader, Trainee, TrainingCoordinator,
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

struct Rule {
    who: &'static [Role],
    places: &'static [ScopeKind],
    what: RecordKind,
    verbs: &'static [Verb],
    states: &'static [State],
}

const fn rule(
    who: &'static [Role],
    places: &'static [ScopeKind],
    what: RecordKind,
    verbs: &'static [Verb],
    states: &'static [State],
) -> Rule {
    Rule { who, places, what, verbs, states }
}

const NEW_OR_KEPT: &[State] = &[State::New, State::Kept];
const VISIBLE: &[State] = &[State::Sent, State::Read, State::Acknowledged];
const NEW_OR_VISIBLE: &[State] = &[State::New, State::Sent, State::Read, State::Acknowledged];
const CHANGE_SENT: &[Verb] = &[Verb::Amend, Verb::Withdraw];
/// What sending and changing what was sent also does to the targets in *training*.
const FOLLOW: &[Verb] = &[Verb::Send, Verb::Amend, Verb::Withdraw];
const ANSWER: &[Verb] = &[Verb::Read, Verb::Acknowledge];
const KEEP: &[Verb] = &[Verb::Edit, Verb::Delete];

/// The kinds of scope whose members know each other by their cards.
const WITH_MEMBERS: &[ScopeKind] = &[
    ScopeKind::Training,
    ScopeKind::Care,
    ScopeKind::Tutor,
    ScopeKind::University,
    ScopeKind::Shared,
    ScopeKind::Staff,
    ScopeKind::Programme,
    ScopeKind::School,
];

const WRITING: &[Rule] = &[
    // The lesson is begun by whoever is first.
    rule(&[Trainee, Mentor], &[ScopeKind::Shared], RecordKind::Lesson, &[Verb::Edit], NEW_OR_KEPT),
    // Notes and drafts are their author's alone; a note is never deleted.
    rule(&[Owner], &[ScopeKind::Person], RecordKind::Notes, &[Verb::Edit], NEW_OR_KEPT),
    rule(&[Owner], &[ScopeKind::Person], RecordKind::FeedbackDraft, &[Verb::Edit], NEW_OR_KEPT),
    rule(&[Owner], &[ScopeKind::Person], RecordKind::FeedbackDraft, &[Verb::Delete], &[State::Kept]),
    // One author; who that is, the rules of feedback check.
    rule(&[Mentor], &[ScopeKind::Shared], RecordKind::Feedback, &[Verb::Send], NEW_OR_VISIBLE),
    rule(&[Mentor], &[ScopeKind::Shared], RecordKind::Feedback, CHANGE_SENT, VISIBLE),
    rule(&[Trainee], &[ScopeKind::Shared], RecordKind::Feedback, ANSWER, VISIBLE),
    // A target is made by sending, and from then on worked on by both.
    rule(&[Mentor], &[ScopeKind::Training], RecordKind::Target, FOLLOW, NEW_OR_KEPT),
    rule(&[Trainee, Mentor], &[ScopeKind::Training], RecordKind::Target, &[Verb::Edit], &[State::Kept]),
    rule(
        &[CourseLead, Administrator],
        &[ScopeKind::Programme],
        RecordKind::Programme,
        &[Verb::Edit],
        NEW_OR_KEPT,
    ),
    rule(
        &[TrainingCoordinator, Administrator],
        &[ScopeKind::School],
        RecordKind::School,
        &[Verb::Edit],
        NEW_OR_KEPT,
    ),
    // Whoever makes a grant writes the card; an administrator need not be able to read what it opens.
    rule(&[CourseLead, Administrator], WITH_MEMBERS, RecordKind::Card, KEEP, NEW_OR_KEPT),
];

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

/// Whether a role may do this to a record in this state.
pub fn may_write(role: Role, place: ScopeKind, what: RecordKind, verb: Verb, state: State) -> bool {
    WRITING.iter().any(|rule| {
        rule.places.contains(&place)
            && rule.what == what
            && rule.who.contains(&role)
            && rule.verbs.contains(&verb)
            && rule.states.contains(&state)
    })
}

/// Whose way in a role looks after: where mail does not arrive, it makes them a one-time code.
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
