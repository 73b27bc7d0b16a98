//! The story of feedback, decided step by step: sent once, read, acknowledged, amended, withdrawn.

mod refused;
mod withdrawn;

use crate::world::{
    LEAD, MENTOR, OTHER_MENTOR, OTHER_TRAINEE, SECOND_MENTOR, Server, TRAINEE, TUTOR, begin, entry,
    mentors_draft, mutation, noon, object, own, person, record, shared, training,
};
use domain::{
    api::Code,
    feedback::{
        ACKNOWLEDGED, DRAFT, Draft, FEEDBACK, Feedback, READ, SENT, WITHDRAWN,
        command::{Acknowledge, Amend, Command, Seen, Send, Withdraw},
        feedback_id,
    },
    id::RecordId,
    lesson::LESSON,
    notes::{NOTES, notes_id},
    sorted::Set,
    sync::{
        decide::{Decision, decide},
        loaded::needs,
        merge::Edit,
        mutation::{Action, Mutation, Outcome},
        record::{Record, RecordKind, read},
    },
    target::{TARGET, Target, target_id},
};
use serde_json::{Value, json};

const SECRET: &str = "looks tired, ask about the weekend";

struct Story {
    server: Server,
    count: u32,
}

impl Story {
    fn new() -> Self {
        Self { server: Server::new(), count: 0 }
    }

    fn make(&mut self, author: u8, kind: RecordKind, record: RecordId, action: Action) -> Mutation {
        self.count += 1;
        let scope = match kind.word() {
            "notes" | "feedback_draft" => own(author),
            "target" => training(TRAINEE),
            _ => shared(TRAINEE),
        };
        mutation(self.count, author, scope, record, kind, action)
    }

    /// Decides with only what the mutation says it needs, as the server does.
    fn decide(&mut self, mutation: &Mutation) -> Decision {
        let needs = needs(mutation);
        let mut loaded = self.server.loaded.clone();
        loaded.scopes.retain(|id, _| needs.scopes.contains(id));
        loaded.records.retain(|id, _| needs.records.contains(id));
        let decision = decide(&loaded, &self.server.actor(mutation.author), noon(), mutation);
        self.server.loaded.apply(&decision.writes);
        self.server.history.extend(decision.writes.history.clone());
        decision
    }

    fn does(&mut self, author: u8, kind: RecordKind, record: RecordId, action: Action) -> Outcome {
        let mutation = self.make(author, kind, record, action);
        self.decide(&mutation).outcome
    }

    fn feedback(&mut self, author: u8, action: Action) -> Outcome {
        self.does(author, FEEDBACK, feedback(), action)
    }

    fn now(&self) -> &Record {
        &self.server.loaded.records[&feedback()]
    }

    fn target(&self, n: u32) -> &Record {
        &self.server.loaded.records[&target_id(feedback(), entry(n))]
    }

    fn sent() -> Self {
        let mut story = Self::new();
        assert_eq!(story.feedback(MENTOR, send(words())), Outcome::Applied);
        story
    }
}

fn feedback() -> RecordId {
    feedback_id(mentors_draft(1))
}

fn words() -> Value {
    json!({
        "strengths": {entry(1).to_string(): {"text": "A calm, clear start.", "area": "behaviour"}},
        "targets": {
            entry(2).to_string(): {"text": "Wait three seconds after a question.", "success": "Five hands up.", "due": "2026-11-28"},
            entry(3).to_string(): {"text": "Model the first example."}
        },
        "discussion": "We talked about pace.",
        "quotes": {entry(4).to_string(): {"text": "09:10 all books open", "lesson_ms": 600_000}}
    })
}

fn send(content: Value) -> Action {
    let (draft, lesson, training) = (mentors_draft(1), record(1), training(TRAINEE));
    Action::from(Command::Send(Send {
        draft,
        lesson,
        trainee: person(TRAINEE),
        training,
        content: object(content),
    }))
}

fn amend(path: &str, base: Value, value: Value) -> Amend {
    let some = |value: Value| (!value.is_null()).then_some(value);
    let edits = vec![Edit { path: path.parse().unwrap(), base: some(base), value: some(value) }];
    Amend { training: training(TRAINEE), reason: "A slip.".to_owned(), edits, settles: Set::new() }
}

