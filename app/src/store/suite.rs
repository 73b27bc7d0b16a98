//! What every store must do, whatever it is made of: run natively on memory, and in a real browser on its database.

use std::{fmt::Debug, sync::Arc};

use chrono::{DateTime, TimeDelta};
use domain::{
    api::{Code, Problem},
    id::{ClientId, MutationId, PersonId, RecordId, ScopeId},
    lesson::LESSON,
    people::ScopeKind,
    state::NEEDS_YOU,
    sync::{
        client::outbox::{Entry, Stage},
        merge::Edit,
        mutation::{Action, Mutation},
        record::{Change as Made, Record},
        view::View,
        wire::{Cursor, Opened, Put},
    },
};
use serde_json::{Value, json};

use super::{
    Fault, Store,
    change::{Change, Row},
    drafts::Drafts,
    follow::{Following, Wrote},
    look::Look,
    told,
};

/// A place to open stores in; the same name is the same store, as two tabs see it.
pub trait Bench {
    /// The stores.
    type Store: Store;

    /// Opens one.
    fn open(&self, name: &str) -> impl Future<Output = Result<Self::Store, Fault>>;
}

/// What came of one case: nothing, or words about what was wrong.
pub type Outcome = Result<(), Wrong>;

/// What was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(pub String);

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self(fault.to_string())
    }
}

/// Runs every case, each on a store of its own.
pub async fn run<B: Bench>(bench: &B) -> Vec<(&'static str, Outcome)> {
    vec![
        ("what was written is there for the next page", reopened(bench).await),
        ("the outbox keeps its order, and an entry its place", order(bench).await),
        ("a write that fails on the way leaves nothing", all_or_nothing(bench).await),
        ("two tabs: the second decides again", two_tabs(bench).await),
        ("what is sealed never changes", sealed(bench).await),
        ("a page, its cursor and its receipts come together", page(bench).await),
        ("a record of a newer release stops nothing", strange(bench).await),
        ("a large page and single records beside it are one", large(bench).await),
        ("what is laid together is what it was", tidied(bench).await),
        ("a scope that goes takes its records and no work", dropped(bench).await),
        ("what was refused is kept until it was seen", review(bench).await),
        ("what is typed is kept until it is saved", drafts(bench).await),
        ("a screen sees the work laid over the records", overlaid(bench).await),
        ("what follows the writes sees what is on the disk", followed(bench).await),
    ]
}

async fn reopened<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("reopened").await?;
    let first = store.standing().await?;
    same(&(first.generation, first.name), &(0, None))?;
    let cursor = Cursor { epoch: 1, version: 7 };
    let changes = [
        Change::Name(client(), 3),
        Change::Entry(open_entry(1)),
        Change::Cursor(scope(1), cursor),
        Change::Draft("notes".to_owned(), Some("Cold call, then".to_owned())),
    ];
    same(&store.write(Some(0), &changes).await, &Ok(1))?;
    let again = bench.open("reopened").await?;
    let standing = again.standing().await?;
    same(&(standing.generation, standing.name), &(1, Some((client(), 3))))?;
    same(&standing.outbox, &vec![open_entry(1)])?;
    same(&standing.cursors, &[(scope(1), cursor)].into())?;
    same(&again.drafts().await, &Ok([("notes".to_owned(), "Cold call, then".to_owned())].into()))
}

async fn order<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("order").await?;
    let entries: Vec<Change> = [9, 2, 5, 1].map(|n| Change::Entry(open_entry(n))).into();
    store.write(Some(0), &entries).await?;
    let changes = [Change::Leave(open_entry(5).mutation.id), Change::Entry(sealed_entry(2))];
    store.write(Some(1), &changes).await?;
    store.write(Some(2), &[Change::Entry(open_entry(0))]).await?;
    let expected = vec![open_entry(9), sealed_entry(2), open_entry(1), open_entry(0)];
    same(&store.standing().await?.outbox, &expected)
}

