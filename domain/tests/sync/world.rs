//! A small world for tests: two trainees in two schools, the people around them, and a server made of maps.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use domain::{
    feedback::draft_id,
    id::{ClientId, EntryId, GrantId, MutationId, PersonId, PlacementId, RecordId, ScopeId},
    people::{Actor, Grant, Placement, Role, Scope, Span, own_scope, trainee_scopes, training_id},
    permission::may_read,
    sorted::{Map, Set},
    sync::{
        Body,
        batch::{self, Client},
        fields::as_edits,
        loaded::Loaded,
        mutation::{Action, Mutation},
        pull::{self, Member},
        record::{Record, RecordKind},
        sequence::Receipt,
        wire::{Cursor, Cursors, Page, Put, Reply, Request, Tomb, digest},
    },
};
use serde_json::Value;

pub const TRAINEE: u8 = 1;
pub const MENTOR: u8 = 2;
pub const TUTOR: u8 = 3;
pub const OTHER_TRAINEE: u8 = 4;
pub const OTHER_MENTOR: u8 = 5;
pub const LEAD: u8 = 6;
pub const SECOND_MENTOR: u8 = 7;

pub fn person(n: u8) -> PersonId {
    PersonId::natural("test", &[&n])
}

pub fn entry(n: u32) -> EntryId {
    EntryId::natural("test", &[&n])
}

pub fn record(n: u32) -> RecordId {
    RecordId::natural("test", &[&n])
}

/// The mentor's draft about one of these lessons.
pub fn mentors_draft(lesson: u32) -> RecordId {
    draft_id(record(lesson), person(MENTOR))
}

pub fn noon() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

pub fn programme() -> ScopeId {
    ScopeId::natural("test", &[&"programme"])
}

pub fn own(n: u8) -> ScopeId {
    own_scope(person(n)).id
}

pub fn training(trainee: u8) -> ScopeId {
    training_id(person(trainee), programme())
}

fn placement(trainee: u8) -> Placement {
    Placement {
        id: PlacementId::natural("test", &[&trainee]),
        trainee: person(trainee),
        school: ScopeId::natural("test", &[&"school", &trainee]),
        programme: programme(),
        span: always(),
    }
}

pub fn shared(trainee: u8) -> ScopeId {
    placement(trainee).scopes()[0].id
}

fn always() -> Span {
    Span { from: noon() - Duration::days(60), until: None }
}

fn grant(n: u8, role: Role, scope: ScopeId) -> Grant {
    Grant { id: GrantId::natural("test", &[&n, &scope]), person: person(n), role, scope, span: always() }
}

pub fn object(value: Value) -> Body {
    serde_json::from_value(value).unwrap()
}

pub fn mutation(
    n: u32,
    author: u8,
    scope: ScopeId,
    record: RecordId,
    kind: RecordKind,
    action: Action,
) -> Mutation {
    let id = MutationId::natural("test", &[&author, &n]);
    Mutation { id, author: person(author), at: noon(), scope, record, kind, action }
}

/// The edit that begins a record with this body.
pub fn begin(kind: RecordKind, body: Value) -> Action {
    Action::Edit { edits: as_edits(kind, &object(body)).unwrap(), settles: Set::new() }
}

/// A server made of maps, deciding with the same code as the real one.
#[derive(Debug, Default)]
pub struct Server {
    pub loaded: Loaded,
    pub grants: Vec<Grant>,
    pub history: Vec<Record>,
    pub receipts: Map<MutationId, Receipt>,
    pub quarantine: BTreeMap<MutationId, Vec<Value>>,
    pub clients: Map<ClientId, (PersonId, u64)>,
    /// How often its numbers began anew.
    pub epoch: u32,
    /// The cursors that clients are thought to have.
    pub known: Map<ClientId, Map<ScopeId, Cursor>>,
}

impl Server {
    pub fn new() -> Self {
        let mut server = Self::default();
        for trainee in [TRAINEE, OTHER_TRAINEE] {
            let mut scopes = trainee_scopes(person(trainee), programme(), always()).to_vec();
            for scope in scopes.iter_mut().take(2) {
                scope.carried_by.extend(placement(trainee).carriers());
            }
            scopes.extend(placement(trainee).scopes());
            server.loaded.scopes.extend(scopes.into_iter().map(|scope| (scope.id, scope)));
            server.grants.push(grant(trainee, Role::Trainee, training(trainee)));
        }
        for n in 1..=7 {
            let own = own_scope(person(n));
            server.loaded.scopes.insert(own.id, own);
        }
        server.grants.push(grant(MENTOR, Role::Mentor, shared(TRAINEE)));
        server.grants.push(grant(SECOND_MENTOR, Role::Mentor, shared(TRAINEE)));
        server.grants.push(grant(OTHER_MENTOR, Role::Mentor, shared(OTHER_TRAINEE)));
        server.grants.push(grant(TUTOR, Role::PersonalTutor, training(TRAINEE)));
        server.grants.push(grant(LEAD, Role::CourseLead, programme()));
        server
    }