fn withdraw(targets: &[u32]) -> Action {
    let targets = targets.iter().map(|n| entry(*n)).collect();
    let (training, draft) = (training(TRAINEE), Some(mentors_draft(1)));
    Action::from(Command::Withdraw(Withdraw { training, targets, draft, reason: "Wrong lesson.".to_owned() }))
}

fn seen(version: u64) -> Action {
    Action::from(Command::Seen(Seen { version: Some(version) }))
}

fn acknowledge(version: u64, reply: &str) -> Action {
    Action::from(Command::Acknowledge(Acknowledge { version, reply: reply.to_owned() }))
}

fn refusal(outcome: Outcome) -> (Code, Option<String>) {
    match outcome {
        Outcome::Rejected { problem } => (problem.code, problem.field),
        other => panic!("{other:?} is no refusal"),
    }
}

#[test]
fn sending_makes_feedback_and_targets_without_a_draft() {
    let story = Story::sent();
    assert_eq!(story.now().stage(), SENT);
    let feedback: Feedback = read(&story.now().body).unwrap();
    assert_eq!((feedback.version, feedback.content.targets.len()), (1, 2));
    let target: Target = read(&story.target(2).body).unwrap();
    assert_eq!(target.agreed.text, "Wait three seconds after a question.");
    assert_eq!((story.target(2).scope, target.trainee), (training(TRAINEE), person(TRAINEE)));
    let versions: Set<u64> = story.server.records(training(TRAINEE)).map(|target| target.version).collect();
    assert_eq!(versions, [1, 2].into(), "a scope is numbered without gaps");
}

#[test]
fn sending_twice_is_once_and_another_text_is_kept_beside_it() {
    let mut story = Story::sent();
    assert_eq!(story.feedback(MENTOR, send(words())), Outcome::Noop);
    let mut other = words();
    other["discussion"] = json!("We talked about pace and voice.");
    let Outcome::Conflict { conflicts } = story.feedback(MENTOR, send(other.clone())) else {
        panic!("two versions")
    };
    assert_eq!(story.feedback(MENTOR, send(other)), Outcome::Conflict { conflicts: conflicts.clone() });
    assert_eq!(story.now().body["discussion"], "We talked about pace.");
    assert_eq!(story.now().conflicts.len(), 1);
    let chosen =
        amend("discussion", json!("We talked about pace."), json!("We talked about pace and voice."));
    let settled =
        story.feedback(MENTOR, Action::from(Command::Amend(Amend { settles: conflicts, ..chosen })));
    assert_eq!(settled, Outcome::Applied);
    assert_eq!((story.now().conflicts.len(), &story.now().body["version"]), (0, &json!(2)));
}

#[test]
fn reading_and_acknowledging_bind_to_the_version() {
    let mut story = Story::sent();
    assert_eq!(story.feedback(TRAINEE, seen(1)), Outcome::Applied);
    assert_eq!(story.feedback(TRAINEE, seen(1)), Outcome::Noop);
    assert_eq!(story.now().stage(), READ);
    let changed = amend("discussion", json!("We talked about pace."), json!("We talked about pace, twice."));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(changed))), Outcome::Applied);
    assert_eq!(story.feedback(TRAINEE, acknowledge(1, "Thank you.")), Outcome::Applied);
    assert_eq!(story.feedback(TRAINEE, acknowledge(1, "Thank you.")), Outcome::Noop);
    assert_eq!(story.feedback(TRAINEE, acknowledge(2, "Now I see.")), Outcome::Applied);
    assert_eq!(refusal(story.feedback(TRAINEE, acknowledge(3, ""))), (Code::Changed, Some("version".into())));
    let feedback: Feedback = read(&story.now().body).unwrap();
    let versions: Vec<u64> = feedback.acknowledgements.values().map(|one| one.version).collect();
    assert_eq!((versions.len(), feedback.version, story.now().stage()), (2, 2, ACKNOWLEDGED));
    let earlier = story.server.history.iter().any(|old| old.body["discussion"] == "We talked about pace.");
    assert!(earlier, "the history has it too");
}

