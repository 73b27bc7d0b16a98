//! People: their roles, the scopes they hold them on, and for how long.
//!
//! A grant gives a role on one scope between two dates; other scopes may be *carried* by it, as a placement carries
//! its trainee's training. Both are data and judged at the moment of asking, so that a role ends by itself.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    id::{GrantId, PersonId, PlacementId, ScopeId},
    sorted::Set,
};

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
    /// The first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it.
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
    /// Its id.
    pub id: ScopeId,
    /// What it is about.
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
    /// For how long it does.
    #[serde(flatten)]
    pub span: Span,
}

/// A role on a scope, for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Who holds it.
    pub person: PersonId,
    /// What they are there.
    pub role: Role,
    /// Where.
    pub scope: ScopeId,
    /// For how long.
    #[serde(flatten)]
    pub span: Span,
}

/// A person who asks for something, with everything they were granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// Their grants, also those of the past and the future.
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

/// A trainee's place in a school: what ties its two scopes to everything around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// Its id.
    pub id: PlacementId,
    /// Who is placed.
    pub trainee: PersonId,
    /// The scope of the school.
    pub school: ScopeId,
    /// The scope of the programme.
    pub programme: ScopeId,
    /// From when to when.
    pub span: Span,
}

impl Placement {
    /// The placement's two scopes, *shared* and *staff*; a grant on the placement is a grant on *shared*.
    ///
    /// Those around them go on reading when it is over; a grant on the placement ends with its own dates.
    pub fn scopes(&self) -> [Scope; 2] {
        let always = |scope| Carrier { scope, span: Span { until: None, ..self.span } };
        let around = [training_id(self.trainee, self.programme), self.programme, self.school].map(always);
        let shared = Scope { carried_by: around.to_vec(), ..self.scope(ScopeKind::Shared) };
        let carried_by = around.into_iter().chain([always(shared.id)]).collect();
        [shared, Scope { carried_by, ..self.scope(ScopeKind::Staff) }]
    }

    /// What the placement adds to its trainee's *training* and *care*: grants on it and on its school count there.
    pub fn carriers(&self) -> [Carrier; 2] {
        let during = |scope| Carrier { scope, span: self.span };
        [during(self.scope(ScopeKind::Shared).id), during(self.school)]
    }

    fn scope(&self, kind: ScopeKind) -> Scope {
        let name = if kind == ScopeKind::Staff { "staff" } else { "shared" };
        let id = ScopeId::natural(name, &[&self.id]);
        Scope { id, kind, person: Some(self.trainee), head: 0, carried_by: Vec::new() }
    }
}

/// The scope of a trainee's training in a programme; a grant on it is a grant on the trainee.
pub fn training_id(trainee: PersonId, programme: ScopeId) -> ScopeId {
    ScopeId::natural("training", &[&trainee, &programme])
}

/// The four scopes of a trainee in a programme; each placement then adds its carriers to *training* and *care*.
pub fn trainee_scopes(trainee: PersonId, programme: ScopeId, span: Span) -> [Scope; 4] {
    let training = training_id(trainee, programme);
    let make = |kind, id, around: &[ScopeId]| {
        let carried_by = around.iter().map(|scope| Carrier { scope: *scope, span }).collect();
        Scope { id, kind, person: Some(trainee), head: 0, carried_by }
    };
    let beside = |kind, name: &str| {
        make(kind, ScopeId::natural(name, &[&trainee, &programme]), &[training, programme])
    };
    [
        make(ScopeKind::Training, training, &[programme]),
        beside(ScopeKind::Care, "care"),
        beside(ScopeKind::Tutor, "tutor"),
        beside(ScopeKind::University, "university"),
    ]
}

/// A person's own scope.
pub fn own_scope(person: PersonId) -> Scope {
    let id = ScopeId::natural("person", &[&person]);
    Scope { id, kind: ScopeKind::Person, person: Some(person), head: 0, carried_by: Vec::new() }
}

reads! { Span { needs from; may have until; } }