    pub fn actor(&self, person: PersonId) -> Actor {
        let grants = self.grants.iter().filter(|grant| grant.person == person).cloned().collect();
        Actor { person, grants }
    }

    /// The scopes that a person may read at all, on a device or online.
    pub fn readable(&self, person: PersonId, now: DateTime<Utc>) -> Set<ScopeId> {
        let actor = self.actor(person);
        let reads = |scope: &&Scope| {
            let roles = actor.roles_in(scope, now);
            roles.into_iter().any(|role| may_read(role, scope.kind))
        };
        self.loaded.scopes.values().filter(reads).map(|scope| scope.id).collect()
    }

    pub fn sync(&mut self, person: PersonId, request: &Request, now: DateTime<Utc>) -> Reply {
        let mut reply = Reply::empty(request, person, now);
        if request.person != person {
            return reply;
        }
        self.push(person, request, now, &mut reply);
        self.pull(person, request, now, &mut reply);
        reply
    }

    fn push(&mut self, person: PersonId, request: &Request, now: DateTime<Utc>, reply: &mut Reply) {
        let last_seq = self.clients.get(&request.client).map_or(0, |(_, last)| *last);
        let client = Client { last_seq, receipts: self.receipts.clone() };
        let actor = self.actor(person);
        let batch = batch::run(&mut self.loaded, &client, &actor, now, &request.push, request.gap);
        for decided in batch.decided {
            let id = decided.envelope.id;
            if let Some(receipt) = decided.receipt {
                assert!(self.receipts.insert(id, receipt).is_none(), "one effect for each mutation");
            }
            if decided.quarantine.is_some() {
                self.quarantine.entry(id).or_default().push(decided.envelope.payload);
            }
            self.history.extend(decided.writes.history);
        }
        self.clients.insert(request.client, (person, batch.last_seq));
        (reply.acks, reply.expect_seq, reply.client_forked) =
            (batch.acks, batch.expect_seq, batch.client_forked);
    }

    /// What a device is to receive is decided with the same code as on the real server.
    fn pull(&mut self, person: PersonId, request: &Request, now: DateTime<Utc>, reply: &mut Reply) {
        let introduces = matches!(request.cursors, Cursors::All(_));
        let known = match &request.cursors {
            Cursors::All(cursors) => Some(cursors),
            Cursors::Digest(sent) => self.known.get(&request.client).filter(|known| digest(known) == *sent),
        };
        reply.cursors_wanted = known.is_none();
        let Some(mut cursors) = known.cloned() else { return };
        let plan = pull::plan(&cursors, &self.members(person, now), introduces);
        reply.pages = plan.ask.iter().map(|(scope, from)| self.page(*scope, *from)).collect();
        cursors.retain(|scope, _| !plan.scopes.gone.contains(scope) && !plan.scopes.reset.contains(scope));
        cursors.extend(reply.pages.iter().map(|page| (page.scope, page.to)));
        reply.scopes = plan.scopes;
        self.known.insert(request.client, cursors);
    }

    /// The scopes that a person's devices hold.
    pub fn members(&self, person: PersonId, now: DateTime<Utc>) -> Vec<Member> {
        let scopes: Vec<_> = self.loaded.scopes.values().map(|scope| (scope.clone(), self.epoch)).collect();
        pull::members(&scopes, &self.actor(person), now)
    }

    /// Pages of three, so that tests meet scopes that are still catching up.
    fn page(&self, scope: ScopeId, from: u64) -> Page {
        let mut changed: Vec<&Record> = self.records(scope).filter(|record| record.version > from).collect();
        changed.sort_by_key(|record| record.version);
        let more = changed.len() > 3;
        changed.truncate(3);
        let head = self.loaded.scopes[&scope].head;
        let version = if more { changed[2].version } else { head };
        let (deleted, kept): (Vec<_>, Vec<_>) = changed.into_iter().partition(|record| record.deleted);
        let put = kept.into_iter().map(|record| Put::Record(Box::new(record.clone()))).collect();
        let tomb =
            deleted.into_iter().map(|record| Tomb { id: record.id, version: record.version }).collect();
        Page { scope, to: Cursor { epoch: self.epoch, version }, more, put, tomb }
    }

    pub fn records(&self, scope: ScopeId) -> impl Iterator<Item = &Record> {
        self.loaded.records.values().filter(move |record| record.scope == scope)
    }
}