#[test]
fn every_amendment_keeps_the_words_it_replaces() {
    let mut story = Story::sent();
    let said = |text: &str| json!(format!("We talked about {text}."));
    let texts = ["pace", "pace and voice", "voice"];
    for pair in texts.windows(2) {
        let change =
            Amend { reason: format!("not {}", pair[0]), ..amend("discussion", said(pair[0]), said(pair[1])) };
        assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(change))), Outcome::Applied);
    }
    let same = amend("discussion", said("voice"), said("voice"));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(same))), Outcome::Noop);
    let now: Feedback = read(&story.now().body).unwrap();
    let earlier =
        now.earlier.values().map(|old| (old.version, old.reason.as_str(), old.words.discussion.as_str()));
    let expected = [
        (1, "not pace", "We talked about pace."),
        (2, "not pace and voice", "We talked about pace and voice."),
    ];
    assert_eq!(earlier.collect::<Vec<_>>(), expected);
    assert!(now.earlier.values().all(|old| old.words.strengths == now.content.strengths && old.at == noon()));
    assert_eq!((now.version, now.content.discussion.as_str()), (3, "We talked about voice."));
    let forged = amend("earlier", Value::Null, json!({}));
    assert_eq!(refusal(story.feedback(MENTOR, Action::from(Command::Amend(forged)))).0, Code::ServerField);
}

#[test]
fn what_was_changed_is_new_again_to_the_one_it_is_for() {
    let mut story = Story::sent();
    assert_eq!(story.feedback(TRAINEE, acknowledge(1, "")), Outcome::Applied);
    assert_eq!(story.now().stage(), ACKNOWLEDGED);
    let changed = amend("discussion", json!("We talked about pace."), json!("We talked about voice."));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(changed))), Outcome::Applied);
    assert_eq!(story.now().stage(), SENT);
    assert_eq!(story.feedback(TRAINEE, acknowledge(1, "From a phone that has not heard.")), Outcome::Applied);
    assert_eq!(story.now().stage(), SENT);
    assert_eq!(story.feedback(TRAINEE, seen(1)), Outcome::Noop, "that phone has not heard either");
    assert_eq!(story.feedback(TRAINEE, seen(3)), Outcome::Noop, "that was lost with a server");
    assert_eq!(story.feedback(TRAINEE, seen(2)), Outcome::Applied);
    assert_eq!(story.now().stage(), READ);
    assert_eq!(story.feedback(TRAINEE, acknowledge(2, "")), Outcome::Applied);
    assert_eq!(story.now().stage(), ACKNOWLEDGED);
}

#[test]
fn an_opening_that_arrives_after_a_change_is_of_the_earlier_text() {
    let mut story = Story::sent();
    let changed = amend("discussion", json!("We talked about pace."), json!("We talked about voice."));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(changed))), Outcome::Applied);
    assert_eq!(story.feedback(TRAINEE, seen(1)), Outcome::Applied);
    let feedback: Feedback = read(&story.now().body).unwrap();
    assert_eq!((story.now().stage(), feedback.read_version, feedback.read_at), (SENT, Some(1), None));
    let first_builds = Action::from(Command::Seen(Seen { version: None }));
    assert_eq!(story.feedback(TRAINEE, first_builds), Outcome::Applied, "they do not say which");
    assert_eq!(story.now().stage(), READ);
}

#[test]
fn a_change_that_leaves_nothing_said_is_refused() {
    let mut story = Story::new();
    assert_eq!(story.feedback(MENTOR, send(json!({"discussion": "A word."}))), Outcome::Applied);
    let emptied = amend("discussion", json!("A word."), json!(" "));
    assert_eq!(
        refusal(story.feedback(MENTOR, Action::from(Command::Amend(emptied)))),
        (Code::Empty, Some("edits".into()))
    );
}

