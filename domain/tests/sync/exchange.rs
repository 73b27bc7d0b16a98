//! One exchange after another: replays, reused ids, forks, gaps, strange mutations, pages, loss of access.

use domain::{
    api::Code,
    feedback::DRAFT,
    id::{ClientId, MutationId, RecordId, ScopeId},
    lesson::LESSON,
    notes::NOTES,
    people::Span,
    sorted::{Map, Set},
    sync::{
        mutation::{Action, Envelope, Mutation, Outcome},
        wire::{Cursor, Cursors, Put, Reply, Request},
    },
};
use serde_json::{Value, json};

use crate::world::{
    MENTOR, OTHER_MENTOR, Server, TRAINEE, begin, mentors_draft, mutation, noon, own, person, record, shared,
};

fn request(client: u8, push: Vec<Envelope>, cursors: Map<ScopeId, Cursor>) -> Request {
    Request {
        nonce: "n".to_owned(),
        client: ClientId::natural("test", &[&client]),
        person: person(MENTOR),
        build: "test".to_owned(),
        now: noon(),
        outbox_depth: push.len() as u64,
        oldest_unsent: None,
        cursors: Cursors::All(cursors),
        push,
        gap: None,
    }
}

fn push(server: &mut Server, client: u8, push: Vec<Envelope>) -> Reply {
    server.sync(person(MENTOR), &request(client, push, Map::new()), noon())
}

fn draft(n: u32, seq: u64, text: &str) -> Envelope {
    let action = begin(DRAFT, json!({"lesson": record(n), "discussion": text}));
    mutation(n, MENTOR, own(MENTOR), mentors_draft(n), DRAFT, action).seal(seq).unwrap()
}

fn outcomes(reply: &Reply) -> Vec<Outcome> {
    reply.acks.iter().map(|ack| ack.outcome.clone()).collect()
}

fn code(reply: &Reply) -> Code {
    match &reply.acks[0].outcome {
        Outcome::Rejected { problem } => problem.code,
        other => panic!("{other:?} is no refusal"),
    }
}

#[test]
fn a_replay_gets_the_same_receipt_also_from_a_clone() {
    let mut server = Server::new();
    let first = push(&mut server, 1, vec![draft(1, 1, "a"), draft(2, 2, "b")]);
    assert_eq!(outcomes(&first), [Outcome::Applied, Outcome::Applied]);
    let records = server.loaded.clone();
    assert_eq!(push(&mut server, 1, vec![draft(1, 1, "a"), draft(2, 2, "b")]).acks, first.acks);
    assert_eq!(push(&mut server, 2, vec![draft(1, 1, "a"), draft(2, 2, "b")]).acks, first.acks);
    assert_eq!(server.loaded, records, "a replay changes nothing");
    assert_eq!(outcomes(&push(&mut server, 2, vec![draft(3, 3, "c")])), [Outcome::Applied]);
}

#[test]
fn a_reused_id_is_refused_and_its_payload_kept() {
    let mut server = Server::new();
    push(&mut server, 1, vec![draft(1, 1, "a")]);
    let reply = push(&mut server, 1, vec![draft(1, 2, "something else"), draft(2, 3, "b")]);
    assert_eq!(code(&reply), Code::IdReused);
    assert_eq!(reply.acks[1].outcome, Outcome::Applied);
    let kept = &server.quarantine[&draft(1, 0, "").id];
    assert_eq!(kept, &[draft(1, 0, "something else").payload]);
    assert_eq!(
        outcomes(&push(&mut server, 1, vec![draft(1, 1, "a")])),
        [Outcome::Applied],
        "the first stands"
    );
}

#[test]
fn an_old_number_with_a_new_id_is_a_fork_and_nothing_is_done() {
    let mut server = Server::new();
    push(&mut server, 1, vec![draft(1, 1, "a")]);
    let before = server.loaded.clone();
    let reply = push(&mut server, 1, vec![draft(2, 1, "b"), draft(3, 2, "c")]);
    assert!(reply.client_forked && reply.acks.is_empty());
    assert_eq!(server.loaded, before);
}

#[test]
fn a_gap_stops_the_batch_until_it_is_filled_or_given_up() {
    let mut server = Server::new();
    let reply = push(&mut server, 1, vec![draft(1, 1, "a"), draft(3, 3, "c")]);
    assert_eq!((reply.acks.len(), reply.expect_seq), (1, Some(2)));
    let lost = Request { gap: Some((2, 2)), ..request(1, vec![draft(3, 3, "c")], Map::new()) };
    let reply = server.sync(person(MENTOR), &lost, noon());
    assert_eq!((outcomes(&reply), reply.expect_seq), (vec![Outcome::Applied], None));
}