async fn all_or_nothing<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("all or nothing").await?;
    store.write(Some(0), &[Change::Entry(sealed_entry(1))]).await?;
    let before = store.standing().await?;
    let mut other = open_entry(1);
    other.mutation.at += TimeDelta::seconds(1);
    let changes = [
        Change::Entry(open_entry(2)),
        Change::Cursor(scope(1), Cursor { epoch: 0, version: 1 }),
        Change::Draft("a".to_owned(), Some("b".to_owned())),
        Change::Entry(other),
    ];
    same(&store.write(Some(1), &changes).await, &Err(Fault::Sealed))?;
    same(&store.standing().await?, &before)?;
    same(&store.drafts().await, &Ok([].into()))?;
    let next = store.write(Some(1), &[Change::Entry(open_entry(3))]).await;
    same(&next, &Ok(2))
}

async fn two_tabs<B: Bench>(bench: &B) -> Outcome {
    let one = bench.open("two tabs").await?;
    let two = bench.open("two tabs").await?;
    let (mine, theirs) = ([Change::Entry(open_entry(1))], [Change::Entry(open_entry(2))]);
    let both = futures::join!(one.write(Some(0), &mine), two.write(Some(0), &theirs));
    let (late, changes) = match both {
        (Ok(1), Err(Fault::Stale)) => (two, theirs),
        (Err(Fault::Stale), Ok(1)) => (one, mine),
        other => return Err(Wrong(format!("one of them had to look again: {other:?}"))),
    };
    let seen = late.standing().await?.generation;
    same(&late.write(Some(seen), &changes).await, &Ok(2))?;
    same(&late.standing().await?.outbox.len(), &2)?;
    // A text that is being typed needs no turn.
    same(&late.write(None, &[Change::Draft("a".to_owned(), Some("b".to_owned()))]).await, &Ok(2))
}

async fn sealed<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("sealed").await?;
    store.write(Some(0), &[Change::Entry(sealed_entry(1))]).await?;
    let reopened = store.write(Some(1), &[Change::Entry(open_entry(1))]).await;
    same(&reopened, &Err(Fault::Sealed))?;
    let mut changed = sealed_entry(1);
    if let Stage::Sealed { envelope } = &mut changed.stage {
        envelope.payload["at"] = json!("2026-11-21T23:59:00Z");
    }
    same(&store.write(Some(1), &[Change::Entry(changed)]).await, &Err(Fault::Sealed))?;
    same(&store.write(Some(1), &[Change::Entry(acked_entry(1))]).await, &Ok(2))
}

async fn page<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("page").await?;
    store.write(Some(0), &[Change::Entry(sealed_entry(1)), row(2, 1)]).await?;
    let cursor = Cursor { epoch: 0, version: 4 };
    let changes = [
        Change::Open(opened(1)),
        row(1, 1),
        Change::Tomb(record(2, 1).id),
        Change::Cursor(scope(1), cursor),
        Change::Leave(sealed_entry(1).mutation.id),
    ];
    store.write(Some(1), &changes).await?;
    let standing = store.standing().await?;
    same(&(standing.outbox, standing.cursors), &(Vec::new(), [(scope(1), cursor)].into()))?;
    let view = store.all().await?.view();
    same(&lessons(&view), &vec![record(1, 1)])?;
    same(view.scopes(), &[(scope(1), opened(1))].into())
}

async fn strange<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("strange").await?;
    let json = json!({"id": record(1, 1).id, "kind": "hologram", "shape": [1, 2], "ä": "ö"});
    let strange = Row::of(scope(1), &Put::Strange(json)).expect("it has an id");
    store.write(Some(0), &[Change::Record(strange), row(2, 1)]).await?;
    let view = store.all().await?.view();
    same(&lessons(&view), &vec![record(2, 1)])?;
    same(&view.get(record(1, 1).id), &None)
}

async fn large<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("large").await?;
    let page: Vec<Change> = (1..=120).map(|n| row(n, 1)).collect();
    let classes = async || -> Result<(usize, Option<String>), Wrong> {
        let view = store.all().await?.view();
        let class =
            view.get(record(1, 1).id).and_then(|one| Some(one.body.get("class")?.as_str()?.to_owned()));
        Ok((view.of(LESSON, scope(1)).len(), class))
    };
    let class = |word: &str| Some(word.to_owned());
    store.write(Some(0), &page).await?;
    same(&classes().await?, &(120, class("7A")))?;
    let mut other = record(1, 1);
    other.body.insert("class".to_owned(), json!("9B"));
    let other = Row::of(scope(1), &Put::Record(Box::new(other))).expect("it has an id");
    store.write(Some(1), &[Change::Record(other), Change::Tomb(record(2, 1).id)]).await?;
    same(&classes().await?, &(119, class("9B")))?;
    store.write(Some(2), &page).await?;
    same(&classes().await?, &(120, class("7A")))?;
    store.write(Some(3), &[Change::Drop(scope(1)), row(3, 1)]).await?;
    same(&classes().await?, &(1, None))
}

