//! The device's side of sync as a pure state machine: an event in, effects out.
//!
//! Whoever runs it does the effects in their order, each finished before the next begins: what is to be sent is on disk,
//! and immutable, before its first byte is on the wire.

mod answer;
pub mod outbox;

use chrono::{DateTime, TimeDelta, Utc};

use self::outbox::{Entry, Stage};
use super::{
    mutation::{Envelope, Mutation},
    wire::{Cursor, Cursors, MAX_MUTATIONS, Opened, Page, Reply, Request, digest},
};
use crate::{
    api::Problem,
    id::{ClientId, MutationId, PersonId, ScopeId},
    sorted::{Map, Set},
};

/// What happens to a device.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A person did something; for this long it can be undone, or a further edit can join it.
    Saved(Box<Mutation>, TimeDelta),
    /// A person takes back what has not been sent.
    TakenBack(MutationId),
    /// The app started, came to the front, or a person asked: whatever was wrong may be over.
    Woken,
    /// The app goes to the back, and may never come to the front again: edits need wait no longer for more of them.
    Hidden,
    /// Some time has passed.
    Timer,
    /// An answer in the right form arrived.
    Answered(Box<Reply>),
    /// No such answer arrived.
    Failed(Failure),
    /// Somebody signed in.
    SignedIn(PersonId),
}

/// Why no answer arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No network, no server, or something that answers in its place.
    Offline,
    /// The session is over.
    Unauthorised,
    /// The request was too large.
    TooLarge,
    /// The server is busy or broken and said so, with the time it asks for.
    Busy(Option<TimeDelta>),
    /// The server could not read the request, or failed on it.
    Refused,
    /// The server answered in words this build does not know: only a newer build can read them.
    Strange,
}

/// What the device does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write, in one strict transaction, the entries and the client's name and next number.
    Keep {
        /// The client.
        client: ClientId,
        /// The number the next sealed entry gets.
        next_seq: u64,
        /// The entries that are new or changed.
        entries: Vec<Entry>,
    },
    /// Take an entry out of the outbox.
    Forget(MutationId),
    /// Send a request.
    Send(Box<Request>),
    /// Write an answer, in one transaction.
    Apply(Box<Apply>),
    /// Bring a [`Event::Timer`] after this time.
    Wake(TimeDelta),
    /// The connection, for the screen.
    Tell(Connection),
}

/// What an answer changes on the device, all of it or nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Apply {
    /// Scopes whose records leave the device.
    pub dropped: Set<ScopeId>,
    /// Scopes that are new here.
    pub opened: Vec<Opened>,
    /// Records and tombstones, each page with where its scope then stands.
    pub pages: Vec<Page>,
    /// Entries that have a receipt but are not yet among the records here.
    pub acked: Vec<Entry>,
    /// Entries whose effect is among the records here.
    pub done: Vec<MutationId>,
    /// Entries that were refused; they stay on the device, payload and all, until a person has seen them.
    pub review: Vec<(Entry, Problem)>,
}

/// How a device stands to its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// The last answer was true and fresh.
    Connected,
    /// No answer; everything waits here.
    Offline,
    /// The person must sign in again; everything waits here.
    SignIn,
    /// Another person is signed in; everything waits here.
    OtherPerson(PersonId),
    /// The app is to renew itself; until then it sends and receives as before.
    Renew,
}

/// What a pure function cannot make: the time, and what must be new or random.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chance {
    /// The device's clock.
    pub now: DateTime<Utc>,
    /// A fresh nonce.
    pub nonce: String,
    /// A fresh client id, used only when this one turns out to be taken.
    pub client: ClientId,
    /// A random number, to spread the waiting of many devices.
    pub jitter: u32,
    /// Whether the device has a network, as far as it knows: without one nothing is tried, and what waits can be taken
    /// back.
    pub has_network: bool,
}

/// What the machine is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    Idle,
    Sending { nonce: String },
    Waiting { until: DateTime<Utc> },
    Paused,
}

/// A device's sync machine.
#[derive(Debug, Clone)]
pub struct Client {
    person: PersonId,
    id: ClientId,
    build: String,
    next_seq: u64,
    outbox: Vec<Entry>,
    cursors: Map<ScopeId, Cursor>,
    phase: Phase,
    /// Something happened while a request was under way.
    dirty: bool,
    /// Since when the server is thought to know our cursors by their digest.
    introduced: Option<DateTime<Utc>>,
    failures: u32,
    limit: usize,
    gap: Option<(u64, u64)>,
}

const SECOND: TimeDelta = TimeDelta::seconds(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);
/// After so long a device introduces itself anew: an app may stay open for weeks, and a role in a scope it holds change.
const INTRODUCED: TimeDelta = TimeDelta::minutes(10);
/// So many failures may be the network's; more of them, and one entry may be at fault.
const PATIENCE: u32 = 5;

impl Client {
    /// The machine as it starts, from what is on the disk.
    pub fn new(person: PersonId, id: ClientId, build: String) -> Self {
        Self {
            person,
            id,
            build,
            next_seq: 1,
            outbox: Vec::new(),
            cursors: Map::new(),
            phase: Phase::Idle,
            dirty: false,
            introduced: None,
            failures: 0,
            limit: MAX_MUTATIONS,
            gap: None,
        }
    }

    /// The machine as it starts again, with the next number, the outbox and the cursors that are on the disk.
    #[must_use]
    pub fn resume(self, next_seq: u64, outbox: Vec<Entry>, cursors: Map<ScopeId, Cursor>) -> Self {
        Self { next_seq, outbox, cursors, ..self }
    }

    /// What waits here, in order; with [`overlay`](super::view::overlay) it makes the view.
    pub fn outbox(&self) -> &[Entry] {
        &self.outbox
    }

