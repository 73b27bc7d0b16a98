//! Examples of everything that can be done to a record, for the API document: each is what a device might send.

use chrono::DateTime;
use serde_json::Value;

use crate::{
    feedback,
    id::{EntryId, MutationId, PersonId, PlacementId, RecordId, ScopeId},
    lesson, notes,
    people::{own_scope, training_id},
    sync::{
        merge::Edit,
        mutation::{Action, Mutation},
        record::RecordKind,
    },
    target,
};

/// Who and where the examples are about: a lesson that a trainee teaches and a mentor observes.
#[derive(Debug, Clone, Copy)]
pub struct Cast {
    /// Who observes it.
    pub mentor: PersonId,
    /// Who teaches it.
    pub trainee: PersonId,
    /// What the two share with everyone on the placement.
    pub shared: ScopeId,
    /// The trainee's training.
    pub training: ScopeId,
    /// The mentor's own scope.
    pub own: ScopeId,
    /// The lesson.
    pub observed: RecordId,
}

/// Every example there is.
pub fn all() -> Vec<Mutation> {
    let cast = Cast::new();
    [lesson::examples(&cast), notes::examples(&cast), feedback::examples(&cast), target::examples(&cast)]
        .concat()
}

impl Cast {
    fn new() -> Self {
        let [mentor, trainee] = ["mentor", "trainee"].map(|name| PersonId::natural("example", &[&name]));
        Self {
            mentor,
            trainee,
            shared: ScopeId::natural("example", &[&PlacementId::natural("example", &[&trainee])]),
            training: training_id(trainee, ScopeId::natural("example", &[&"programme"])),
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

    /// Fields that the mentor sets, where there was nothing before.
    pub fn sets(
        &self,
        scope: ScopeId,
        record: RecordId,
        kind: RecordKind,
        fields: &[(&str, Value)],
    ) -> Mutation {
        let set = |(path, value): &(&str, Value)| {
            Some(Edit { path: path.parse().ok()?, base: None, value: Some(value.clone()) })
        };
        let edits = fields.iter().filter_map(set).collect();
        self.does(self.mentor, scope, record, kind, Action::Edit { edits, settles: [].into() })
    }
}
