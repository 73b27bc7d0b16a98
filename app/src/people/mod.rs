//! Who is who on this device: names from the cards, and whom the person looks after.

mod avatar;
pub mod looked_after;
mod readers;

use std::sync::Arc;

use domain::{
    card::{CARD, Card},
    id::{PersonId, ScopeId},
    people::{Role, ScopeKind},
    permission,
    sorted::{Map, sort_by_key},
    sync::{
        command::Verb,
        path::Path,
        record::{Record, RecordKind, read},
        stage::Stage,
        wire::Opened,
    },
};
use leptos::prelude::*;

use crate::session;
use crate::store::live::Records;
use crate::store::look::Look;
use crate::sync::browser;

pub use avatar::Avatar;
pub use readers::{WhoCanSee, role_words, role_words_in};

/// A trainee on whose placement the person has a role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Trainee {
    /// The trainee as a person.
    pub person: PersonId,
    /// As they wish to be called.
    pub name: String,
    /// The placement, as all on it see it: lessons and feedback.
    pub shared: ScopeId,
    /// Their training, where the targets are; absent when it has not been received yet.
    pub training: Option<ScopeId>,
    /// Whether the person observes them.
    pub observed: bool,
}

/// The people and places that are on this device.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    /// The person whose device it is.
    pub me: PersonId,
    /// The scopes that are open here.
    pub scopes: Arc<Map<ScopeId, Opened>>,
    cards: Arc<[(ScopeId, Card)]>,
}

impl People {
    fn of(me: PersonId, look: Look<'_>) -> Self {
        let card = |record: &Arc<Record>| Some((record.scope, read(&record.body).ok()?));
        let cards = look.all(CARD).iter().filter_map(card).collect();
        Self { me, scopes: Arc::new(look.scopes().clone()), cards }
    }

    /// What a person is called; empty when no card of theirs is here.
    pub fn name(&self, person: PersonId) -> String {
        let mut cards = self.cards.iter().map(|(_, card)| card);
        cards.find(|card| card.person == person).map(|card| card.name.clone()).unwrap_or_default()
    }

    /// Whether the server has said what the person's places are; until then nobody knows what they are.
    pub fn has_arrived(&self) -> bool {
        !self.scopes.is_empty()
    }

    /// Whether the person is being trained.
    pub fn is_trainee(&self) -> bool {
        self.scopes.values().any(|scope| scope.roles.contains(&Role::Trainee))
    }

    /// The placement in which the person is being trained, the one that began last first.
    pub fn own_training(&self) -> Option<ScopeId> {
        self.training_of(self.me)
    }

    /// The trainees on whose placements the person has a role, by name.
    pub fn trainees(&self) -> Vec<Trainee> {
        let placements = self.scopes.values().filter(|scope| scope.kind == ScopeKind::Shared);
        let mut trainees: Vec<Trainee> =
            placements.filter_map(|scope| self.trainee(scope, scope.person?)).collect();
        sort_by_key(&mut trainees, |trainee| trainee.name.clone());
        trainees
    }

    /// Someone the person has a role for, if they are on this device.
    pub fn trainee_called(&self, person: PersonId) -> Option<Trainee> {
        self.trainees().into_iter().find(|trainee| trainee.person == person)
    }

    fn trainee(&self, placement: &Opened, person: PersonId) -> Option<Trainee> {
        let observed = placement.roles.contains(&Role::Mentor);
        (person != self.me).then(|| Trainee {
            person,
            name: self.name(person),
            shared: placement.id,
            training: self.training_of(person),
            observed,
        })
    }

    /// The scope of a trainee's training, where their targets are, if it is on this device.
    pub fn training_of(&self, person: PersonId) -> Option<ScopeId> {
        let mut all = self.scopes.values();
        let training = all.find(|scope| scope.kind == ScopeKind::Training && scope.person == Some(person));
        training.map(|scope| scope.id)
    }

    /// Whether the person may do this to a record at this stage, as far as this device knows.
    pub fn may(&self, scope: ScopeId, kind: RecordKind, verb: Verb, stage: Stage) -> bool {
        let may = |(role, place)| permission::may_write(role, place, kind, verb, stage);
        self.roles_in(scope).any(may)
    }

    /// Whether the person may change this field of a record at this stage, as far as this device knows.
    pub fn may_edit(&self, scope: ScopeId, kind: RecordKind, stage: Stage, field: &Path) -> bool {
        let may = |(role, place)| permission::may_edit(role, place, kind, stage, field);
        self.roles_in(scope).any(may)
    }

    fn roles_in(&self, scope: ScopeId) -> impl Iterator<Item = (Role, ScopeKind)> {
        let opened = self.scopes.get(&scope);
        opened.into_iter().flat_map(|opened| opened.roles.iter().map(|role| (*role, opened.kind)))
    }

    /// Who can see what is in a scope now: from the table of permissions and the cards, in names.
    pub fn readers(&self, scope: ScopeId) -> Vec<(String, Role)> {
        let Some(opened) = self.scopes.get(&scope) else { return Vec::new() };
        let now = browser::now();
        let mut readers = Vec::new();
        for (_, card) in self.cards.iter().filter(|(place, _)| *place == scope) {
            let roles = card.roles.values().filter(|held| held.span.holds(now)).map(|held| held.role);
            if let Some(role) = roles.into_iter().find(|role| permission::may_read(*role, opened.kind)) {
                readers.push((card.name.clone(), role));
            }
        }
        sort_by_key(&mut readers, Clone::clone);
        readers
    }
}

/// Follows the people on this device; none until the first look at the disk.
pub fn follow(records: Records) -> Signal<Option<People>> {
    records.ask(move |look| People::of(records.person(), look)).into()
}

/// The people on this device.
pub fn use_people() -> Signal<Option<People>> {
    session::people()
}

/// What a person is called, now and as it changes.
pub fn name_of(person: PersonId) -> Signal<String> {
    let people = use_people();
    Memo::new(move |_| {
        people.with(|people| people.as_ref().map(|people| people.name(person))).unwrap_or_default()
    })
    .into()
}
