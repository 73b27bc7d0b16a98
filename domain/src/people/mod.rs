//! People: their roles, the scopes they hold them on, and for how long.
//!
//! A grant gives a role on one scope between two dates; other scopes may be *carried* by it, as a placement carries
//! its trainee's training. Both are data and judged at the moment of asking, so that a role ends by itself.

mod placement;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    id::{GrantId, PersonId, ScopeId},
    sorted::Set,
};

pub use self::placement::{Placement, trainee_scopes, training_id};

words! {
    /// What a person is to a scope; programmes have their own names for these.
    Role {
        /// The person whose own scope it is; never granted.
        Owner "owner",
        /// Who is being trained.
        Trainee "trainee",
        /// Who observes and meets the trainee every week.
        Mentor "mentor",
        /// Who answers for training in a school.
        TrainingCoordinator "training_coordinator",
        /// The trainee's tutor at the university.
        PersonalTutor "personal_tutor",
        /// The university's tutor for a school.
        LinkTutor "link_tutor",
        /// Who leads the programme.
        CourseLead "course_lead",
        /// Who keeps people, schools and programmes in order.
        Administrator "administrator",
        /// An examiner or inspector: reads what was opened for them, for a while.
        Reader "reader",
    }
}

impl Role {
    /// The words of the roles that can be granted, for field tables: all but the first, the owner's.
    pub const GRANTED: &'static [&'static str] = Self::WORDS.split_at(1).1;
}

words! {
    /// What a scope is about; with a role it decides who reads what.
    ScopeKind {
        /// A trainee's training: targets, weeks, progress; outlives every placement.
        Training "training",
        /// What a trainee shares with mentors and personal tutor only.
        Care "care",
        /// What a trainee shares with the personal tutor only.
        Tutor "tutor",
        /// What the university keeps about a trainee's training.
        University "university",
        /// A placement, as all on it see it: lessons and feedback.
        Shared "shared",
        /// A placement, as all but the trainee see it.
        Staff "staff",
        /// A programme.
        Programme "programme",
        /// A school.
        School "school",
        /// One person's own: drafts, notes.
        Person "person",
    }
}

/// A span of time, the end excluded; without an end it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first instant of the span.
    pub from: DateTime<Utc>,
    /// The first instant after the span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

impl Span {
    /// Whether the instant lies in it.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// A scope: the unit of permission, visibility and order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The id of the scope.
    pub id: ScopeId,
    /// The kind of thing that it is about.
    pub kind: ScopeKind,
    /// The trainee it is about, or the person it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The number of the last change in it.
    pub head: u64,
    /// The scopes whose grants count here too, and when; one step only, never further.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried_by: Vec<Carrier>,
}

/// A scope that carries another: grants on it count there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    /// The scope that carries.
    pub scope: ScopeId,
    /// The time for which it does.
    #[serde(flatten)]
    pub span: Span,
}

/// A role on a scope, for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The id of the grant.
    pub id: GrantId,
    /// The person who holds the role.
    pub person: PersonId,
    /// The role that they hold.
    pub role: Role,
    /// The scope on which they hold it.
    pub scope: ScopeId,
    /// The time for which they hold it.
    #[serde(flatten)]
    pub span: Span,
}

/// A person who asks for something, with everything they were granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person who asks.
    pub person: PersonId,
    /// All their grants, those of the past and the future too.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// What this person is to a scope now.
    pub fn roles_in(&self, scope: &Scope, now: DateTime<Utc>) -> Set<Role> {
        let own = scope.kind == ScopeKind::Person && scope.person == Some(self.person);
        let granted = self.grants.iter().filter(|grant| {
            grant.person == self.person && grant.span.holds(now) && reaches(grant.scope, scope, now)
        });
        own.then_some(Role::Owner).into_iter().chain(granted.map(|grant| grant.role)).collect()
    }
}

/// A person's own scope is carried by nothing, whatever the data say.
fn reaches(granted: ScopeId, scope: &Scope, now: DateTime<Utc>) -> bool {
    let carried =
        || scope.carried_by.iter().any(|carrier| carrier.scope == granted && carrier.span.holds(now));
    scope.kind != ScopeKind::Person && (scope.id == granted || carried())
}

/// A person's own scope.
pub fn own_scope(person: PersonId) -> Scope {
    let id = ScopeId::natural("person", &[&person]);
    Scope { id, kind: ScopeKind::Person, person: Some(person), head: 0, carried_by: Vec::new() }
}

reads! { Span { needs from; may have until; } }
