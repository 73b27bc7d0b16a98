//! The view in memory: followed by changes it is what it would be if it were filled anew, and it tells what has changed.

use std::sync::LazyLock;

use chrono::TimeDelta;
use domain::{
    api::{Code, Problem},
    feedback::{
        DRAFT, FEEDBACK,
        command::{Command, Seen, Send},
        feedback_id,
    },
    id::{MutationId, RecordId, ScopeId},
    lesson::LESSON,
    people::ScopeKind,
    sorted::{Map, Set},
    sync::{
        client::outbox::{Entry, Stage},
        merge::Edit,
        mutation::{Action, Mutation},
        record::{Record, RecordKind},
        view::{
            View, after, overlay,
            topic::{Topic, Touched},
        },
        wire::{Cursor, Opened},
    },
    target::{TARGET, target_id},
};
use proptest::prelude::*;
use serde_json::json;

use crate::{
    client::draft,
    world::{
        MENTOR, TRAINEE, begin, entry, mentors_draft, mutation, noon, object, own, person, record, shared,
        training,
    },
};

const KINDS: [RecordKind; 4] = [LESSON, DRAFT, FEEDBACK, TARGET];

fn scopes() -> [ScopeId; 3] {
    [own(MENTOR), shared(TRAINEE), training(TRAINEE)]
}

static WORKS: LazyLock<Vec<Mutation>> = LazyLock::new(works);
static RECORDS: LazyLock<Vec<Record>> = LazyLock::new(records);

/// What a mentor may do: it meets what was done before, or nothing at all.
fn works() -> Vec<Mutation> {
    let edit =
        |path: &str, value: &str| Edit { path: path.parse().unwrap(), base: None, value: Some(json!(value)) };
    let edits = |edits: Vec<Edit>| Action::Edit { edits, settles: Set::new() };
    let content = object(json!({"targets": {entry(2).to_string(): {"text": "Wait three seconds."}}}));
    let send = Send {
        draft: mentors_draft(1),
        lesson: record(1),
        trainee: person(TRAINEE),
        training: training(TRAINEE),
        content,
    };
    let lesson = |n: u32| {
        begin(LESSON, json!({"trainee": person(TRAINEE), "date": "2026-11-21", "class": n.to_string()}))
    };
    let (id, seen) = (feedback_id(mentors_draft(1)), Seen { version: Some(1) });
    let target = target_id(id, entry(2));
    vec![
        mutation(11, MENTOR, shared(TRAINEE), record(1), LESSON, lesson(1)),
        mutation(12, MENTOR, shared(TRAINEE), record(2), LESSON, lesson(2)),
        draft(1),
        mutation(13, MENTOR, own(MENTOR), mentors_draft(1), DRAFT, edits(vec![edit("discussion", "longer")])),
        mutation(14, MENTOR, shared(TRAINEE), id, FEEDBACK, Action::from(Command::Send(send))),
        mutation(15, TRAINEE, shared(TRAINEE), id, FEEDBACK, Action::from(Command::Seen(seen))),
        mutation(
            16,
            MENTOR,
            training(TRAINEE),
            target,
            TARGET,
            edits(vec![edit("text", "Wait five seconds.")]),
        ),
        mutation(17, MENTOR, shared(TRAINEE), record(1), LESSON, edits(vec![edit("class", "9B")])),
    ]
}

/// Every record that such work makes, one after the other: what a server may have said.
fn records() -> Vec<Record> {
    let mut there: Map<RecordId, Record> = Map::new();
    let mut all = Vec::new();
    for work in &*WORKS {
        for record in after(work, |id| there.get(&id).cloned()) {
            there.insert(record.id, record.clone());
            all.push(record);
        }
    }
    all
}

