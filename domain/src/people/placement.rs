//! Where a trainee is placed, and the scopes that belong to their training.

use super::{Carrier, Scope, ScopeKind, Span};
use crate::id::{PersonId, PlacementId, ScopeId};

/// A trainee's place in a school: what ties its two scopes to everything around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The id of the placement.
    pub id: PlacementId,
    /// The trainee who is placed.
    pub trainee: PersonId,
    /// The scope of the school.
    pub school: ScopeId,
    /// The scope of the programme.
    pub programme: ScopeId,
    /// The time for which the placement lasts.
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