async fn tidied<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("tidied").await?;
    let page: Vec<Change> = (1..=900).map(|n| row(n, 1 + n % 40)).collect();
    store.write(None, &page).await?;
    store.write(None, &[Change::Tomb(record(7, 8).id)]).await?;
    let sorted = async || -> Result<Vec<Row>, Wrong> {
        let mut rows = store.all().await?.base.records();
        rows.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(rows)
    };
    let before = sorted().await?;
    same(&before.len(), &899)?;
    for _ in 0..2 {
        store.tidy().await?;
        same(&sorted().await?, &before)?;
    }
    store.write(None, &[Change::Drop(scope(1)), row(40, 2)]).await?;
    let left = before.iter().filter(|row| row.scope != scope(1));
    same(&sorted().await?.len(), &(left.count() + 1))
}

async fn dropped<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("dropped").await?;
    let cursor = |n| Change::Cursor(scope(n), Cursor::default());
    let changes = [
        Change::Open(opened(1)),
        cursor(1),
        cursor(2),
        row(1, 1),
        row(2, 1),
        row(3, 2),
        Change::Entry(open_entry(1)),
    ];
    store.write(Some(0), &changes).await?;
    store.write(Some(1), &[Change::Drop(scope(1))]).await?;
    let view = store.all().await?.view();
    same(&lessons(&view), &vec![record(3, 2)])?;
    let standing = store.standing().await?;
    same(&standing.cursors.into_keys().collect(), &vec![scope(2)])?;
    same(&(standing.outbox, view.scopes().len()), &(vec![open_entry(1)], 0))
}

async fn review<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("review").await?;
    let problem = Problem::new(Code::NotAllowed);
    store.write(Some(0), &[Change::Entry(sealed_entry(1))]).await?;
    let refused = Change::Review(sealed_entry(1), problem.clone());
    store.write(Some(1), &[refused]).await?;
    let kept = store.all().await?;
    same(&(kept.outbox.len(), &kept.review), &(0, &vec![(sealed_entry(1), problem)]))?;
    let unsent = Look::new(&kept.view(), &|_| {}, &|| false).unsent();
    same(&unsent.iter().map(|line| line.state).collect(), &vec![NEEDS_YOU])?;
    store.write(None, &[Change::Dismiss(sealed_entry(1).mutation.id)]).await?;
    same(&store.all().await?.review, &Vec::new())
}

async fn drafts<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("drafts").await?;
    let drafts = Drafts::new(store.clone());
    same(&[drafts.keep("a", "Co"), drafts.keep("a", "Cold"), drafts.keep("b", "x")], &[true, false, false])?;
    drafts.flush().await?;
    let text = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    same(&store.drafts().await, &Ok([text("a", "Cold"), text("b", "x")].into()))?;
    let saved = [Change::Entry(open_entry(1)), Change::Draft("a".to_owned(), None)];
    store.write(Some(0), &saved).await?;
    same(&store.drafts().await, &Ok([text("b", "x")].into()))
}

async fn overlaid<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("overlaid").await?;
    store.write(Some(0), &[row(1, 1), row(2, 2), Change::Entry(open_entry(1))]).await?;
    let view = store.all().await?.view();
    let here = view.of(LESSON, scope(1));
    let classes: Vec<_> = here.iter().map(|record| record.body.get("class").cloned()).collect();
    same(&classes, &vec![Some(json!("8B"))])?;
    same(&view.base(record(1, 1).id).as_deref(), &Some(&record(1, 1)))
}