    /// Whether anything was ever saved under the device's name.
    #[must_use]
    pub fn has_saved(&self) -> bool {
        self.next_seq > 1 || !self.outbox.is_empty()
    }

    /// Whether a request is under way.
    pub fn is_sending(&self) -> bool {
        matches!(self.phase, Phase::Sending { .. })
    }

    /// Takes one step.
    pub fn step(&mut self, event: Event, chance: &Chance) -> Vec<Effect> {
        match event {
            Event::Saved(mutation, hold) => self.saved(*mutation, hold, chance),
            Event::TakenBack(id) => self.take_back(id),
            Event::Woken => {
                self.failures = 0;
                if matches!(self.phase, Phase::Waiting { .. }) {
                    self.phase = Phase::Idle;
                }
                self.go(chance)
            }
            Event::Hidden => {
                let hurried = outbox::hurry(&mut self.outbox, chance.now);
                let kept = (!hurried.is_empty()).then(|| self.keep(hurried));
                kept.into_iter().chain(self.go(chance)).collect()
            }
            Event::Timer => self.go(chance),
            Event::Answered(reply) => self.answered(*reply, chance),
            Event::Failed(failure) if self.is_sending() => self.failed(failure, chance),
            Event::Failed(_) => Vec::new(),
            Event::SignedIn(person) if person != self.person => self.pause(Connection::OtherPerson(person)),
            Event::SignedIn(_) => {
                if !self.is_sending() {
                    self.phase = Phase::Idle;
                }
                self.go(chance)
            }
        }
    }

    fn saved(&mut self, mutation: Mutation, hold: TimeDelta, chance: &Chance) -> Vec<Effect> {
        let entry = outbox::save(&mut self.outbox, mutation, chance.now + hold);
        let mut effects = vec![self.keep(vec![entry])];
        if hold > TimeDelta::zero() {
            effects.push(Effect::Wake(hold));
        }
        effects.extend(self.go(chance));
        effects
    }

    fn take_back(&mut self, id: MutationId) -> Vec<Effect> {
        let open = |entry: &Entry| entry.mutation.id == id && entry.stage == Stage::Open;
        let Some(index) = self.outbox.iter().position(open) else { return Vec::new() };
        self.outbox.remove(index);
        vec![Effect::Forget(id)]
    }

    /// One request at a time; what happens meanwhile is sent right after.
    fn go(&mut self, chance: &Chance) -> Vec<Effect> {
        match self.phase {
            Phase::Sending { .. } => {
                self.dirty = true;
                Vec::new()
            }
            Phase::Paused => Vec::new(),
            Phase::Waiting { until } if chance.now < until => Vec::new(),
            _ if !chance.has_network => vec![Effect::Tell(Connection::Offline)],
            Phase::Idle | Phase::Waiting { .. } => self.send(chance),
        }
    }

    fn send(&mut self, chance: &Chance) -> Vec<Effect> {
        let sealed = outbox::seal(&mut self.outbox, &mut self.next_seq, self.limit, chance.now);
        let push: Vec<Envelope> = outbox::unanswered(&self.outbox, self.limit);
        let unsent = || self.outbox.iter().filter(|entry| !entry.is_acked());
        self.introduced = self.introduced.filter(|since| (chance.now - since).abs() < INTRODUCED);
        let cursors = match self.introduced {
            Some(_) => Cursors::Digest(digest(&self.cursors)),
            None => Cursors::All(self.cursors.clone()),
        };
        let request = Request {
            nonce: chance.nonce.clone(),
            client: self.id,
            person: self.person,
            build: self.build.clone(),
            now: chance.now,
            outbox_depth: unsent().count() as u64,
            oldest_unsent: unsent().map(|entry| entry.mutation.at).min(),
            cursors,
            push,
            gap: self.gap,
        };
        self.phase = Phase::Sending { nonce: chance.nonce.clone() };
        self.dirty = false;
        let kept = (!sealed.is_empty()).then(|| self.keep(sealed));
        kept.into_iter().chain([Effect::Send(Box::new(request))]).collect()
    }

    fn failed(&mut self, failure: Failure, chance: &Chance) -> Vec<Effect> {
        match failure {
            Failure::Unauthorised => return self.pause(Connection::SignIn),
            Failure::Strange => return self.wait(TimeDelta::zero(), Connection::Renew, chance),
            Failure::TooLarge => self.limit = (self.limit / 2).max(1),
            Failure::Refused if self.failures >= PATIENCE => self.limit = (self.limit / 2).max(1),
            Failure::Offline | Failure::Busy(_) | Failure::Refused => {}
        }
        let asked = if let Failure::Busy(Some(asked)) = failure { asked } else { TimeDelta::zero() };
        self.wait(asked, Connection::Offline, chance)
    }

    /// Waits a random part of a time that doubles, so that a thousand phones do not come back in the same second.
    fn wait(&mut self, at_least: TimeDelta, said: Connection, chance: &Chance) -> Vec<Effect> {
        let longest = (SECOND * (1 << self.failures.min(16))).min(LONGEST_WAIT);
        let part = longest.num_milliseconds() * i64::from(chance.jitter) / i64::from(u32::MAX);
        let delay = at_least.max(TimeDelta::milliseconds(part));
        self.failures += 1;
        self.phase = Phase::Waiting { until: chance.now + delay };
        vec![Effect::Tell(said), Effect::Wake(delay)]
    }

    fn pause(&mut self, why: Connection) -> Vec<Effect> {
        self.phase = Phase::Paused;
        vec![Effect::Tell(why)]
    }

    fn keep(&self, entries: Vec<Entry>) -> Effect {
        Effect::Keep { client: self.id, next_seq: self.next_seq, entries }
    }
}