#[derive(Debug, Clone)]
enum Step {
    Hold(usize),
    Remove(usize),
    Keep(usize, bool),
    Seal(usize),
    Leave(usize),
    Refuse(usize),
    Dismiss(usize),
    Open(usize),
    Drop(usize),
    Receive(usize, u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let n = || 0..100_usize;
    prop_oneof![
        3 => n().prop_map(Step::Hold),
        1 => n().prop_map(Step::Remove),
        4 => (n(), any::<bool>()).prop_map(|(n, later)| Step::Keep(n, later)),
        2 => n().prop_map(Step::Seal),
        2 => n().prop_map(Step::Leave),
        1 => n().prop_map(Step::Refuse),
        1 => n().prop_map(Step::Dismiss),
        1 => n().prop_map(Step::Open),
        1 => n().prop_map(Step::Drop),
        1 => (n(), 0..5_u64).prop_map(|(n, version)| Step::Receive(n, version)),
    ]
}

/// What is on the disk: plain lists.
#[derive(Default, Clone)]
struct Disk {
    base: Map<RecordId, Record>,
    outbox: Vec<Entry>,
    review: Map<MutationId, (Entry, Problem)>,
    scopes: Map<ScopeId, Opened>,
    cursors: Map<ScopeId, Cursor>,
}

impl Disk {
    fn step(&mut self, view: &mut View, step: &Step) {
        let some = |n: usize| WORKS[n % WORKS.len()].clone();
        let said = |n: usize| &RECORDS[n % RECORDS.len()];
        match *step {
            Step::Hold(n) => self.hold(view, said(n).clone()),
            Step::Remove(n) => {
                let id = said(n).id;
                self.base.remove(&id);
                view.remove(id);
            }
            Step::Keep(n, later) => {
                let mut mutation = some(n);
                mutation.at += TimeDelta::minutes(i64::from(later));
                self.keep(view, Entry { mutation, hold_until: noon(), stage: Stage::Open });
            }
            Step::Seal(n) => {
                let envelope = some(n).seal(1).unwrap();
                if self.outbox.iter().any(|entry| entry.mutation == some(n)) {
                    self.keep(
                        view,
                        Entry { mutation: some(n), hold_until: noon(), stage: Stage::Sealed { envelope } },
                    );
                }
            }
            Step::Leave(n) => {
                self.outbox.retain(|entry| entry.mutation.id != some(n).id);
                view.leave(some(n).id);
            }
            Step::Refuse(n) => {
                let Some(index) = self.outbox.iter().position(|entry| entry.mutation.id == some(n).id) else {
                    return;
                };
                let refused = (self.outbox.remove(index), Problem::new(Code::NotAllowed));
                view.refuse(refused.0.clone(), refused.1.clone());
                self.review.insert(some(n).id, refused);
            }
            Step::Dismiss(n) => {
                self.review.remove(&some(n).id);
                view.dismiss(some(n).id);
            }
            Step::Open(..) | Step::Drop(..) | Step::Receive(..) => self.step_of_scope(view, step),
        }
    }

    fn step_of_scope(&mut self, view: &mut View, step: &Step) {
        let place = |n: usize| scopes()[n % 3];
        match *step {
            Step::Open(n) => {
                let kind = if place(n) == own(MENTOR) { ScopeKind::Person } else { ScopeKind::Shared };
                let opened = Opened {
                    id: place(n),
                    kind,
                    person: Some(person(TRAINEE)),
                    roles: [].into(),
                    head: n as u64,
                };
                self.scopes.insert(opened.id, opened.clone());
                view.open(opened);
            }
            Step::Drop(n) => {
                self.base.retain(|_, record| record.scope != place(n));
                self.scopes.remove(&place(n));
                self.cursors.remove(&place(n));
                view.drop_scope(place(n));
            }
            Step::Receive(n, version) => {
                let cursor = Cursor { epoch: 0, version };
                self.cursors.insert(place(n), cursor);
                view.receive(place(n), cursor);
            }
            _ => {}
        }
    }

    fn hold(&mut self, view: &mut View, record: Record) {
        view.hold(record.id, record.kind, record.scope, json!(record).to_string().into());
        self.base.insert(record.id, record);
    }

    fn keep(&mut self, view: &mut View, entry: Entry) {
        view.keep(entry.clone());
        match self.outbox.iter_mut().find(|old| old.mutation.id == entry.mutation.id) {
            Some(old) => *old = entry,
            None => self.outbox.push(entry),
        }
    }

    /// All records as the person left them, the plain way.
    fn left(&self) -> Map<RecordId, Record> {
        let mut all = self.base.clone();
        all.extend(overlay(&self.base, self.outbox.iter().map(|entry| &entry.mutation)));
        all.retain(|_, record| !record.deleted);
        all
    }

