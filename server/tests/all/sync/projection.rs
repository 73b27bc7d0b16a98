//! Tables for lists and boards: made by what phones send, and made again from the records, they are the same.

use axum::body::Body;
use axum::http::Method;
use chrono::TimeDelta;
use domain::feedback::command::{Acknowledge, Amend, Command, Seen, Withdraw};
use domain::feedback::{FEEDBACK, Feedback};
use domain::id::{EntryId, MutationId, PersonId, RecordId};
use domain::lesson::LESSON;
use domain::sync::merge::Edit;
use domain::sync::mutation::{Action, Mutation};
use domain::sync::record::{Record, RecordKind, read};
use domain::sync::wire::Reply;
use domain::target::TARGET;
use serde_json::{Value, json};
use server::database::{migrate, pool_options};
use server::projection::again;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::faults::{GATE, Shut};
use super::feedback::observed;
use super::{outcomes, records};
use crate::people::{SignedIn, sign_in};
use crate::placement::{Phone, World, edit, fresh, now};
use crate::support::TestServer;

/// A person with a phone, who sends through the router.
struct Sender<'a> {
    server: &'a TestServer,
    session: SignedIn,
    phone: Phone,
}

impl<'a> Sender<'a> {
    async fn new(world: &World, server: &'a TestServer, name: &str, person: PersonId) -> Self {
        let session = sign_in(server, &format!("{name}@example.org")).await;
        Self { server, session, phone: Phone::of(world, person) }
    }

    /// Sends, and gives the outcomes; a while after what was sent before.
    async fn send(&mut self, mutations: &[Mutation]) -> (Vec<&'static str>, Reply) {
        self.server.wait(TimeDelta::seconds(20));
        let push = self.phone.seal(mutations);
        let body = serde_json::to_string(&self.phone.request(push)).unwrap();
        let bearer = self.session.bearer();
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let answer = self.server.ask(Method::POST, "/api/v1/sync", &headers, Body::from(body)).await;
        let reply: Reply = serde_json::from_str(&answer.text).unwrap();
        self.phone.receive(&reply);
        (outcomes(&reply.acks), reply)
    }

    /// Sets a field of a record that had this value.
    fn change(&self, found: &Record, path: &str, base: Value, value: Value) -> Mutation {
        let base = (!base.is_null()).then_some(base);
        let edits = vec![Edit { path: path.parse().unwrap(), base, value: Some(value) }];
        self.act(found, Action::Edit { edits, settles: [].into() })
    }

    fn act(&self, found: &Record, action: impl Into<Action>) -> Mutation {
        let Record { id: record, scope, kind, .. } = *found;
        let (id, author, at) = (MutationId(fresh()), self.phone.person, now());
        Mutation { id, author, at, scope, record, kind, action: action.into() }
    }
}

/// The records of one kind in an answer.
fn found(reply: &Reply, kind: RecordKind) -> Vec<Record> {
    records(reply).into_iter().filter(|record| record.kind == kind).cloned().collect()
}

/// What the tables hold, row by row.
async fn tables(pool: &PgPool) -> [Value; 3] {
    let select = "select array[
        (select coalesce(jsonb_agg(lesson order by id), '[]') from lesson),
        (select coalesce(jsonb_agg(feedback order by id), '[]') from feedback),
        (select coalesce(jsonb_agg(target order by id), '[]') from target)]";
    let rows: Vec<Value> = sqlx::query_scalar(select).fetch_one(pool).await.unwrap();
    rows.try_into().unwrap()
}

/// A few weeks: lessons are corrected by two at once, feedback is read, changed, and withdrawn, targets go their way.
async fn live(world: &World, server: &TestServer) {
    let mut mentor = Sender::new(world, server, "mentor", world.mentor).await;
    let mut trainee = Sender::new(world, server, "trainee", world.trainee).await;
    for _ in 0..3 {
        assert_eq!(mentor.send(&observed(world).1).await.0, ["applied"; 3]);
    }
    let (_, seen) = trainee.send(&[]).await;
    let (lessons, feedback, targets) = (found(&seen, LESSON), found(&seen, FEEDBACK), found(&seen, TARGET));
    assert_eq!([lessons.len(), feedback.len(), targets.len()], [3; 3]);
    correct_lessons(&mut mentor, &mut trainee, &lessons).await;
    work_on(&mut mentor, &mut trainee, &targets[0]).await;
    answer(&mut mentor, &mut trainee, &feedback[0]).await;
    take_back(&mut mentor, &feedback[1]).await;
    let refused = trainee.change(&feedback[2], "sent_at", Value::Null, json!("2026-01-01T00:00:00Z"));
    assert_eq!(trainee.send(&[refused]).await.0, ["rejected"]);
}

