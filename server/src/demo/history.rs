//! Two weeks of lessons, sent from the devices of those who were there.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::feedback::command::Command;
use domain::feedback::{FEEDBACK, command, draft_id, feedback_id};
use domain::id::{EntryId, RecordId, ScopeId};
use domain::lesson::LESSON;
use domain::notes::{NOTES, notes_id};
use domain::opportunity::OPPORTUNITY;
use domain::people::{Placement, own_scope, training_id};
use domain::sync::merge::Edit;
use domain::sync::mutation::{Action, Mutation};
use domain::target::{Status, TARGET, target_id};
use serde_json::{Map, Value, json};
use sqlx::PgPool;

use super::device::Device;
use super::story::{Observation, Offer, Story, person, programme};

/// Lets every observation of the story happen, the earliest first.
pub async fn live(pool: &PgPool, story: &Story, now: DateTime<Utc>) -> anyhow::Result<()> {
    let placements = story.placements(now);
    let mut devices: BTreeMap<&str, Device> = BTreeMap::new();
    let mut observations: Vec<(usize, &Observation)> = story.observations.iter().enumerate().collect();
    observations.sort_by_key(|(_, observation)| -observation.days_ago);
    for (number, observation) in observations {
        let seen = Seen::new(number, observation, &placements[observation.trainee.as_str()], now);
        let mentor = device(&mut devices, pool, &observation.mentor);
        let told = seen.told(mentor);
        mentor.send(&told, seen.at).await?;
        let trainee = device(&mut devices, pool, &observation.trainee);
        let answered = seen.answered(trainee);
        trainee.send(&answered, seen.at + TimeDelta::hours(3)).await?;
    }
    for (number, offer) in story.opportunities.iter().enumerate() {
        offered(pool, number, offer, now, &mut devices).await?;
    }
    Ok(())
}

/// Somebody's device, which is the same whatever they do with it.
fn device<'d, 'a>(
    devices: &'d mut BTreeMap<&'a str, Device>,
    pool: &PgPool,
    name: &'a str,
) -> &'d mut Device {
    devices.entry(name).or_insert_with(|| Device::of(pool, person(name)))
}

/// Lets an opportunity be offered and, where the trainee has said what they took from it, be taken on its day.
async fn offered<'a>(
    pool: &PgPool,
    number: usize,
    offer: &'a Offer,
    now: DateTime<Utc>,
    devices: &mut BTreeMap<&'a str, Device>,
) -> anyhow::Result<()> {
    let id = RecordId::natural("demo", &[&"opportunity", &number]);
    let scope = training_id(person(&offer.trainee), programme());
    let at = now - TimeDelta::days(offer.days_ago);
    let day = at + TimeDelta::days(offer.due_in);
    let body =
        json!({ "sort": offer.sort, "text": offer.text, "place": offer.place, "date": day.date_naive() });
    let mentor = device(devices, pool, &offer.mentor);
    let offered = mentor.edit(scope, id, OPPORTUNITY, &body, at);
    mentor.send(&[offered], at).await?;
    let Some(reflection) = &offer.reflection else { return Ok(()) };
    let body = json!({ "taken_on": day.date_naive(), "reflection": reflection });
    let trainee = device(devices, pool, &offer.trainee);
    let answered = trainee.edit(scope, id, OPPORTUNITY, &body, day);
    trainee.send(&[answered], day).await
}

/// One observation with the ids of its records and the moment it was sent.
struct Seen<'a> {
    what: &'a Observation,
    lesson: RecordId,
    draft: RecordId,
    shared: ScopeId,
    training: ScopeId,
    at: DateTime<Utc>,
}

impl<'a> Seen<'a> {
    fn new(number: usize, what: &'a Observation, placement: &Placement, now: DateTime<Utc>) -> Self {
        let lesson = RecordId::natural("demo", &[&"lesson", &number]);
        let [shared, _] = placement.scopes();
        Self {
            what,
            lesson,
            draft: draft_id(lesson, person(&what.mentor)),
            shared: shared.id,
            training: training_id(placement.trainee, programme()),
            at: now - TimeDelta::days(what.days_ago),
        }
    }

