//! The cards of *Not sent yet*: consecutive work on one record is one card.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{id::PersonId, state::State, sync::client::outbox::Stage};

use super::about::{About, Deed};
use super::problem::Place;
use crate::store::look::{Found, Unsent};

/// What stands on one card.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What was done, the last time.
    pub last: Unsent,
    /// How often.
    pub count: usize,
    /// When it was done first.
    pub since: DateTime<Utc>,
    /// What it is called.
    pub deed: Deed,
    /// What it is about.
    pub about: About,
    /// Whether the person is still part of where it belongs.
    pub place: Place,
}

impl Group {
    /// What must be the same for a card to stay as it is drawn.
    pub fn key(&self) -> (String, State, usize, bool) {
        (self.last.entry.mutation.id.to_string(), self.last.state, self.count, self.can_be_taken_back())
    }

    /// Whether it was sent to somebody and has not left: the words are then still in the draft.
    pub fn can_be_taken_back(&self) -> bool {
        self.deed == Deed::Feedback && self.last.entry.stage == Stage::Open && self.last.problem.is_none()
    }

    /// Whether it has been on this device alone for a day.
    pub fn is_old(&self, now: DateTime<Utc>) -> bool {
        self.last.problem.is_none() && now - self.since >= TimeDelta::days(1)
    }

    fn takes(&self, next: &Unsent) -> bool {
        let of = |unsent: &Unsent| (unsent.entry.mutation.record, Deed::of(&unsent.entry.mutation));
        self.last.problem.is_none() && next.problem.is_none() && of(&self.last) == of(next)
    }
}

/// What waits, in order; first what needs the person.
pub fn groups(found: &Found, sending: bool, me: PersonId) -> Vec<Group> {
    let left = found.left();
    let mut groups: Vec<Group> = Vec::new();
    for unsent in found.unsent(sending) {
        match groups.last_mut() {
            Some(group) if group.takes(&unsent) => {
                group.count += 1;
                group.last = unsent;
            }
            _ => {
                let mutation = &unsent.entry.mutation;
                let (deed, about) = (Deed::of(mutation), About::of(mutation, &left));
                let place = place(found, &unsent, deed, &about, me);
                groups.push(Group { count: 1, since: mutation.at, deed, about, place, last: unsent });
            }
        }
    }
    groups.sort_by_key(|group| group.last.problem.is_none());
    groups
}

fn place(found: &Found, unsent: &Unsent, deed: Deed, about: &About, me: PersonId) -> Place {
    let by_mentor = matches!(deed, Deed::Feedback | Deed::Change | Deed::Withdrawal)
        || about.trainee.is_some_and(|trainee| trainee != me);
    match found.scopes.contains_key(&unsent.entry.mutation.scope) {
        true => Place::Open,
        false if by_mentor => Place::LeftAsMentor,
        false => Place::Left,
    }
}