async fn correct_lessons(mentor: &mut Sender<'_>, trainee: &mut Sender<'_>, lessons: &[Record]) {
    let odd = json!("9Ç \"Ω\"\n\\");
    let class = mentor.change(&lessons[0], "class", json!("9B"), odd);
    let began = mentor.change(&lessons[0], "began_at", Value::Null, json!("2026-11-19T10:15:00.250+02:00"));
    assert_eq!(mentor.send(&[class, began]).await.0, ["applied"; 2]);
    let date = trainee.change(&lessons[0], "date", json!("2026-11-19"), json!("2026-11-18"));
    let class = trainee.change(&lessons[0], "class", json!("9B"), json!("9D"));
    assert_eq!(trainee.send(&[date, class]).await.0, ["applied", "conflict"]);
    let focus = json!({ "text": "Questions", "area": "pedagogy" });
    let focus = trainee.change(&lessons[1], &format!("foci/{}", fresh()), Value::Null, focus);
    assert_eq!(trainee.send(&[focus]).await.0, ["applied"]);
}

/// The status is set, and then something else is changed: the moment of the status stays.
async fn work_on(mentor: &mut Sender<'_>, trainee: &mut Sender<'_>, target: &Record) {
    let status = |from: &str, to: &str| trainee.change(target, "status", json!(from), json!(to));
    let steps = [status("open", "worked_on"), status("worked_on", "met")];
    assert_eq!(trainee.send(&steps).await.0, ["applied"; 2]);
    let later = mentor.change(target, "due", json!("2026-11-26"), json!("2026-12-03"));
    assert_eq!(mentor.send(&[later]).await.0, ["applied"]);
}

async fn answer(mentor: &mut Sender<'_>, trainee: &mut Sender<'_>, feedback: &Record) {
    let seen = |version| Command::Seen(Seen { version: Some(version) });
    let said = |version| Command::Acknowledge(Acknowledge { version, reply: "I will.".to_owned() });
    let opened = [trainee.act(feedback, seen(1)), trainee.act(feedback, said(1))];
    assert_eq!(trainee.send(&opened).await.0, ["applied"; 2]);
    let talked = Edit { path: "discussion".parse().unwrap(), base: None, value: Some(json!("We met.")) };
    let training = read::<Feedback>(&feedback.body).unwrap().training;
    let (reason, edits, settles) = ("We have talked.".to_owned(), vec![talked], [].into());
    let amend = mentor.act(feedback, Command::Amend(Amend { training, reason, edits, settles }));
    assert_eq!(mentor.send(&[amend]).await.0, ["applied"]);
    let again = [trainee.act(feedback, seen(2)), trainee.act(feedback, said(2))];
    assert_eq!(trainee.send(&again).await.0, ["applied"; 2]);
}