#[test]
fn one_strange_mutation_never_stops_a_batch() {
    let strange = |n: u32, change: &dyn Fn(&mut Value)| {
        let mut envelope = draft(n, 1, "typed with care");
        change(&mut envelope.payload);
        envelope
    };
    let cases = [
        (strange(1, &|payload| payload["kind"] = json!("hologram")), Code::UnknownKind),
        (strange(1, &|payload| payload["action"] = json!("teleport")), Code::UnknownCommand),
        (strange(1, &|payload| payload["kind"] = json!(7)), Code::Malformed),
        (strange(1, &|payload| payload["edits"] = json!("none")), Code::Malformed),
        (strange(1, &|payload| payload["edits"][0]["path"] = json!("__proto__")), Code::Malformed),
        (strange(1, &|payload| payload["at"] = json!("yesterday")), Code::Malformed),
        (strange(1, &|payload| payload["weight"] = json!(0.5)), Code::Malformed),
        (strange(1, &|payload| *payload = json!(["nothing"])), Code::Malformed),
        (strange(1, &|payload| payload["scope"] = json!(own(TRAINEE))), Code::NotAllowed),
        (strange(1, &|payload| payload["scope"] = json!(shared(TRAINEE))), Code::NotAllowed),
        (strange(1, &|payload| payload["author"] = json!(person(TRAINEE))), Code::WrongAuthor),
    ];
    for (envelope, expected) in cases {
        let mut server = Server::new();
        let reply = push(&mut server, 1, vec![envelope.clone(), draft(2, 2, "b")]);
        assert_eq!(code(&reply), expected, "{}", envelope.payload);
        assert_eq!(reply.acks[1].outcome, Outcome::Applied);
        assert_eq!(server.quarantine[&envelope.id], std::slice::from_ref(&envelope.payload));
        let again = push(&mut server, 1, vec![envelope]);
        assert_eq!(again.acks[0], reply.acks[0], "a refusal is final too");
    }
}

#[test]
fn an_id_that_lives_elsewhere_is_not_found() {
    let mut server = Server::new();
    push(&mut server, 1, vec![draft(1, 1, "a")]);
    let body = json!({"trainee": person(TRAINEE), "date": "2026-11-21"});
    let lesson = |id: RecordId, body: Value| {
        mutation(7, MENTOR, shared(TRAINEE), id, LESSON, begin(LESSON, body)).seal(1).unwrap()
    };
    assert_eq!(code(&push(&mut server, 2, vec![lesson(mentors_draft(1), body)])), Code::NotFound);
}

#[test]
fn a_lesson_is_about_the_trainee_of_its_placement() {
    let mut server = Server::new();
    let foreign = begin(LESSON, json!({"trainee": person(OTHER_MENTOR), "date": "2026-11-21"}));
    let lesson = mutation(7, MENTOR, shared(TRAINEE), record(5), LESSON, foreign).seal(1).unwrap();
    assert_eq!(code(&push(&mut server, 1, vec![lesson])), Code::NotFound);
}

#[test]
fn notes_and_drafts_have_the_id_of_their_lesson_and_author() {
    let mut server = Server::new();
    for (seq, kind) in (1..).zip([NOTES, DRAFT]) {
        let begun = begin(kind, json!({"lesson": record(1)}));
        let wrong = mutation(seq, MENTOR, own(MENTOR), record(9), kind, begun).seal(u64::from(seq)).unwrap();
        assert_eq!(code(&push(&mut server, 1, vec![wrong])), Code::WrongId, "{kind:?}");
    }
}

#[test]
fn a_lost_placement_is_gone_and_its_work_is_kept_in_quarantine() {
    let mut server = Server::new();
    let cursors: Map<_, _> =
        push(&mut server, 1, Vec::new()).pages.iter().map(|page| (page.scope, page.to)).collect();
    for grant in server.grants.iter_mut().filter(|grant| grant.person == person(MENTOR)) {
        grant.span = Span { until: Some(noon()), ..grant.span };
    }
    let body = json!({"trainee": person(TRAINEE), "date": "2026-11-21"});
    let late = mutation(1, MENTOR, shared(TRAINEE), record(1), LESSON, begin(LESSON, body));
    let push = vec![late.seal(1).unwrap()];
    let reply = server.sync(person(MENTOR), &request(1, push, cursors.clone()), noon());
    assert_eq!(code(&reply), Code::NotAllowed);
    assert!(server.quarantine.contains_key(&late.id));
    let lost: Set<ScopeId> = cursors.into_keys().filter(|scope| *scope != own(MENTOR)).collect();
    assert_eq!(reply.scopes.gone, lost);
    assert!(reply.pages.iter().all(|page| page.scope == own(MENTOR)));
}

#[test]
fn another_persons_session_takes_nothing() {
    let mut server = Server::new();
    let reply = server.sync(person(TRAINEE), &request(1, vec![draft(1, 1, "a")], Map::new()), noon());
    assert_eq!((reply.person, reply.acks.len(), reply.pages.len()), (person(TRAINEE), 0, 0));
    assert!(server.receipts.is_empty());
}

#[test]
fn unsent_edits_of_one_record_join() {
    let text = |n: u32, base: Value, value: &str| {
        let edits = vec![domain::sync::merge::Edit {
            path: "discussion".parse().unwrap(),
            base: (!base.is_null()).then_some(base),
            value: Some(json!(value)),
        }];
        let action = Action::Edit { edits, settles: Set::new() };
        mutation(n, MENTOR, own(MENTOR), mentors_draft(1), DRAFT, action)
    };
    let joined = text(1, Value::Null, "a").join(&text(2, json!("a"), "ab")).unwrap();
    assert_eq!(joined, text(1, Value::Null, "ab"));
    let delete = Action::Delete { seen: domain::sync::canonical::Digest([0; 32]) };
    let deletion = mutation(3, MENTOR, own(MENTOR), mentors_draft(1), DRAFT, delete);
    assert_eq!(text(1, Value::Null, "a").join(&deletion), None);
    let again = Mutation { id: MutationId::natural("test", &[&4]), ..deletion.clone() };
    assert_eq!(deletion.join(&again), Some(deletion), "a double tap is one tap");
}

#[test]
fn a_record_of_a_newer_release_does_not_stop_a_page() {
    let strange = json!({"id": record(1), "kind": "hologram", "shape": [1, 2]});
    let put: Put = serde_json::from_value(strange.clone()).unwrap();
    assert_eq!(put, Put::Strange(strange));
}
