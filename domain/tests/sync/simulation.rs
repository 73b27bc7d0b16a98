//! Devices with memory for disks against a server of maps: random work, a bad network, crashes, clones, revocation.
//!
//! Afterwards everyone has the same, and every word anyone typed is somewhere: I1–I10 of the protocol as checks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    feedback::{
        DRAFT, FEEDBACK,
        command::{Acknowledge, Amend, Command, Seen, Send, Withdraw},
        feedback_id,
    },
    id::{ClientId, MutationId, RecordId, ScopeId},
    lesson::LESSON,
    notes::{NOTES, notes_id},
    people::Span,
    sorted::{Map, Set},
    sync::{
        client::{Apply, Chance, Client, Effect, Event, Failure, outbox::Entry},
        fields::as_edits,
        merge::Edit,
        mutation::{Action, Mutation, Outcome},
        path::Path,
        pull::Member,
        record::{Record, RecordKind},
        view::overlay,
        wire::{Cursor, Put, Reply, Request},
    },
    target::{TARGET, target_id},
};
use serde_json::{Value, json};

use crate::{
    steps::{Fault, Place, Step},
    world::{
        MENTOR, Server, TRAINEE, entry, mentors_draft, noon, object, own, person, record, shared, training,
    },
};

const OWNERS: [u8; 3] = [MENTOR, MENTOR, TRAINEE];

#[derive(Debug, Clone)]
pub struct Device {
    number: usize,
    owner: u8,
    machine: Client,
    /// The disk.
    client: ClientId,
    next_seq: u64,
    outbox: Vec<Entry>,
    cursors: Map<ScopeId, Cursor>,
    base: Map<RecordId, Record>,
    pub review: Vec<Entry>,
    /// Whether it had to take a new name.
    pub forked: bool,
    /// A request that the network still holds.
    late: Option<Request>,
    sent: BTreeMap<MutationId, Value>,
}

pub struct World {
    pub server: Server,
    pub devices: Vec<Device>,
    now: DateTime<Utc>,
    count: u32,
    kept: BTreeSet<MutationId>,
    typed: BTreeSet<String>,
    replaced: BTreeSet<String>,
    pub outcomes: BTreeMap<(MutationId, String), Outcome>,
}

impl Device {
    fn new(number: usize, owner: u8) -> Self {
        let client = ClientId::natural("test", &[&"device", &number]);
        Self {
            number,
            owner,
            machine: Client::new(person(owner), client, "1".to_owned()),
            client,
            next_seq: 1,
            outbox: Vec::new(),
            cursors: Map::new(),
            base: Map::new(),
            review: Vec::new(),
            forked: false,
            late: None,
            sent: BTreeMap::new(),
        }
    }

    /// The app is killed and starts again from the disk.
    fn restart(&mut self) {
        let machine = Client::new(person(self.owner), self.client, "1".to_owned());
        self.machine = machine.resume(self.next_seq, self.outbox.clone(), self.cursors.clone());
    }

    fn view(&self, id: RecordId) -> Option<Record> {
        let mut over = overlay(&self.base, self.outbox.iter().map(|entry| &entry.mutation));
        over.remove(&id).or_else(|| self.base.get(&id).cloned())
    }

    fn keep(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            match self.outbox.iter_mut().find(|old| old.mutation.id == entry.mutation.id) {
                Some(old) => *old = entry,
                None => self.outbox.push(entry),
            }
        }
    }

    fn apply(&mut self, apply: Apply) {
        for scope in &apply.dropped {
            self.cursors.remove(scope);
            self.base.retain(|_, record| record.scope != *scope);
        }
        for opened in &apply.opened {
            self.cursors.get_or_insert_with(opened.id, Cursor::default);
        }
        for page in apply.pages {
            let before = self.cursors.insert(page.scope, page.to).unwrap_or_default();
            assert!(page.to >= before, "I8: a cursor never goes back");
            for put in page.put {
                let Put::Record(record) = put else { panic!("no newer release here") };
                self.base.insert(record.id, *record);
            }
            for tomb in page.tomb {
                self.base.remove(&tomb.id);
            }
        }
        self.keep(apply.acked);
        self.outbox.retain(|entry| !apply.done.contains(&entry.mutation.id));
        for (entry, _) in apply.review {
            self.outbox.retain(|old| old.mutation.id != entry.mutation.id);
            self.review.push(entry);
        }
    }
}

impl World {
    fn new() -> Self {
        let devices = OWNERS.iter().enumerate().map(|(number, owner)| Device::new(number, *owner)).collect();
        Self {
            server: Server::new(),
            devices,
            now: noon(),
            count: 0,
            kept: BTreeSet::new(),
            typed: BTreeSet::new(),
            replaced: BTreeSet::new(),
            outcomes: BTreeMap::new(),
        }
    }