async fn take_back(mentor: &mut Sender<'_>, feedback: &Record) {
    let body: Feedback = read(&feedback.body).unwrap();
    let targets = body.content.targets.keys().copied().collect::<Vec<EntryId>>().into_iter().collect();
    let reason = "It was about another lesson.".to_owned();
    let withdraw = Withdraw { training: body.training, targets, draft: None, reason };
    let withdraw = mentor.act(feedback, Command::Withdraw(withdraw));
    assert_eq!(mentor.send(&[withdraw]).await.0, ["applied"]);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn tables_made_by_pushing_are_those_made_again(pool: PgPool) {
    let world = World::new(pool).await;
    let server = TestServer::new(world.pool.clone()).await;
    live(&world, &server).await;
    let pushed = tables(&world.pool).await;
    let damage = "
        update lesson set class = 'wrong', began_at = now(), day = '2001-01-01' where class <> '9B';
        delete from lesson where class = '9B';
        update feedback set stage = 'sent', withdrawn_at = now(), acknowledged_at = null;
        update target set status = 'open', status_since = now(), due = null;
        insert into target (id, scope, trainee, feedback, author, status, status_revision, status_since)
            select id, scope, author, id, author, 'open', 1, now() from record where kind = 'target' and deleted";
    for damage in [damage, "truncate lesson, feedback, target"] {
        sqlx::raw_sql(damage).execute(&world.pool).await.unwrap();
        assert_ne!(tables(&world.pool).await, pushed);
        let mut told = Vec::new();
        let done = again::make(&world.pool, 2, |followed| told.push(followed)).await.unwrap();
        assert_eq!((done, told.last()), (9, Some(&9)));
        assert!(told.len() > 5 && told.is_sorted(), "page by page: {told:?}");
        assert_eq!(tables(&world.pool).await, pushed);
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn tables_that_an_upgrade_brings_are_made_once(pool: PgPool) {
    let world = World::new(pool).await;
    Phone::of(&world, world.mentor).push(&[world.lesson(RecordId(fresh()))]).await;
    for (expected, again) in [(1, true), (0, false)] {
        sqlx::raw_sql("truncate lesson").execute(&world.pool).await.unwrap();
        assert_eq!(again::catch_up(&world.pool).await.unwrap(), again);
        assert_eq!(world.count("select count(*) from lesson").await, expected);
    }
    sqlx::raw_sql("update projection set edition = edition - 1").execute(&world.pool).await.unwrap();
    assert!(again::catch_up(&world.pool).await.unwrap(), "a later edition makes other rows");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn tables_say_how_things_stand(pool: PgPool) {
    let world = World::new(pool).await;
    let server = TestServer::new(world.pool.clone()).await;
    live(&world, &server).await;
    let [lessons, feedback, targets] = tables(&world.pool).await;
    let words = |rows: &Value, name: &str| {
        let mut words: Vec<String> =
            rows.as_array().unwrap().iter().map(|row| row[name].as_str().unwrap_or("-").to_owned()).collect();
        words.sort();
        words
    };
    assert_eq!(words(&lessons, "class"), ["9B", "9B", "9Ç \"Ω\"\n\\"]);
    assert_eq!(words(&lessons, "day"), ["2026-11-18", "2026-11-19", "2026-11-19"]);
    assert_eq!(words(&lessons, "began_at"), ["-", "-", "2026-11-19T08:15:00.25+00:00"]);
    assert_eq!(words(&feedback, "stage"), ["acknowledged", "sent", "withdrawn"]);
    assert_eq!(words(&feedback, "withdrawn_at").iter().filter(|at| *at != "-").count(), 1);
    assert_eq!(words(&targets, "status"), ["met", "open"], "one went with its feedback");
    assert_eq!(words(&targets, "due"), ["2026-11-26", "2026-12-03"]);
    let met: bool = sqlx::query_scalar(
        "select status_since = (select changed_at from record_history
                                where id = target.id and body ->> 'status' = 'met' order by revision limit 1)
         from target where status = 'met'",
    )
    .fetch_one(&world.pool)
    .await
    .unwrap();
    assert!(met, "it was met before its day was moved");
    let acknowledged =
        "select count(*) from feedback where version = 2 and acknowledged_at > sent_at and read_at > sent_at";
    assert_eq!(world.count(acknowledged).await, 1);
}

/// The gate stands where the tables are written: what is made again has read its records by then.
#[sqlx::test(migrations = false)]
async fn a_change_that_comes_while_tables_are_made_again_stays(_: PgPoolOptions, connect: PgConnectOptions) {
    let pool = pool_options().connect_with(connect.clone()).await.unwrap();
    migrate(&pool).await.unwrap();
    let world = World::new(pool).await;
    let mut mentor = Phone::of(&world, world.mentor);
    let begun = mentor.push(&[world.lesson(RecordId(fresh()))]).await;
    let gate = "create trigger gate before insert on lesson for each row execute function gate()";
    sqlx::raw_sql(GATE).execute(&world.pool).await.unwrap();
    sqlx::raw_sql(gate).execute(&world.pool).await.unwrap();
    let mut gate = Shut::gate(&world).await;
    let pool = world.pool.clone();
    let again = tokio::spawn(async move { again::make(&pool, again::PAGE, |_| ()).await });
    gate.gathered(1).await;

    let past = pool_options().connect_with(connect.options([("chalkline.gate", "past")])).await.unwrap();
    let lesson = records(&begun)[0].id;
    let mut change = edit(world.mentor, world.shared, lesson, LESSON, &[("class", json!("9C"))]);
    let Action::Edit { edits, .. } = &mut change.action else { unreachable!() };
    edits[0].base = Some(json!("9B"));
    let push = tokio::spawn(async move { Phone { pool: past, ..mentor }.push(&[change]).await });
    while gate.waiting().await < 2 && !push.is_finished() {
        tokio::task::yield_now().await;
    }
    gate.open().await;
    assert_eq!(outcomes(&push.await.unwrap().acks), ["applied"]);
    assert_eq!(again.await.unwrap().unwrap(), 1);
    assert_eq!(world.count("select count(*) from lesson where class = '9C'").await, 1);
}