#[test]
fn amending_a_target_meets_what_the_trainee_wrote() {
    let mut story = Story::sent();
    let id = target_id(feedback(), entry(3));
    let set = |path: &str, base: Value, value: &str| Edit {
        path: path.parse().unwrap(),
        base: Some(base),
        value: Some(json!(value)),
    };
    let edits = vec![
        set("status", json!("open"), "worked_on"),
        set("text", json!("Model the first example."), "Model two."),
    ];
    let edit = Action::Edit { edits, settles: Set::new() };
    assert_eq!(story.does(TRAINEE, TARGET, id, edit), Outcome::Applied);
    let path = format!("targets/{}", entry(3));
    let changed =
        amend(&path, json!({"text": "Model the first example."}), json!({"text": "Model it aloud."}));
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(changed))), Outcome::Applied);
    assert_eq!(story.target(3).body["text"], "Model two.");
    assert_eq!(story.target(3).body["status"], "worked_on");
    assert_eq!(story.target(3).conflicts[0].theirs, Some(json!("Model it aloud.")));
    let removed = amend(&path, json!({"text": "Model it aloud."}), Value::Null);
    assert_eq!(story.feedback(MENTOR, Action::from(Command::Amend(removed))), Outcome::Applied);
    assert!(story.target(3).deleted);
}

#[test]
fn a_deleted_draft_comes_back_with_an_edit_and_a_changed_one_is_not_deleted() {
    let mut story = Story::new();
    let draft = |action| (DRAFT, mentors_draft(1), action);
    let does = |story: &mut Story, (kind, id, action)| story.does(MENTOR, kind, id, action);
    let first = begin(DRAFT, json!({"lesson": record(1), "discussion": "one"}));
    assert_eq!(does(&mut story, draft(first)), Outcome::Applied);
    let seen = |body: Value| domain::sync::canonical::Digest::of(&body).unwrap();
    let stale = Action::Delete { seen: seen(json!({"lesson": record(1), "discussion": "none"})) };
    assert_eq!(refusal(does(&mut story, draft(stale))).0, Code::Changed);
    let fresh = Action::Delete { seen: seen(json!({"lesson": record(1), "discussion": "one"})) };
    assert_eq!(does(&mut story, draft(fresh.clone())), Outcome::Applied);
    assert_eq!(does(&mut story, draft(fresh)), Outcome::Noop);
    let edits = vec![Edit {
        path: "discussion".parse().unwrap(),
        base: Some(json!("one")),
        value: Some(json!("two")),
    }];
    let edit = Action::Edit { edits, settles: Set::new() };
    assert_eq!(does(&mut story, draft(edit)), Outcome::Applied);
    assert!(!story.server.loaded.records[&mentors_draft(1)].deleted);
    assert!(story.server.history.is_empty(), "a person's own scope keeps no past");
}

#[test]
fn a_trainee_can_read_no_note_line_that_was_not_chosen() {
    let mut story = Story::new();
    let line = |text: &str| json!({"text": text, "at": "2026-11-21T09:00:00Z", "lesson_ms": 1});
    let lesson = begin(LESSON, json!({"trainee": person(TRAINEE), "date": "2026-11-21"}));
    let notes = json!({"lesson": record(1), "entries": {entry(4).to_string(): line("09:10 all books open"), entry(5).to_string(): line(SECRET)}});
    let notes_id = notes_id(record(1), person(MENTOR));
    assert_eq!(story.does(TRAINEE, LESSON, record(1), lesson), Outcome::Applied);
    assert_eq!(story.does(MENTOR, NOTES, notes_id, begin(NOTES, notes)), Outcome::Applied);
    assert_eq!(story.feedback(MENTOR, send(words())), Outcome::Applied);
    let stamped = &story.server.loaded.records[&notes_id].body["entries"][entry(5).to_string()]["received"];
    assert_eq!(*stamped, json!(noon()));
    for (reader, sees_secret) in
        [(TRAINEE, false), (TUTOR, false), (LEAD, false), (OTHER_MENTOR, false), (MENTOR, true)]
    {
        let scopes = story.server.readable(person(reader), noon());
        let everything = story.server.loaded.records.values().chain(&story.server.history);
        let read: Vec<_> = everything.filter(|record| scopes.contains(&record.scope)).collect();
        let text = serde_json::to_string(&read).unwrap();
        assert_eq!(text.contains(SECRET), sees_secret, "{reader}");
        assert_eq!(
            text.contains("09:10 all books open"),
            matches!(reader, TRAINEE | TUTOR | MENTOR),
            "{reader}"
        );
    }
}
