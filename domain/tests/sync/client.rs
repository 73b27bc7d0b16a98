//! The device's state machine, event by event.

use chrono::TimeDelta;
use domain::{
    api::{Code, Problem},
    feedback::{
        DRAFT, FEEDBACK,
        command::{Command, Seen, Send},
        feedback_id,
    },
    id::{ClientId, MutationId, ScopeId},
    people::{Role, ScopeKind},
    state::Local,
    sync::{
        client::{
            Chance, Client, Connection, Effect, Event, Failure,
            outbox::{self, Entry},
        },
        mutation::{Ack, Action, Mutation, Outcome},
        wire::{Cursor, Cursors, Opened, Page, Reply, Request, SERVER, Scopes},
    },
    target::{TARGET, target_id},
};
use serde_json::json;

use crate::world::{
    MENTOR, TRAINEE, begin, entry, mentors_draft, mutation, noon, object, own, person, record, shared,
    training,
};

/// A machine, its clock, and the last request it sent.
pub struct Phone {
    pub machine: Client,
    pub seconds: i64,
    count: u32,
    request: Option<Request>,
    pub has_network: bool,
    jitter: u32,
}

impl Phone {
    pub fn new() -> Self {
        let id = ClientId::natural("test", &[&"phone"]);
        let machine = Client::new(person(MENTOR), id, "5".to_owned());
        Self { machine, seconds: 0, count: 0, request: None, has_network: true, jitter: u32::MAX }
    }

    pub fn step(&mut self, event: Event) -> Vec<Effect> {
        self.count += 1;
        let client = ClientId::natural("test", &[&"new name"]);
        let now = noon() + TimeDelta::seconds(self.seconds);
        let (jitter, has_network) = (self.jitter, self.has_network);
        let chance = Chance { now, nonce: self.count.to_string(), client, jitter, has_network };
        let effects = self.machine.step(event, &chance);
        let request = effects.iter().find_map(|effect| match effect {
            Effect::Send(request) => Some((**request).clone()),
            _ => None,
        });
        self.request = request;
        effects
    }

    pub fn save(&mut self, n: u32) -> Vec<Effect> {
        self.step(Event::Saved(Box::new(draft(n)), TimeDelta::zero()))
    }

    pub fn sent(&self) -> Vec<(u64, MutationId)> {
        let push = self.request.as_ref().map(|request| &request.push);
        push.into_iter().flatten().map(|envelope| (envelope.seq, envelope.id)).collect()
    }

    pub fn reply(&self) -> Reply {
        Reply {
            nonce: self.request.as_ref().unwrap().nonce.clone(),
            server: SERVER.to_owned(),
            person: person(MENTOR),
            now: noon(),
            min_build: None,
            acks: Vec::new(),
            expect_seq: None,
            client_forked: false,
            cursors_wanted: false,
            scopes: Scopes::default(),
            pages: Vec::new(),
        }
    }

    pub fn answer(&mut self, reply: Reply) -> Vec<Effect> {
        self.step(Event::Answered(Box::new(reply)))
    }

    pub fn waiting(&self) -> Vec<MutationId> {
        self.machine.outbox().iter().map(|entry: &Entry| entry.mutation.id).collect()
    }
}

/// The draft of a lesson.
pub fn draft(n: u32) -> Mutation {
    let action = begin(DRAFT, json!({"lesson": record(n), "discussion": format!("text {n}")}));
    mutation(n, MENTOR, own(MENTOR), mentors_draft(n), DRAFT, action)
}

pub fn ack(n: u32, seq: u64, outcome: Outcome, version: u64) -> Ack {
    Ack { seq, id: draft(n).id, outcome, touched: [(own(MENTOR), version)].into() }
}

pub fn page(scope: ScopeId, version: u64) -> Page {
    Page { scope, to: Cursor { epoch: 0, version }, more: false, put: Vec::new(), tomb: Vec::new() }
}

pub fn told(effects: &[Effect]) -> Option<Connection> {
    effects.iter().find_map(|effect| match effect {
        Effect::Tell(connection) => Some(*connection),
        _ => None,
    })
}

fn wake(effects: &[Effect]) -> Option<TimeDelta> {
    effects.iter().find_map(|effect| match effect {
        Effect::Wake(delay) => Some(*delay),
        _ => None,
    })
}

