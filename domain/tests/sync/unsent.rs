//! Work that waits: how it is seen before it is sent, and how it is kept.

use chrono::TimeDelta;
use domain::{
    feedback::{
        DRAFT, FEEDBACK,
        command::{Command, Seen, Send},
        feedback_id,
    },
    id::{EntryId, RecordId},
    notes::{NOTES, notes_id},
    sorted::{Map, Set},
    sync::{
        client::{Effect, Event, outbox::Entry},
        merge::Edit,
        mutation::{Action, Mutation},
        view::overlay,
    },
    target::target_id,
};
use serde_json::json;

use crate::{
    client::{Phone, draft},
    world::{MENTOR, TRAINEE, entry, mentors_draft, mutation, object, own, person, record, shared, training},
};

#[test]
fn unsent_work_is_seen_as_it_will_be() {
    let content = object(json!({"targets": {entry(2).to_string(): {"text": "Wait three seconds."}}}));
    let (draft_id, lesson) = (mentors_draft(2), record(2));
    let send =
        Send { draft: draft_id, lesson, trainee: person(TRAINEE), training: training(TRAINEE), content };
    let sending = mutation(
        8,
        MENTOR,
        shared(TRAINEE),
        feedback_id(draft_id),
        FEEDBACK,
        Action::from(Command::Send(send)),
    );
    let nowhere = mutation(
        9,
        MENTOR,
        shared(TRAINEE),
        record(7),
        FEEDBACK,
        Action::from(Command::Seen(Seen { version: Some(1) })),
    );
    let edits = vec![Edit {
        path: "discussion".parse().unwrap(),
        base: Some(json!("text 2")),
        value: Some(json!("text 2, longer")),
    }];
    let action = Action::Edit { edits, settles: Set::new() };
    let editing = Mutation {
        action,
        ..mutation(
            10,
            MENTOR,
            own(MENTOR),
            draft_id,
            DRAFT,
            Action::from(Command::Seen(Seen { version: Some(1) })),
        )
    };
    let view = overlay(&Map::new(), [&draft(2), &sending, &nowhere, &editing]);
    assert_eq!(view[&draft_id].body["discussion"], "text 2, longer");
    assert_eq!(view[&target_id(feedback_id(draft_id), entry(2))].body["text"], "Wait three seconds.");
    assert!(!view.contains_key(&record(7)));
    assert_eq!(view.len(), 3);
}

/// Three hundred notes with no network: each is written with a few others, never with all that were before it.
#[test]
fn the_entry_of_a_long_lesson_is_closed_after_some_notes() {
    let mut phone = Phone::new();
    phone.has_network = false;
    let record = notes_id(RecordId::natural("test", &[&"lesson"]), person(MENTOR));
    let note = |n: u32| {
        let (id, lesson) = (EntryId::natural("test", &[&n]), ("lesson".to_owned(), json!("lesson")));
        let edits = [lesson, (format!("entries/{id}"), json!({"text": n}))].map(|(path, value)| Edit {
            path: path.parse().unwrap(),
            base: None,
            value: Some(value),
        });
        let action = Action::Edit { edits: edits.into(), settles: [].into() };
        mutation(n, MENTOR, own(MENTOR), record, NOTES, action)
    };
    let mut written = Vec::new();
    for n in 1..=300 {
        for effect in phone.step(Event::Saved(Box::new(note(n)), TimeDelta::zero())) {
            if let Effect::Keep { entries, .. } = effect {
                written.push(entries.iter().map(|entry| json!(entry).to_string().len()).sum::<usize>());
            }
        }
    }
    let most = |notes: &[usize]| notes.iter().copied().max().unwrap();
    assert_eq!(written.len(), 300);
    // The numbers of the notes grow by two digits.
    assert!(most(&written[270..]) <= most(&written[..30]) + 100, "{written:?}");
    let edits = |entry: &Entry| match &entry.mutation.action {
        Action::Edit { edits, .. } => edits.iter().filter(|edit| edit.path.as_str() != "lesson").count(),
        _ => 0,
    };
    assert_eq!(phone.machine.outbox().iter().map(edits).sum::<usize>(), 300, "no note is lost");
    assert!(phone.machine.outbox().len() < 20, "few entries: {}", phone.machine.outbox().len());

    // Who goes on with what is in a full entry already makes it no longer.
    let full = phone.machine.outbox().len();
    phone.step(Event::Saved(Box::new(note(300)), TimeDelta::zero()));
    assert_eq!(phone.machine.outbox().len(), full);
    // And all of it reaches the server, in its order.
    phone.has_network = true;
    phone.step(Event::Woken);
    assert_eq!(phone.sent().len(), full);
}
