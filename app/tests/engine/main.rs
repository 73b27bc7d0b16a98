//! Real engines with stores in memory, against a server made of maps that decides with the same code as the real one.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bench;
#[path = "../../../domain/tests/sync/world.rs"]
#[expect(dead_code, reason = "the world of the domain's own tests, of which these need a part")]
mod world;

use app::{
    store::{Fault, Store, change::Change, look::Look},
    sync::engine::News,
};
use chrono::TimeDelta;
use domain::{
    id::MutationId,
    lesson::LESSON,
    state::{NEEDS_YOU, State, WAITING},
    sync::{
        client::{Connection, Failure},
        mutation::Mutation,
        view::View,
    },
};
use serde_json::json;

use bench::{Net, Phone};
use world::{MENTOR, TRAINEE, begin, mutation, own, person, record, shared};

const NOW: TimeDelta = TimeDelta::zero();

fn lesson(n: u32, class: &str) -> Mutation {
    let body = json!({"trainee": person(TRAINEE), "date": "2026-11-21", "class": class});
    mutation(n, MENTOR, shared(TRAINEE), record(n), LESSON, begin(LESSON, body))
}

fn classes(phone: &Phone) -> Vec<String> {
    let lessons = view(phone).all(LESSON);
    lessons.iter().map(|lesson| lesson.body["class"].as_str().unwrap().to_owned()).collect()
}

fn states(phone: &Phone) -> Vec<State> {
    Look::new(&view(phone), &|_| {}, &|| false).unsent().iter().map(|line| line.state).collect()
}

fn view(phone: &Phone) -> View {
    futures::executor::block_on(phone.store.all()).unwrap().view()
}

#[test]
fn what_is_done_offline_reaches_the_other_phone_once() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    let trainee = net.phone(TRAINEE);
    net.cut();
    assert_eq!(net.save(&mentor, lesson(1, "7A"), NOW, None), Ok(()));
    assert_eq!((classes(&mentor), states(&mentor)), (vec!["7A".to_owned()], vec![WAITING]));
    assert_eq!(mentor.connection(), Some(Connection::Offline));
    net.join();
    net.wake(&[&mentor, &trainee]);
    assert_eq!((classes(&trainee), states(&mentor)), (vec!["7A".to_owned()], Vec::new()));
    assert_eq!(mentor.connection(), Some(Connection::Connected));
    assert_eq!(net.server().receipts.len(), 1);
    assert!(mentor.heard(&News::Saved) && !trainee.heard(&News::Saved));
}

#[test]
fn both_write_offline_and_converge() {
    let mut net = Net::new();
    let phones = [net.phone(MENTOR), net.phone(MENTOR), net.phone(TRAINEE)];
    net.cut();
    net.save(&phones[0], lesson(1, "7A"), NOW, None).unwrap();
    let again = MutationId::natural("test", &[&"again"]);
    net.save(&phones[1], Mutation { id: again, ..lesson(1, "8B") }, NOW, None).unwrap();
    let theirs = Mutation { author: person(TRAINEE), ..lesson(3, "9C") };
    net.save(&phones[2], theirs, NOW, None).unwrap();
    net.join();
    for _ in 0..2 {
        net.wake(&phones.each_ref());
    }
    assert_eq!(classes(&phones[0]).len(), 2);
    assert!(phones.iter().all(|phone| classes(phone) == classes(&phones[0])));
}

#[test]
fn an_answer_that_is_lost_is_asked_for_again_and_done_once() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    net.lose_answers(true);
    net.save(&mentor, lesson(1, "7A"), NOW, None).unwrap();
    assert_eq!((net.server().receipts.len(), states(&mentor)), (1, vec![WAITING]));
    net.lose_answers(false);
    net.wake(&[&mentor]);
    assert_eq!((net.server().receipts.len(), states(&mentor)), (1, Vec::new()));
}

#[test]
fn two_tabs_share_one_outbox() {
    let mut net = Net::new();
    let one = net.phone(MENTOR);
    let two = net.tab(&one);
    net.cut();
    for (n, tab) in [(1, &one), (2, &two), (3, &one), (4, &two)] {
        net.save(tab, lesson(n, "7A"), NOW, None).unwrap();
    }
    net.join();
    net.wake(&[&one, &two]);
    net.wake(&[&one, &two]);
    assert_eq!((net.server().receipts.len(), classes(&one).len()), (4, 4));
    assert!(states(&two).is_empty());
    let standing = futures::executor::block_on(one.store.standing()).unwrap();
    assert_eq!((standing.outbox.len(), net.server().clients.len()), (0, 1), "they are one client");
}

