//! Examples of everything that can be done to a record, for the API document: each is what a device might send.

use chrono::DateTime;
use serde_json::Value;

use crate::{
    id::{EntryId, MutationId, PersonId, PlacementId, RecordId, ScopeId},
    kinds,
    people::{own_scope, training_id},
    sync::{
        merge::Edit,
        mutation::{Action, Mutation},
        record::RecordKind,
    },
};

/// Who and where the examples are about: a lesson that a trainee teaches and a mentor observes.
#[derive(Debug, Clone, Copy)]
pub struct Cast {
    /// Who observes it.
    pub mentor: PersonId,
    /// Who teaches it.
    pub trainee: PersonId,
    /// Who keeps people, schools and programmes in order.
    pub administrator: PersonId,
    /// What the two share with everyone on the placement.
    pub shared: ScopeId,
    /// The trainee's training.
    pub training: ScopeId,
    /// The programme that it is part of.
    pub programme: ScopeId,
    /// The school of the placement.
    pub school: ScopeId,
    /// The mentor's own scope.
    pub own: ScopeId,
    /// The lesson.
    pub observed: RecordId,
}

/// Every example there is.
pub fn all() -> Vec<Mutation> {
    kinds::examples(&Cast::new())
}

impl Cast {
    fn new() -> Self {
        let people = ["mentor", "trainee", "administrator"];
        let [mentor, trainee, administrator] = people.map(|name| PersonId::natural("example", &[&name]));
        let [programme, school] = ["programme", "school"].map(|name| ScopeId::natural("example", &[&name]));
        Self {
            mentor,
            trainee,
            administrator,
            shared: ScopeId::natural("example", &[&PlacementId::natural("example", &[&trainee])]),
            training: training_id(trainee, programme),
            programme,
            school,
            own: own_scope(mentor).id,
            observed: RecordId::natural("example", &[&"lesson"]),
        }
    }

    /// Something inside a record, by its name.
    pub fn entry(&self, name: &str) -> EntryId {
        EntryId::natural("example", &[&self.observed, &name])
    }

    /// What somebody does, in the middle of a morning.
    pub fn does(
        &self,
        author: PersonId,
        scope: ScopeId,
        record: RecordId,
        kind: RecordKind,
        action: impl Into<Action>,
    ) -> Mutation {
        let action = action.into();
        let id = MutationId::natural("example", &[&record, &action.verb().word()]);
        let at = DateTime::from_timestamp(1_795_251_731, 0).unwrap_or_default();
        Mutation { id, author, at, scope, record, kind, action }
    }

    /// Fields that somebody sets, where there was nothing before.
    pub fn sets(
        &self,
        author: PersonId,
        scope: ScopeId,
        record: RecordId,
        kind: RecordKind,
        fields: &[(&str, Value)],
    ) -> Mutation {
        let set = |(path, value): &(&str, Value)| {
            Some(Edit { path: path.parse().ok()?, base: None, value: Some(value.clone()) })
        };
        let edits = fields.iter().filter_map(set).collect();
        self.does(author, scope, record, kind, Action::Edit { edits, settles: [].into() })
    }
}