    /// What the mentor writes and sends: the lesson, the notes, the feedback.
    fn told(&self, mentor: &mut Device) -> Vec<Mutation> {
        let began = self.at - TimeDelta::hours(1);
        let lesson = json!({
            "trainee": person(&self.what.trainee), "subject": self.what.subject, "class": self.what.class,
            "ages": self.what.ages, "date": self.at.date_naive(), "began_at": began,
        });
        let own = own_scope(mentor.person).id;
        let notes = json!({ "lesson": self.lesson, "entries": self.lines(began) });
        let notes_id = notes_id(self.lesson, mentor.person);
        let (draft, lesson_id, training) = (self.draft, self.lesson, self.training);
        let send = Action::from(Command::Send(command::Send {
            draft,
            lesson: lesson_id,
            trainee: person(&self.what.trainee),
            training,
            content: self.content(),
        }));
        vec![
            mentor.edit(self.shared, self.lesson, LESSON, &lesson, began),
            mentor.edit(own, notes_id, NOTES, &notes, self.at),
            mentor.act(self.shared, feedback_id(self.draft), FEEDBACK, send, self.at),
        ]
    }

    /// What the trainee does once they have read it: the answer, and how far each target has come.
    fn answered(&self, trainee: &mut Device) -> Vec<Mutation> {
        let Some(reply) = &self.what.reply else { return Vec::new() };
        let (feedback, at) = (feedback_id(self.draft), self.at + TimeDelta::hours(3));
        let acknowledge =
            Action::from(Command::Acknowledge(command::Acknowledge { version: 1, reply: reply.clone() }));
        let mut done = vec![
            trainee.act(
                self.shared,
                feedback,
                FEEDBACK,
                Action::from(Command::Seen(command::Seen { version: Some(1) })),
                at,
            ),
            trainee.act(self.shared, feedback, FEEDBACK, acknowledge, at),
        ];
        for (number, target) in self.what.targets.iter().enumerate() {
            if target.status == Status::Open {
                continue;
            }
            let edit = Edit {
                path: "status".parse().expect("a field of targets"),
                base: Some(json!(Status::Open)),
                value: Some(json!(target.status)),
            };
            let action = Action::Edit { edits: vec![edit], settles: [].into() };
            let id = target_id(feedback, self.entry("target", number));
            done.push(trainee.act(self.training, id, TARGET, action, at));
        }
        done
    }

    fn entry(&self, what: &str, number: usize) -> EntryId {
        EntryId::natural("demo", &[&what, &self.lesson, &number])
    }

    fn lines(&self, began: DateTime<Utc>) -> Value {
        let lines = self.what.notes.iter().enumerate().map(|(number, line)| {
            let at = began + TimeDelta::milliseconds(line.ms.cast_signed());
            let note = json!({ "text": line.text, "at": at, "lesson_ms": line.ms, "tag": line.tag, "area": line.area });
            (self.entry("note", number).to_string(), without_nulls(note))
        });
        Value::Object(lines.collect())
    }

    fn content(&self) -> Map<String, Value> {
        let strengths = self.what.strengths.iter().enumerate().map(|(number, strength)| {
            let body = json!({ "text": strength.text, "area": strength.area });
            (self.entry("strength", number).to_string(), body)
        });
        let targets = self.what.targets.iter().enumerate().map(|(number, target)| {
            let due = (self.at + TimeDelta::days(target.due_in)).date_naive();
            let body =
                json!({ "text": target.text, "success": target.success, "area": target.area, "due": due });
            (self.entry("target", number).to_string(), body)
        });
        let quotes =
            self.what.notes.iter().enumerate().filter(|(_, line)| line.quote).map(|(number, line)| {
                let body =
                    json!({ "text": line.text, "lesson_ms": line.ms, "tag": line.tag, "area": line.area });
                (self.entry("note", number).to_string(), without_nulls(body))
            });
        let collections: [(&str, Map<String, Value>); 3] = [
            ("strengths", strengths.collect()),
            ("targets", targets.collect()),
            ("quotes", quotes.collect()),
        ];
        let mut content: Map<String, Value> =
            collections.into_iter().map(|(name, all)| (name.to_owned(), Value::Object(all))).collect();
        if !self.what.discussion.is_empty() {
            content.insert("discussion".to_owned(), json!(self.what.discussion));
        }
        content
    }
}

fn without_nulls(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, field| !field.is_null());
    }
    value
}