#[test]
fn a_save_takes_its_draft_along_and_can_be_taken_back() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    let draft = Change::Draft("class".to_owned(), Some("7A".to_owned()));
    futures::executor::block_on(mentor.store.write(None, &[draft])).unwrap();
    let hold = TimeDelta::seconds(10);
    net.save(&mentor, lesson(1, "7A"), hold, Some("class")).unwrap();
    assert!(futures::executor::block_on(mentor.store.drafts()).unwrap().is_empty());
    assert_eq!(net.take_back(&mentor, lesson(1, "7A").id), Ok(true));
    assert_eq!((classes(&mentor).len(), net.server().receipts.len()), (0, 0));
    net.save(&mentor, lesson(2, "7A"), hold, None).unwrap();
    net.pass(hold);
    assert_eq!(net.server().receipts.len(), 1, "the time to undo is over");
    assert_eq!(net.take_back(&mentor, lesson(2, "7A").id), Ok(false));
}

#[test]
fn what_is_saved_and_leaves_at_once_is_written_once() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    mentor.store.written.take();
    net.save(&mentor, lesson(1, "7A"), NOW, None).unwrap();
    let saved = mentor.store.written.take().remove(0);
    let [Change::Name(..), Change::Entry(entry)] = &*saved else { panic!("{saved:?}") };
    assert!(entry.envelope().is_some(), "sealed before its first byte leaves");
}

#[test]
fn a_session_that_ran_out_is_renewed_once_and_otherwise_asked_for() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    net.expire(true);
    net.save(&mentor, lesson(1, "7A"), NOW, None).unwrap();
    assert_eq!((net.server().receipts.len(), mentor.connection()), (1, Some(Connection::Connected)));
    net.expire(false);
    net.save(&mentor, lesson(2, "7A"), NOW, None).unwrap();
    assert_eq!(mentor.connection(), Some(Connection::SignIn));
    let asked = net.requests();
    net.wake(&[&mentor]);
    assert_eq!((net.requests(), states(&mentor)), (asked, vec![WAITING]), "it waits for the person");
    net.sign_in(&mentor, MENTOR);
    assert_eq!((net.server().receipts.len(), states(&mentor)), (2, Vec::new()));
}

#[test]
fn another_persons_session_stops_it_and_takes_nothing() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    mentor.session_of(TRAINEE);
    net.save(&mentor, lesson(1, "7A"), NOW, None).unwrap();
    assert_eq!(mentor.connection(), Some(Connection::OtherPerson(person(TRAINEE))));
    assert_eq!((net.server().receipts.len(), states(&mentor)), (0, vec![WAITING]));
    mentor.session_of(MENTOR);
    net.sign_in(&mentor, MENTOR);
    assert_eq!((net.server().receipts.len(), states(&mentor)), (1, Vec::new()));
}

#[test]
fn a_restart_goes_on_where_the_disk_stands() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    net.cut();
    net.save(&mentor, lesson(1, "7A"), NOW, None).unwrap();
    let again = net.tab(&mentor);
    drop(mentor);
    net.join();
    net.wake(&[&again]);
    assert_eq!((net.server().receipts.len(), states(&again)), (1, Vec::new()));
}

#[test]
fn what_is_refused_waits_for_the_person() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    let foreign = Mutation { scope: own(TRAINEE), ..lesson(1, "7A") };
    net.save(&mentor, foreign, NOW, None).unwrap();
    assert_eq!(states(&mentor), [NEEDS_YOU]);
}

#[test]
fn a_store_that_fails_says_so_and_nothing_is_sent() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    mentor.store.break_with(Some(Fault::Full));
    assert_eq!(net.save(&mentor, lesson(1, "7A"), NOW, None), Err(Fault::Full));
    assert_eq!(net.server().receipts.len(), 0);
    mentor.store.break_with(None);
    assert_eq!(net.save(&mentor, lesson(1, "7A"), NOW, None), Ok(()));
    assert_eq!((net.server().receipts.len(), states(&mentor)), (1, Vec::new()));
}

#[test]
fn an_answer_that_cannot_be_stored_is_asked_for_again() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    net.cut();
    net.save(&mentor, lesson(1, "7A"), NOW, None).unwrap();
    net.join();
    mentor.store.break_answers(Fault::Full);
    net.wake(&[&mentor]);
    assert!(mentor.heard(&News::Trouble(Fault::Full)));
    mentor.store.break_with(None);
    net.wake(&[&mentor]);
    assert_eq!((net.server().receipts.len(), states(&mentor)), (1, Vec::new()));
}

#[test]
fn a_busy_server_is_left_alone_for_as_long_as_it_asks() {
    let mut net = Net::new();
    let mentor = net.phone(MENTOR);
    net.fail_with(Some(Failure::Busy(Some(TimeDelta::seconds(30)))));
    net.save(&mentor, lesson(1, "7A"), NOW, None).unwrap();
    net.fail_with(None);
    let asked = net.requests();
    net.pass(TimeDelta::seconds(29));
    assert_eq!(net.requests(), asked);
    net.pass(TimeDelta::seconds(1));
    assert_eq!(net.server().receipts.len(), 1);
}