    fn chance(&mut self, device: usize) -> Chance {
        self.count += 1;
        let client = ClientId::natural("test", &[&"again", &device, &self.count]);
        Chance { now: self.now, nonce: self.count.to_string(), client, jitter: 0, has_network: true }
    }

    fn step(&mut self, device: usize, step: &Step) {
        self.now += TimeDelta::minutes(1);
        let n = device % self.devices.len();
        match step {
            Step::Type(place) => self.type_at(n, *place),
            Step::Remove(strength) => self.edit(n, draft(), &format!("strengths/{}", entry(*strength)), None),
            Step::Settle => self.settle_one(n),
            Step::Send => self.send(n),
            Step::Read => {
                let version = Some(self.version_at(n));
                self.command(n, TRAINEE, Command::Seen(Seen { version }));
            }
            Step::Acknowledge => {
                let (version, reply) = (self.version_at(n), self.word(n));
                self.command(n, TRAINEE, Command::Acknowledge(Acknowledge { version, reply }));
            }
            Step::Amend => self.amend(n),
            Step::Withdraw => {
                let reason = self.word(n);
                let (training, targets) = (training(TRAINEE), [entry(9)].into());
                let withdraw = Withdraw { training, targets, draft: Some(mentors_draft(1)), reason };
                self.command(n, MENTOR, Command::Withdraw(withdraw));
            }
            Step::Exchange(fault) => self.exchange(n, *fault),
            Step::Restart => self.devices[n].restart(),
            Step::Clone if self.devices.len() < 5 => {
                let number = self.devices.len();
                let mut copy = Device { number, late: None, ..self.devices[n].clone() };
                copy.restart();
                self.devices.push(copy);
            }
            Step::Clone => {}
            Step::Anew => self.server.epoch += 1,
            Step::Revoke => {
                for grant in self.server.grants.iter_mut().filter(|grant| grant.person == person(MENTOR)) {
                    grant.span = Span { until: Some(self.now), ..grant.span };
                }
            }
        }
    }

    fn word(&mut self, device: usize) -> String {
        self.count += 1;
        format!("<{device}.{}>", self.count)
    }

    fn type_at(&mut self, n: usize, place: Place) {
        let word = self.word(n);
        let mentor = self.devices[n].owner == MENTOR;
        match place {
            Place::Discussion if mentor => self.edit(n, draft(), "discussion", Some(json!(word))),
            Place::Strength(one) if mentor => {
                self.edit(n, draft(), &format!("strengths/{}", entry(one)), Some(json!({"text": word})));
            }
            Place::Note if mentor => {
                let line = json!({"text": word, "at": self.now, "lesson_ms": 1});
                let notes = (own(MENTOR), notes_id(record(1), person(MENTOR)), NOTES);
                let id = domain::id::EntryId::natural("test", &[&word]);
                self.edit(n, notes, &format!("entries/{id}"), Some(line));
            }
            Place::Target => {
                let id = target_id(feedback_id(mentors_draft(1)), entry(9));
                if self.devices[n].view(id).is_some() {
                    self.edit(n, (training(TRAINEE), id, TARGET), "text", Some(json!(word)));
                }
            }
            _ => self.edit(n, (shared(TRAINEE), record(1), LESSON), "class", Some(json!(word))),
        }
    }

    /// Sets a field to a value, as a screen does: what it replaces is what the screen shows.
    fn edit(
        &mut self,
        n: usize,
        (scope, id, kind): (ScopeId, RecordId, RecordKind),
        path: &str,
        value: Option<Value>,
    ) {
        let shown = self.devices[n].view(id);
        let path: Path = path.parse().unwrap();
        let base = shown.as_ref().and_then(|record| path.get(&record.body)).cloned();
        if base == value || self.devices[n].owner != MENTOR && scope == own(MENTOR) {
            return;
        }
        let mut edits = vec![Edit { path, base, value }];
        if shown.is_none() {
            let required = if kind == LESSON {
                json!({"trainee": person(TRAINEE), "date": "2026-11-21"})
            } else {
                json!({"lesson": record(1)})
            };
            edits.extend(as_edits(kind, &object(required)).unwrap());
        }
        self.save(n, scope, id, kind, Action::Edit { edits, settles: Set::new() });
    }