/// One page writes, another one hears of it as it is told: both see what a third one finds on the disk.
async fn followed<B: Bench>(bench: &B) -> Outcome {
    let store = bench.open("followed").await?;
    let mut following = Following::default();
    following.fill(store.all().await?);
    let cursor = Cursor { epoch: 0, version: 4 };
    let writes: [Vec<Change>; 5] = [
        vec![Change::Name(client(), 2), Change::Open(opened(1)), row(1, 1), row(2, 1), row(3, 2)],
        vec![Change::Entry(open_entry(1)), Change::Entry(open_entry(2)), Change::Draft("a".to_owned(), None)],
        vec![Change::Entry(sealed_entry(1)), Change::Tomb(record(2, 1).id)],
        vec![row(1, 1), Change::Cursor(scope(1), cursor), Change::Leave(open_entry(1).mutation.id)],
        vec![Change::Review(open_entry(2), Problem::new(Code::NotAllowed)), Change::Drop(scope(2))],
    ];
    for (from, changes) in (0..).zip(writes) {
        let to = store.write(Some(from), &changes).await?;
        let told = told::text(&Wrote { from, to, changes: changes.into() });
        let told = told.map_err(|error| Wrong(error.to_string()))?;
        following.hear(told::read(&told).map_err(|error| Wrong(error.to_string()))?);
        let found = store.all().await?.view();
        same(&following.view().map(seen), &Some(seen(&found)))?;
    }
    Ok(())
}

/// Everything that can be asked of a view of lessons, in words.
fn seen(view: &View) -> String {
    let unsent = Look::new(view, &|_| {}, &|| false).unsent();
    format!("{:?} {unsent:?} {:?} {:?}", lessons(view), view.scopes(), view.cursors())
}

fn lessons(view: &View) -> Vec<Record> {
    view.all(LESSON).into_iter().map(Arc::unwrap_or_clone).collect()
}

/// The record that entry `n` edits is record `n` in scope 1.
fn open_entry(n: u32) -> Entry {
    let edit =
        Edit { path: "class".parse().expect("a path"), base: Some(json!("7A")), value: Some(json!("8B")) };
    let mutation = Mutation {
        id: MutationId::natural("suite", &[&n]),
        author: person(),
        at: DateTime::UNIX_EPOCH,
        scope: scope(1),
        record: record(n, 1).id,
        kind: LESSON,
        action: Action::Edit { edits: vec![edit], settles: [].into() },
    };
    Entry { mutation, hold_until: DateTime::UNIX_EPOCH, stage: Stage::Open }
}

fn sealed_entry(n: u32) -> Entry {
    let open = open_entry(n);
    let envelope = open.mutation.seal(u64::from(n)).expect("it can be sent");
    Entry { stage: Stage::Sealed { envelope }, ..open }
}

fn acked_entry(n: u32) -> Entry {
    let sealed = sealed_entry(n);
    let envelope = sealed.envelope().cloned().expect("it is sealed");
    Entry { stage: Stage::Acked { envelope, touched: [(scope(1), 3)].into() }, ..sealed }
}

fn record(n: u32, place: u32) -> Record {
    let body: Value = json!({"trainee": person(), "date": "2026-11-21", "class": "7A", "newer": [1]});
    Record {
        id: RecordId::natural("suite", &[&n]),
        scope: scope(place),
        kind: LESSON,
        author: person(),
        revision: 1,
        version: u64::from(n),
        body: body.as_object().cloned().unwrap_or_default(),
        fields: [].into(),
        conflicts: Vec::new(),
        deleted: false,
        changed: Made {
            mutation: MutationId::natural("suite", &[&"made", &n]),
            by: person(),
            at: DateTime::UNIX_EPOCH,
            reason: None,
        },
    }
}

/// A record with this number in the scope with that number, as it comes in a page.
pub fn row(n: u32, place: u32) -> Change {
    let put = Put::Record(Box::new(record(n, place)));
    Change::Record(Row::of(scope(place), &put).expect("it has an id"))
}

fn opened(n: u32) -> Opened {
    Opened { id: scope(n), kind: ScopeKind::Shared, person: Some(person()), roles: [].into(), head: 4 }
}

fn scope(n: u32) -> ScopeId {
    ScopeId::natural("suite", &[&n])
}

fn person() -> PersonId {
    PersonId::natural("suite", &[&1])
}

fn client() -> ClientId {
    ClientId::natural("suite", &[&1])
}

/// Fails when something is not what it should be.
pub fn same<T: PartialEq + Debug>(found: &T, expected: &T) -> Outcome {
    if found == expected { Ok(()) } else { Err(Wrong(format!("found {found:?}, expected {expected:?}"))) }
}