#[test]
fn with_no_network_nothing_is_tried_and_everything_can_be_taken_back() {
    let mut phone = Phone { has_network: false, ..Phone::new() };
    let effects = phone.save(1);
    assert_eq!((told(&effects), &phone.request), (Some(Connection::Offline), &None));
    phone.seconds = 60;
    phone.step(Event::Timer);
    assert_eq!(phone.step(Event::TakenBack(draft(1).id)), [Effect::Forget(draft(1).id)]);
    phone.save(2);
    phone.has_network = true;
    phone.step(Event::Woken);
    assert_eq!(phone.sent(), [(1, draft(2).id)]);
}

#[test]
fn what_is_sent_is_first_kept() {
    let mut phone = Phone::new();
    let effects = phone.save(1);
    let order: Vec<&str> = effects
        .iter()
        .map(|effect| match effect {
            Effect::Keep { entries, .. } if entries[0].envelope().is_some() => "keep sealed",
            Effect::Keep { .. } => "keep open",
            Effect::Send(_) => "send",
            _ => "other",
        })
        .collect();
    assert_eq!(order, ["keep open", "keep sealed", "send"]);
    assert_eq!(phone.sent(), [(1, draft(1).id)]);
}

#[test]
fn what_the_outbox_has_to_do_with_a_record() {
    let mut phone = Phone::new();
    let local =
        |phone: &Phone| outbox::local(phone.machine.outbox(), phone.machine.is_sending(), mentors_draft(1));
    assert_eq!(local(&phone), Local::Done);
    phone.save(1);
    assert_eq!(local(&phone), Local::Sending);
    phone.step(Event::Failed(Failure::Offline));
    assert_eq!(local(&phone), Local::Waiting);
    phone.step(Event::Woken);
    phone.answer(Reply { acks: vec![ack(1, 1, Outcome::Applied, 1)], scopes: opened(), ..phone.reply() });
    assert_eq!((local(&phone), phone.waiting()), (Local::Done, vec![draft(1).id]));
}

pub fn opened() -> Scopes {
    let (kind, roles) = (ScopeKind::Person, [Role::Owner].into());
    let own = Opened { id: own(MENTOR), kind, person: Some(person(MENTOR)), roles, head: 1 };
    Scopes { new: vec![own], ..Scopes::default() }
}

#[test]
fn one_request_at_a_time_and_what_came_meanwhile_right_after() {
    let mut phone = Phone::new();
    phone.save(1);
    let first = phone.reply();
    phone.save(2);
    assert_eq!(phone.sent(), []);
    phone.answer(Reply { acks: vec![ack(1, 1, Outcome::Applied, 1)], ..first });
    assert_eq!(phone.sent(), [(2, draft(2).id)]);
}

#[test]
fn an_entry_leaves_only_when_its_effect_is_here() {
    let mut phone = Phone::new();
    phone.save(1);
    let reply = Reply {
        pages: vec![page(own(MENTOR), 3)],
        acks: vec![ack(1, 1, Outcome::Applied, 4)],
        ..phone.reply()
    };
    phone.answer(reply);
    assert_eq!(phone.waiting(), [draft(1).id]);
    phone.step(Event::Timer);
    assert_eq!(phone.sent(), [], "it has its receipt");
    phone.answer(Reply { pages: vec![page(own(MENTOR), 2)], ..phone.reply() });
    assert_eq!(phone.waiting(), [draft(1).id], "a page from before says nothing new");
    phone.step(Event::Timer);
    phone.answer(Reply { pages: vec![page(own(MENTOR), 4)], ..phone.reply() });
    assert_eq!(phone.waiting(), []);
}

#[test]
fn answers_that_are_none_leave_everything_as_it_was() {
    let spoilt: [fn(&mut Reply); 2] =
        [|reply| reply.nonce = "another".to_owned(), |reply| reply.server = "free wifi".to_owned()];
    for spoil in spoilt {
        let mut phone = Phone::new();
        phone.save(1);
        let mut reply = Reply { acks: vec![ack(1, 1, Outcome::Applied, 0)], ..phone.reply() };
        spoil(&mut reply);
        assert_eq!(told(&phone.answer(reply)), Some(Connection::Offline));
        assert_eq!(phone.waiting(), [draft(1).id]);
    }
}

#[test]
fn a_lost_session_pauses_and_keeps() {
    pauses(Connection::SignIn, |phone| phone.step(Event::Failed(Failure::Unauthorised)));
}

#[test]
fn another_persons_session_pauses_and_keeps() {
    pauses(Connection::OtherPerson(person(TRAINEE)), |phone| {
        let reply = Reply { person: person(TRAINEE), ..phone.reply() };
        phone.answer(reply)
    });
}