    /// A person looks at two versions and takes the later one.
    fn settle_one(&mut self, n: usize) {
        let mentor = self.devices[n].owner == MENTOR;
        let target = target_id(feedback_id(mentors_draft(1)), entry(9));
        let shown =
            [record(1), mentors_draft(1), target].into_iter().filter_map(|id| self.devices[n].view(id));
        let open = |shown: Record| Some((shown.conflicts.first()?.clone(), shown));
        let Some((open, shown)) = shown.filter(|shown| mentor || shown.scope != own(MENTOR)).find_map(open)
        else {
            return;
        };
        self.replaced.extend(words(&json!(open)));
        let base = open.path.get(&shown.body).cloned();
        let edits = vec![Edit { path: open.path, base, value: open.theirs }];
        let settles = [open.id].into();
        self.save(n, shown.scope, shown.id, shown.kind, Action::Edit { edits, settles });
    }

    fn send(&mut self, n: usize) {
        let Some(draft) = self.devices[n].view(mentors_draft(1)).filter(|_| self.devices[n].owner == MENTOR)
        else {
            return;
        };
        let mut content = draft.body;
        content.remove("lesson");
        let target = json!({entry(9).to_string(): {"text": self.word(n)}});
        content.insert("targets".to_owned(), target);
        let (draft, lesson, trainee) = (mentors_draft(1), record(1), person(TRAINEE));
        let send = Send { draft, lesson, trainee, training: training(TRAINEE), content };
        self.save(
            n,
            shared(TRAINEE),
            feedback_id(mentors_draft(1)),
            FEEDBACK,
            Action::from(Command::Send(send)),
        );
    }

    /// The author changes a text and settles all that is open.
    fn amend(&mut self, n: usize) {
        let Some(shown) = self.devices[n].view(feedback_id(mentors_draft(1))) else { return };
        let path: Path = "discussion".parse().unwrap();
        let base = path.get(&shown.body).cloned();
        if self.devices[n].owner == MENTOR {
            self.replaced.extend(words(&json!([base, shown.conflicts])));
        }
        let edits = vec![Edit { path, base, value: Some(json!(self.word(n))) }];
        let settles = shown.conflicts.iter().map(|open| open.id).collect();
        let (training, reason) = (training(TRAINEE), self.word(n));
        self.command(n, MENTOR, Command::Amend(Amend { training, reason, edits, settles }));
    }

    /// The version of the feedback that a device shows.
    fn version_at(&self, n: usize) -> u64 {
        let shown = self.devices[n].view(feedback_id(mentors_draft(1)));
        shown.and_then(|shown| shown.body.get("version")?.as_u64()).unwrap_or(1)
    }

    /// A command on the feedback, by whoever may give it, once they see it.
    fn command(&mut self, n: usize, owner: u8, command: Command) {
        let id = feedback_id(mentors_draft(1));
        if self.devices[n].owner == owner && self.devices[n].view(id).is_some() {
            self.save(n, shared(TRAINEE), id, FEEDBACK, command.into());
        }
    }

    fn save(&mut self, n: usize, scope: ScopeId, record: RecordId, kind: RecordKind, action: Action) {
        self.count += 1;
        if let Action::Edit { edits, .. } = &action {
            for edit in edits {
                self.replaced.extend(words(&json!(edit.base)));
            }
        }
        self.typed.extend(words(&json!(action)));
        let id = MutationId::natural("test", &[&n, &self.count]);
        let author = person(self.devices[n].owner);
        let mutation = Mutation { id, author, at: self.now, scope, record, kind, action };
        let hold = if kind == FEEDBACK { TimeDelta::seconds(10) } else { TimeDelta::zero() };
        let chance = self.chance(n);
        let effects = self.devices[n].machine.step(Event::Saved(Box::new(mutation), hold), &chance);
        // The network is away until the next exchange.
        self.run(n, effects, Fault::RequestLost);
    }

    fn exchange(&mut self, n: usize, fault: Fault) {
        for event in [Event::SignedIn(person(self.devices[n].owner)), Event::Woken] {
            let chance = self.chance(n);
            let effects = self.devices[n].machine.step(event, &chance);
            self.run(n, effects, fault);
        }
    }

