//! A device in front of a newer server.

use domain::{
    api::{Code, Problem},
    sync::{
        client::{Apply, Connection, Effect, Event, Failure},
        mutation::Outcome,
        wire::Reply,
    },
};
use serde_json::json;

use crate::client::{Phone, ack, opened, page, told};
use crate::world::{MENTOR, own};

fn outcome(value: serde_json::Value) -> Outcome {
    serde_json::from_value(value).unwrap()
}

fn applied(effects: &[Effect]) -> &Apply {
    effects
        .iter()
        .find_map(|effect| if let Effect::Apply(apply) = effect { Some(apply) } else { None })
        .unwrap()
}

#[test]
fn an_answer_that_cannot_be_read_keeps_everything_asks_for_the_new_build_and_is_asked_for_again() {
    let mut phone = Phone::new();
    phone.save(1);
    let first = phone.sent();
    let effects = phone.step(Event::Failed(Failure::Strange));
    assert_eq!(told(&effects), Some(Connection::Renew));
    phone.seconds = 60;
    phone.step(Event::Timer);
    assert_eq!((phone.sent(), phone.waiting().len()), (first, 1), "the same, under the same numbers");
    phone.answer(Reply { acks: vec![ack(1, 1, Outcome::Applied, 0)], ..phone.reply() });
    assert_eq!(phone.waiting(), []);
}

#[test]
fn an_outcome_of_a_newer_server_is_a_receipt_like_another() {
    let mut phone = Phone::new();
    phone.save(1);
    let postponed = outcome(json!({"outcome": "postponed", "until": "2027-09-02"}));
    phone.answer(Reply { acks: vec![ack(1, 1, postponed, 4)], scopes: opened(), ..phone.reply() });
    assert_eq!((phone.sent(), phone.waiting().len()), (Vec::new(), 1), "its effect is not here yet");
    phone.step(Event::Woken);
    phone.answer(Reply { pages: vec![page(own(MENTOR), 4)], ..phone.reply() });
    assert_eq!(phone.waiting(), []);
}

#[test]
fn a_refusal_for_a_reason_of_a_newer_server_is_shown_to_the_person_with_what_they_wrote() {
    let mut phone = Phone::new();
    phone.save(1);
    let refused = outcome(json!({"outcome": "rejected", "problem": {"code": "too_early"}}));
    let effects = phone.answer(Reply { acks: vec![ack(1, 1, refused, 0)], ..phone.reply() });
    let [(entry, Problem { code: Code::Other(word), .. })] = applied(&effects).review.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!((word.text(), entry.mutation.id), ("too_early", crate::client::draft(1).id));
    phone.save(2);
    assert_eq!(phone.sent().len(), 1, "it goes on sending");
}