    /// A view that is filled with it.
    fn view(&self) -> View {
        let mut view = View::default();
        for record in self.base.values() {
            view.fill(record.id, record.kind, record.scope, json!(record).to_string().into());
        }
        self.scopes.values().cloned().for_each(|opened| view.open(opened));
        self.cursors.iter().for_each(|(scope, cursor)| view.receive(*scope, *cursor));
        self.review.values().cloned().for_each(|(entry, problem)| view.refuse(entry, problem));
        self.outbox.iter().cloned().for_each(|entry| view.keep(entry));
        view.settle();
        view
    }
}

/// Everything that can be asked of a view, with the parts of it that the answer depends on.
fn answers(view: &View) -> Vec<(Vec<Topic>, String)> {
    let mut all = vec![
        (vec![Topic::Scopes], format!("{:?}", view.scopes())),
        (vec![Topic::Received], format!("{:?}", view.cursors())),
        (
            vec![Topic::Unsent],
            format!("{:?} {:?}", view.outbox().collect::<Vec<_>>(), view.review().collect::<Vec<_>>()),
        ),
    ];
    let ids: Set<RecordId> = RECORDS.iter().map(|record| record.id).collect();
    for id in ids {
        let got = view.get(id);
        let local = (view.is_concerned(id), view.local(id, false), view.local(id, true));
        all.push((vec![Topic::Record(id)], format!("{got:?} {local:?} {:?}", view.base(id))));
        for (kind, scope) in KINDS.into_iter().flat_map(|kind| scopes().map(|scope| (kind, scope))) {
            let found = (view.get_in(kind, scope, id), view.has(kind, scope, id));
            all.push((vec![Topic::Record(id)], format!("{found:?}")));
        }
    }
    for kind in KINDS {
        all.push((vec![Topic::Kind(kind)], format!("{:?} {}", view.all(kind), view.count(kind))));
        for scope in scopes() {
            all.push((vec![Topic::Shelf(kind, scope)], format!("{:?}", view.of(kind, scope))));
        }
        let about = view.about(kind, person(TRAINEE)).into_iter().flat_map(|scope| view.of(kind, scope));
        let shelves = scopes().map(|scope| Topic::Shelf(kind, scope));
        let topics = [Topic::Scopes].into_iter().chain(shelves).collect();
        all.push((topics, format!("{:?}", about.collect::<Vec<_>>())));
    }
    all
}

/// What the plain way says of it all.
fn check(view: &View, disk: &Disk) {
    let left = disk.left();
    for kind in KINDS {
        let of_kind: Vec<&Record> = left.values().filter(|record| record.kind == kind).collect();
        assert_eq!(view.count(kind), of_kind.len(), "{kind:?}");
        for scope in scopes() {
            let here = of_kind.iter().filter(|record| record.scope == scope).map(|record| (*record).clone());
            let found = view.of(kind, scope).into_iter().map(std::sync::Arc::unwrap_or_clone);
            assert_eq!(found.collect::<Vec<_>>(), here.collect::<Vec<_>>(), "{kind:?}");
        }
    }
    assert!(view.outbox().eq(&disk.outbox));
}

fn untold(
    before: &[(Vec<Topic>, String)],
    after: &[(Vec<Topic>, String)],
    touched: &Touched,
) -> Option<String> {
    let changed = before.iter().zip(after).filter(|(before, after)| before.1 != after.1);
    let mut silent = changed.filter(|(before, _)| !before.0.iter().any(|topic| touched.contains(*topic)));
    silent.next().map(|(before, after)| format!("{:?}: {} became {}", before.0, before.1, after.1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_view_that_follows_is_one_filled_anew_and_tells_what_changed(
        steps in prop::collection::vec(prop::collection::vec(any_step(), 1..3), 1..25)
    ) {
        let (mut disk, mut view) = (Disk::default(), View::default());
        let mut before = answers(&view);
        for some in steps {
            for step in &some {
                disk.step(&mut view, step);
            }
            let touched = view.settle();
            check(&view, &disk);
            let now = answers(&view);
            prop_assert_eq!(&now, &answers(&disk.view()), "{:?}", some);
            prop_assert_eq!(untold(&before, &now, &touched), None, "{:?}", some);
            before = now;
        }
    }
}

/// Records that nobody asked for stay text, and one that only a newer build can read stops nothing.
#[test]
fn a_record_is_read_when_it_is_asked_for() {
    let mut view = View::default();
    view.hold(record(1), LESSON, shared(TRAINEE), "{\"newer\": true}".to_owned().into());
    view.settle();
    assert_eq!((view.count(LESSON), view.all(LESSON).len()), (1, 0));
    assert_eq!(view.get(record(1)), None);
}

/// The three-hundredth note of a lesson is laid over what was there, not all three hundred of them.
#[test]
fn what_a_change_does_not_concern_is_not_told() {
    let (mut disk, mut view) = (Disk::default(), View::default());
    for step in [Step::Keep(0, false), Step::Keep(1, false), Step::Keep(2, false)] {
        disk.step(&mut view, &step);
    }
    view.settle();
    disk.step(&mut view, &Step::Keep(3, false));
    let told: Vec<Topic> = view.settle().topics().collect();
    let draft = mentors_draft(1);
    let expected =
        [Topic::Record(draft), Topic::Shelf(DRAFT, own(MENTOR)), Topic::Kind(DRAFT), Topic::Unsent];
    assert_eq!(told, expected);
    assert!(view.settle().is_empty());
}
