use domain::feedback::command::Command;
use domain::feedback::{FEEDBACK, command, draft_id, feedback_id};
use domain::id::{EntryId, MutationId, RecordId};
use domain::lesson::LESSON;
use domain::notes::NOTES;
use domain::sync::mutation::{Action, Mutation};
use domain::target::TARGET;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{kinds, outcomes, records};
use crate::placement::{Phone, World, edit, fresh, now, own};

/// What a mentor does in and after a lesson, as the phone numbers it.
pub fn observed(world: &World) -> (RecordId, Vec<Mutation>) {
    let lesson = RecordId(fresh());
    let draft = draft_id(lesson, world.mentor);
    let [kept, chosen] = [EntryId(fresh()), EntryId(fresh())];
    let own = own(world.mentor);
    let notes = RecordId::natural("notes", &[&lesson, &world.mentor]);
    let note = |text: &str, ms: u64| json!({ "text": text, "at": now(), "lesson_ms": ms });
    let written = edit(
        world.mentor,
        own,
        notes,
        NOTES,
        &[
            ("lesson", json!(lesson.to_string())),
            (&format!("entries/{kept}"), note("Why is Pupil C alone?", 130_000)),
            (&format!("entries/{chosen}"), note("Settled in two minutes", 65_000)),
        ],
    );
    let content = json!({
        "strengths": { (fresh().to_string()): { "text": "Routines settle the room", "area": "behaviour" } },
        "targets": { (fresh().to_string()): { "text": "Wait three seconds", "due": "2026-11-26" } },
        "quotes": { (chosen.to_string()): { "text": "Settled in two minutes", "lesson_ms": 65_000 } },
    });
    let Value::Object(content) = content else { unreachable!() };
    let (trainee, training) = (world.trainee, world.training);
    let send = Mutation {
        id: MutationId(fresh()),
        author: world.mentor,
        at: now(),
        scope: world.shared,
        record: feedback_id(draft),
        kind: FEEDBACK,
        action: Action::from(Command::Send(command::Send { draft, lesson, trainee, training, content })),
    };
    (feedback_id(draft), vec![world.lesson(lesson), written, send])
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_lesson_observed_reaches_the_trainee_once(pool: PgPool) {
    let world = World::new(pool).await;
    let mut mentor = Phone::of(&world, world.mentor);
    let (feedback, mutations) = observed(&world);
    let reply = mentor.push(&mutations).await;
    assert_eq!(outcomes(&reply.acks), ["applied"; 3]);

    let mut trainee = Phone::of(&world, world.trainee);
    let reply = trainee.pull().await;
    assert_eq!(kinds(&reply), [FEEDBACK, LESSON, TARGET]);
    assert!(records(&reply).iter().any(|record| record.id == feedback));
    assert!(trainee.pull().await.pages.is_empty(), "nothing comes twice");

    let acknowledge = Mutation {
        id: MutationId(fresh()),
        author: world.trainee,
        at: now(),
        scope: world.shared,
        record: feedback,
        kind: FEEDBACK,
        action: Action::from(Command::Acknowledge(command::Acknowledge {
            version: 1,
            reply: "I will count to three.".into(),
        })),
    };
    assert_eq!(outcomes(&trainee.push(&[acknowledge]).await.acks), ["applied"]);
    let told = mentor.pull().await;
    assert!(serde_json::to_string(&told).unwrap().contains("I will count to three."));
    assert_eq!(world.count("select count(*) from record where kind = 'feedback'").await, 1);
    assert_eq!(world.count("select count(*) from record_history").await, 1);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn no_note_that_was_not_chosen_reaches_anyone_else(pool: PgPool) {
    let world = World::new(pool).await;
    Phone::of(&world, world.mentor).push(&observed(&world).1).await;
    for person in [world.trainee, world.tutor, world.stranger] {
        let all = serde_json::to_string(&Phone::of(&world, person).pull().await).unwrap();
        assert!(!all.contains("Why is Pupil C alone?"), "{all}");
    }
    let own = serde_json::to_string(&Phone::of(&world, world.mentor).pull().await).unwrap();
    assert!(own.contains("Why is Pupil C alone?"), "the mentor's other phone has it");
}
