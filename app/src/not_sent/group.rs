//! The cards of *Not sent yet*: all work on one thing is one card.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    feedback::DRAFT,
    id::PersonId,
    people::ScopeKind,
    sorted::sort_by_key,
    sync::{client::outbox::Stage, mutation::Mutation},
};

use super::about::{Concerns, Deed, Known, edited};
use super::problem::Membership;
use crate::store::look::{Look, Unsent};

/// What stands on one card.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The last thing that was done.
    pub last: Unsent,
    /// How often something was done to it.
    pub count: usize,
    /// The time at which something was done first.
    pub since: DateTime<Utc>,
    /// The name of what was done last.
    pub deed: Deed,
    /// The trainee and the class that it concerns.
    pub about: Concerns,
    /// Whether the person is still part of where it belongs.
    pub place: Membership,
}

impl Group {
    /// What must be the same for a card to stay as it is drawn; its state comes and goes on it.
    pub fn key(&self) -> (String, usize, bool, bool) {
        let id = self.last.entry.mutation.id.to_string();
        (id, self.count, self.last.problem.is_some(), self.can_be_taken_back())
    }

    /// The same with one thing more. What was still typed into a draft when its feedback was sent does not hide that.
    fn and(&self, next: Self) -> Self {
        let (count, since) = (self.count + 1, self.since);
        let newer = if next.deed == Deed::Edit(DRAFT) { self.clone() } else { next };
        Self { count, since, ..newer }
    }

    /// Whether it was sent to somebody and has not left: the words are then still in the draft.
    pub fn can_be_taken_back(&self) -> bool {
        self.deed == Deed::Feedback && self.last.entry.stage == Stage::Open && self.last.problem.is_none()
    }

    /// Whether it has been on this device alone for a day.
    pub fn is_old(&self, now: DateTime<Utc>) -> bool {
        self.last.problem.is_none() && now - self.since >= TimeDelta::days(1)
    }

    /// The address at which the person looks at it again. What was refused has its words on the card.
    pub fn address(&self, me: PersonId) -> Option<String> {
        let record = self.last.entry.mutation.record;
        match self.deed {
            _ if self.last.problem.is_some() => None,
            Deed::Edit(kind) => (edited(kind)?.address)(&Known { record, about: &self.about, writer: me }),
            Deed::Feedback | Deed::Opened | Deed::Reply | Deed::Change | Deed::Withdrawal => {
                Some(format!("/feedback/{record}"))
            }
        }
    }
}

/// What waits, in order; first what needs the person.
pub fn groups(look: Look<'_>, me: PersonId) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for unsent in look.unsent() {
        let mutation = &unsent.entry.mutation;
        let (deed, mut about) = (Deed::of(mutation), Concerns::of(mutation, &|id| look.get(id)));
        about.trainee = about.trainee.or_else(|| whose(look, mutation));
        let place = place(look, &unsent, deed, &about, me);
        let next = Group { count: 1, since: mutation.at, deed, about, place, last: unsent };
        match groups.iter_mut().find(|group| group.last.thing() == next.last.thing()) {
            Some(group) => *group = group.and(next),
            None => groups.push(next),
        }
    }
    sort_by_key(&mut groups, |group| group.last.problem.is_none());
    groups
}

/// The trainee whose scope it is in.
fn whose(look: Look<'_>, mutation: &Mutation) -> Option<PersonId> {
    let opened = look.scopes().get(&mutation.scope)?;
    opened.person.filter(|_| opened.kind != ScopeKind::Person)
}

fn place(look: Look<'_>, unsent: &Unsent, deed: Deed, about: &Concerns, me: PersonId) -> Membership {
    let by_mentor = matches!(deed, Deed::Feedback | Deed::Change | Deed::Withdrawal)
        || about.trainee.is_some_and(|trainee| trainee != me);
    match look.scopes().contains_key(&unsent.entry.mutation.scope) {
        true => Membership::Open,
        false if by_mentor => Membership::LeftAsMentor,
        false => Membership::Left,
    }
}