    fn run(&mut self, n: usize, effects: Vec<Effect>, fault: Fault) {
        let mut fault = fault;
        let mut queue = std::collections::VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            let device = &mut self.devices[n];
            match effect {
                Effect::Keep { client, next_seq, entries } => {
                    self.kept.extend(entries.iter().map(|entry| entry.mutation.id));
                    device.forked |= device.client != client;
                    (device.client, device.next_seq) = (client, next_seq);
                    device.keep(entries);
                }
                Effect::Forget(id) => device.outbox.retain(|entry| entry.mutation.id != id),
                Effect::Apply(apply) => device.apply(*apply),
                Effect::Wake(_) | Effect::Tell(_) => {}
                Effect::Send(request) => {
                    let event = self.deliver(n, *request, fault);
                    fault = Fault::None;
                    let chance = self.chance(n);
                    queue.extend(self.devices[n].machine.step(event, &chance));
                }
            }
        }
    }

    fn deliver(&mut self, n: usize, request: Request, fault: Fault) -> Event {
        let owner = person(self.devices[n].owner);
        for envelope in &request.push {
            let first = self.devices[n].sent.entry(envelope.id).or_insert_with(|| envelope.payload.clone());
            assert_eq!(*first, envelope.payload, "I10: what was sent never changes");
        }
        if let Some(late) = self.devices[n].late.take() {
            self.server.sync(owner, &late, self.now);
        }
        let session = if fault == Fault::OtherSession { other(owner) } else { owner };
        if fault == Fault::RequestLost {
            return Event::Failed(Failure::Offline);
        }
        let mut reply = self.server.sync(session, &request, self.now);
        if fault == Fault::SentTwice {
            reply = self.server.sync(session, &request, self.now);
        }
        self.check_outcomes(&request, &reply);
        if matches!(fault, Fault::AnswerLost | Fault::SentAgainLater) {
            self.devices[n].late = (fault == Fault::SentAgainLater).then_some(request);
            return Event::Failed(Failure::Offline);
        }
        Event::Answered(Box::new(reply))
    }

    fn check_outcomes(&mut self, request: &Request, reply: &Reply) {
        for ack in &reply.acks {
            let payload =
                request.push.iter().find(|envelope| envelope.id == ack.id).unwrap().payload.to_string();
            let first = self.outcomes.entry((ack.id, payload)).or_insert_with(|| ack.outcome.clone());
            assert_eq!(*first, ack.outcome, "I9: one mutation, one outcome");
        }
    }

    /// The network is good again, for as long as it takes.
    fn settle(&mut self) {
        self.now += TimeDelta::minutes(10);
        for _ in 0..2 {
            for n in 0..self.devices.len() {
                self.exchange(n, Fault::None);
            }
        }
    }

    pub fn check(&self) {
        for id in &self.kept {
            assert!(self.server.receipts.contains_key(id), "I1: {id} never arrived");
        }
        for device in &self.devices {
            assert!(
                device.outbox.is_empty(),
                "I13: device {} still holds {:?}",
                device.number,
                device.outbox
            );
            let held = self.server.members(person(device.owner), self.now);
            let stands = |member: &Member| {
                (member.scope.id, Cursor { epoch: member.epoch, version: member.scope.head })
            };
            let heads: Map<ScopeId, Cursor> = held.iter().map(stands).collect();
            assert_eq!(device.cursors, heads, "I4: device {} stands elsewhere", device.number);
            let scopes: Set<ScopeId> = held.iter().map(|member| member.scope.id).collect();
            let readable = self.server.loaded.records.values();
            let readable = readable.filter(|record| scopes.contains(&record.scope) && !record.deleted);
            let expected: Map<RecordId, Record> =
                readable.map(|record| (record.id, record.clone())).collect();
            assert_eq!(device.base, expected, "I4, I5, I6: device {} has something else", device.number);
        }
        self.check_numbers();
        let everything = json!([
            self.server.loaded.records.values().collect::<Vec<_>>(),
            self.server.history,
            self.server.quarantine.values().collect::<Vec<_>>(),
        ])
        .to_string();
        for word in self.typed.difference(&self.replaced) {
            assert!(everything.contains(word), "I7: {word} was typed and is nowhere");
        }
    }

    fn check_numbers(&self) {
        for scope in self.server.loaded.scopes.values() {
            let current = self.server.records(scope.id).map(|record| record.version);
            let past = self
                .server
                .history
                .iter()
                .filter(|record| record.scope == scope.id)
                .map(|record| record.version);
            let all: Vec<u64> = current.chain(past).collect();
            let different: BTreeSet<u64> = all.iter().copied().collect();
            assert_eq!(all.len(), different.len(), "I2: a number was given twice");
            assert!(different.last().copied().unwrap_or(0) <= scope.head);
        }
    }
}

fn draft() -> (ScopeId, RecordId, RecordKind) {
    (own(MENTOR), mentors_draft(1), DRAFT)
}

fn other(owner: domain::id::PersonId) -> domain::id::PersonId {
    if owner == person(MENTOR) { person(TRAINEE) } else { person(MENTOR) }
}

/// The typed words in a value.
fn words(value: &Value) -> Vec<String> {
    let text = value.to_string();
    let starts = text.match_indices('<');
    starts.filter_map(|(at, _)| Some(text[at..=at + text[at..].find('>')?].to_owned())).collect()
}

/// Runs the steps, and then lets everyone finish.
pub fn run(steps: &[(usize, Step)]) -> World {
    let mut world = World::new();
    for (device, step) in steps {
        world.step(*device, step);
    }
    world.settle();
    world
}