fn pauses(expected: Connection, trouble: impl Fn(&mut Phone) -> Vec<Effect>) {
    let mut phone = Phone::new();
    phone.save(1);
    assert_eq!(told(&trouble(&mut phone)), Some(expected));
    for event in [Event::Woken, Event::Timer, Event::SignedIn(person(TRAINEE))] {
        phone.step(event);
        assert!(phone.request.is_none());
    }
    phone.step(Event::SignedIn(person(MENTOR)));
    assert_eq!(phone.sent(), [(1, draft(1).id)], "the same bytes under the same number");
}

#[test]
fn waiting_doubles_up_to_five_minutes_and_ends_at_once_when_woken() {
    let mut phone = Phone::new();
    phone.save(1);
    let mut delays = Vec::new();
    for _ in 0..10 {
        let delay = wake(&phone.step(Event::Failed(Failure::Offline))).unwrap();
        delays.push(delay.num_seconds());
        phone.step(Event::Timer);
        assert!(phone.request.is_none(), "not yet");
        phone.seconds += delay.num_seconds();
        phone.step(Event::Timer);
        assert!(phone.request.is_some());
    }
    assert_eq!(delays, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    phone.step(Event::Failed(Failure::Busy(Some(TimeDelta::seconds(400)))));
    phone.step(Event::Woken);
    assert!(phone.request.is_some());
}

#[test]
fn phones_that_fail_at_once_do_not_come_back_at_once() {
    let delay = |jitter: u32| {
        let mut phone = Phone { jitter, ..Phone::new() };
        phone.save(1);
        wake(&phone.step(Event::Failed(Failure::Offline))).unwrap().num_milliseconds()
    };
    assert_eq!([0, u32::MAX / 4, u32::MAX / 2, u32::MAX].map(delay), [0, 249, 499, 1_000]);
}

#[test]
fn a_batch_too_large_is_halved_and_a_poisoned_one_ends_alone() {
    let mut phone = Phone::new();
    phone.save(1);
    for n in 2..=8 {
        phone.save(n);
    }
    phone.step(Event::Failed(Failure::Offline));
    phone.step(Event::Woken);
    assert_eq!(phone.sent().len(), 8);
    for _ in 0..4 {
        phone.step(Event::Failed(Failure::TooLarge));
        phone.step(Event::Woken);
    }
    assert_eq!(phone.sent().len(), 3, "50, 25, 12, 6, 3");
    for _ in 0..8 {
        let delay = wake(&phone.step(Event::Failed(Failure::Refused))).unwrap();
        phone.seconds += delay.num_seconds();
        phone.step(Event::Timer);
    }
    assert_eq!(phone.sent(), [(1, draft(1).id)]);
}

#[test]
fn what_is_held_can_be_taken_back_and_holds_back_only_its_own_record() {
    let mut phone = Phone::new();
    phone.step(Event::Saved(Box::new(draft(1)), TimeDelta::seconds(10)));
    assert_eq!(phone.sent(), []);
    phone.step(Event::Failed(Failure::Offline));
    let later = Mutation { record: mentors_draft(1), ..draft(3) };
    for mutation in [draft(2), later.clone()] {
        phone.step(Event::Saved(Box::new(mutation), TimeDelta::zero()));
    }
    phone.step(Event::Woken);
    assert_eq!(phone.sent(), [(1, draft(2).id)]);
    assert_eq!(phone.step(Event::TakenBack(draft(2).id)), [], "it may already be on the wire");
    assert_eq!(phone.step(Event::TakenBack(draft(1).id)), [Effect::Forget(draft(1).id)]);
    assert_eq!(phone.waiting(), [draft(2).id, later.id]);
}

#[test]
fn an_edit_of_a_target_waits_for_the_feedback_that_makes_it() {
    let mut phone = Phone::new();
    let content = object(json!({"targets": {entry(2).to_string(): {"text": "Wait three seconds."}}}));
    let (lesson, trainee, training) = (record(1), person(TRAINEE), training(TRAINEE));
    let send =
        Action::from(Command::Send(Send { draft: mentors_draft(1), lesson, trainee, training, content }));
    let feedback = feedback_id(mentors_draft(1));
    let sending = mutation(8, MENTOR, shared(TRAINEE), feedback, FEEDBACK, send);
    let id = target_id(feedback, entry(2));
    let editing = mutation(9, MENTOR, training, id, TARGET, begin(TARGET, json!({"status": "met"})));
    phone.step(Event::Saved(Box::new(sending.clone()), TimeDelta::seconds(10)));
    phone.step(Event::Failed(Failure::Offline));
    phone.step(Event::Saved(Box::new(editing.clone()), TimeDelta::zero()));
    phone.step(Event::Woken);
    assert_eq!(phone.sent(), []);
    phone.step(Event::Failed(Failure::Offline));
    phone.seconds = 10;
    phone.step(Event::Woken);
    assert_eq!(phone.sent(), [(1, sending.id), (2, editing.id)]);
}

#[test]
fn going_to_the_back_hurries_edits_but_not_what_can_be_undone() {
    let mut phone = Phone::new();
    let undoable = Mutation { action: Action::from(Command::Seen(Seen { version: Some(1) })), ..draft(2) };
    for mutation in [draft(1), undoable] {
        phone.step(Event::Saved(Box::new(mutation), TimeDelta::seconds(5)));
        phone.step(Event::Failed(Failure::Offline));
    }
    phone.step(Event::Woken);
    assert_eq!(phone.sent(), []);
    phone.step(Event::Failed(Failure::Offline));
    phone.seconds = 2;
    phone.step(Event::Hidden);
    assert_eq!(phone.sent(), [(1, draft(1).id)]);
}

#[test]
fn a_refusal_keeps_the_payload_for_the_person() {
    let mut phone = Phone::new();
    phone.save(1);
    let problem = Problem::new(Code::NotAllowed).at("scope");
    let refused = Outcome::Rejected { problem: problem.clone() };
    let effects = phone.answer(Reply { acks: vec![ack(1, 1, refused, 0)], ..phone.reply() });
    let Effect::Apply(apply) = &effects[0] else { panic!("{effects:?}") };
    assert_eq!((&apply.review[0].0.mutation, &apply.review[0].1), (&draft(1), &problem));
    assert_eq!(phone.waiting(), []);
}

#[test]
fn a_fork_takes_a_new_name_and_keeps_ids_and_payloads() {
    let mut phone = Phone::new();
    phone.save(1);
    phone.answer(Reply { acks: vec![ack(1, 1, Outcome::Applied, 0)], ..phone.reply() });
    phone.save(2);
    let before = phone.request.clone().unwrap();
    assert_eq!(phone.sent(), [(2, draft(2).id)]);
    phone.answer(Reply { client_forked: true, ..phone.reply() });
    let after = phone.request.clone().unwrap();
    assert_ne!(after.client, before.client);
    assert_eq!(phone.sent(), [(1, draft(2).id)]);
    assert_eq!(after.push[0].payload, before.push[0].payload);
}

#[test]
fn after_a_loss_on_the_server_what_is_held_is_sent_again_and_the_rest_given_up() {
    let mut phone = Phone::new();
    for n in 1..=2 {
        phone.save(n);
        phone.answer(Reply { acks: vec![ack(n, n.into(), Outcome::Applied, 0)], ..phone.reply() });
    }
    phone.save(3);
    assert_eq!(phone.sent(), [(3, draft(3).id)]);
    phone.answer(Reply { expect_seq: Some(2), ..phone.reply() });
    assert_eq!(phone.sent(), [(3, draft(3).id)]);
    assert_eq!(phone.request.as_ref().unwrap().gap, Some((2, 2)));
}

#[test]
fn cursors_are_told_once_and_then_by_their_digest() {
    let mut phone = Phone::new();
    let full = |phone: &Phone| matches!(phone.request.as_ref().unwrap().cursors, Cursors::All(_));
    phone.step(Event::Woken);
    assert!(full(&phone));
    phone.answer(phone.reply());
    phone.step(Event::Timer);
    assert!(!full(&phone));
    phone.answer(Reply { cursors_wanted: true, ..phone.reply() });
    assert!(full(&phone));
    phone.answer(Reply { cursors_wanted: true, ..phone.reply() });
    assert!(phone.request.is_none(), "asking again at once would ask for ever");
}

#[test]
fn who_stays_open_introduces_itself_anew_after_a_while() {
    let mut phone = Phone::new();
    let full = |phone: &Phone| matches!(phone.request.as_ref().unwrap().cursors, Cursors::All(_));
    let mut introduced = Vec::new();
    for minutes in [0, 1, 9, 10, 11, 19, 20] {
        phone.seconds = minutes * 60;
        phone.step(Event::Woken);
        introduced.push(full(&phone));
        phone.answer(phone.reply());
    }
    assert_eq!(introduced, [true, false, false, true, false, false, true]);
}

#[test]
fn an_old_build_is_told_to_renew_itself() {
    for (oldest, expected) in [("4", Connection::Connected), ("6", Connection::Renew)] {
        let mut phone = Phone::new();
        phone.step(Event::Woken);
        let reply = Reply { min_build: Some(oldest.to_owned()), ..phone.reply() };
        assert_eq!(told(&phone.answer(reply)), Some(expected));
    }
}
