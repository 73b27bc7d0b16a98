//! Jobs: each is taken once, tried again when it fails, given up in the end, and never there without its cause.

use std::future::ready;
use std::sync::{Arc, Mutex};

use anyhow::anyhow;
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;
use server::job::{cli, db, worker};
use server::router::Server;
use server::session::letter::LETTER;
use server::session::post::{Letter, Post};
use sqlx::PgPool;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::mail::receive;
use crate::people::Provider;
use crate::support::TestServer;

const AMA: &str = "ama@example.org";

/// A server on which Ama has asked for a code; her letter waits.
async fn with_letter(pool: &PgPool) -> TestServer {
    Provider::new(pool, "Tern").await.person("ama").await;
    let server = TestServer::new(pool.clone()).await;
    assert_eq!(ask(&server, AMA).await, StatusCode::OK);
    server
}

async fn ask(server: &TestServer, email: &str) -> StatusCode {
    server.post("/api/v1/session/code", &json!({ "email": email })).await.status
}

/// The same server with another post.
fn with_post(server: &TestServer, post: Post) -> Server {
    Server { post, ..server.state.clone() }
}

async fn count(pool: &PgPool, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(pool).await.unwrap()
}

async fn listed(pool: &PgPool) -> String {
    cli::list(&mut pool.acquire().await.unwrap()).await.unwrap()
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn two_workers_take_each_job_once(pool: PgPool) {
    let provider = Provider::new(&pool, "Tern").await;
    let servers = [TestServer::new(pool.clone()).await, TestServer::new(pool.clone()).await];
    let mut asked = Vec::new();
    for number in 10..30 {
        provider.person(&format!("person{number}")).await;
        asked.push(format!("person{number}@example.org"));
        assert_eq!(ask(&servers[0], asked.last().unwrap()).await, StatusCode::OK);
    }
    let sent = Arc::<Mutex<Vec<Letter>>>::default();
    // A letter is delivered when the other worker has one as well: neither does all the work, and neither goes ahead.
    let both = Arc::new(Barrier::new(2));
    let post = Post::new({
        let sent = sent.clone();
        move |letter| {
            sent.lock().unwrap().push(letter);
            let both = both.clone();
            Box::pin(async move {
                both.wait().await;
                Ok(())
            })
        }
    });
    let states = servers.each_ref().map(|server| with_post(server, post.clone()));
    let work = async |state: &Server| {
        let mut jobs = 0;
        while worker::one(state).await.unwrap() {
            jobs += 1;
        }
        jobs
    };
    let [one, other] = states.each_ref().map(work);
    assert_eq!(tokio::join!(one, other), (10, 10));
    let mut addresses: Vec<String> =
        sent.lock().unwrap().iter().map(|letter| letter.to.as_str().to_owned()).collect();
    addresses.sort();
    assert_eq!(addresses, asked);
    assert_eq!(count(&pool, "select count(*) from job").await, 0);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_mail_server_that_fails_is_tried_again_after_a_while(pool: PgPool) {
    let server = with_letter(&pool).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let state = with_post(&server, Post::smtp(&url, "Chalkline <chalkline@example.org>").unwrap());
    let busy = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"421 mail.test is busy\r\n").await.unwrap();
    };
    let ((), took) = tokio::join!(busy, worker::one(&state));
    assert!(took.unwrap());
    let failed = "select count(*) from job where tries = 1 and dead_at is null and trouble like '%is busy%'";
    assert_eq!(count(&pool, failed).await, 1);
    server.wait(TimeDelta::seconds(4));
    assert!(!worker::one(&state).await.unwrap(), "it waits");
    server.wait(TimeDelta::seconds(1));
    let (mail, took) = tokio::join!(receive(&listener), worker::one(&state));
    assert!(took.unwrap());
    let code = mail.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6).unwrap();
    let signed_in = server.post("/api/v1/session", &json!({ "email": AMA, "code": code })).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
    assert_eq!(count(&pool, "select count(*) from job").await, 0);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn what_fails_too_often_is_given_up_listed_and_tried_again_on_demand(pool: PgPool) {
    let server = with_letter(&pool).await;
    let broken =
        with_post(&server, Post::new(|_| Box::pin(ready(Err(anyhow!("no route to the mail server"))))));
    let mut tries = 0;
    while listed(&pool).await == "0 given up, 1 waiting\n" {
        tries += i32::from(worker::one(&broken).await.unwrap());
        server.wait(TimeDelta::seconds(5));
    }
    assert_eq!(
        tries, 5,
        "after 0, 5, 20, 65 and 200 seconds; the next would come after the code has run out"
    );
    let id: Uuid = sqlx::query_scalar("select id from job").fetch_one(&pool).await.unwrap();
    let list = listed(&pool).await;
    for part in
        [&*id.to_string(), "code_letter", "5 tries: no route to the mail server", "1 given up, 0 waiting"]
    {
        assert!(list.contains(part), "{part}: {list}");
    }
    assert!(!worker::one(&server.state).await.unwrap(), "nobody tries it any more");

    let mut connection = pool.acquire().await.unwrap();
    assert!(cli::again(&mut connection, Uuid::nil(), server.now()).await.is_err());
    cli::again(&mut connection, id, server.now()).await.unwrap();
    assert_eq!(listed(&pool).await, "0 given up, 1 waiting\n");
    assert_eq!(server.codes_for(AMA).await.len(), 1);
    assert_eq!(listed(&pool).await, "0 given up, 0 waiting\n");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_letter_that_would_come_too_late_is_not_sent(pool: PgPool) {
    let server = with_letter(&pool).await;
    server.wait(TimeDelta::minutes(10));
    assert!(server.codes_for(AMA).await.is_empty());
    assert!(listed(&pool).await.contains("it came too late"), "{}", listed(&pool).await);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_job_that_breaks_has_failed(pool: PgPool) {
    let server = with_letter(&pool).await;
    let broken = with_post(&server, Post::new(|_| Box::pin(async { panic!("nobody foresaw this") })));
    assert!(worker::one(&broken).await.unwrap());
    assert_eq!(count(&pool, "select count(*) from job where trouble like 'it broke%'").await, 1);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_job_whose_server_went_down_is_taken_by_another(pool: PgPool) {
    let server = with_letter(&pool).await;
    let kinds = [LETTER.word.to_owned()];
    let (now, minute) = (server.now(), TimeDelta::seconds(60));
    let mut connection = pool.acquire().await.unwrap();
    let taken = db::take(&mut connection, &kinds, now, now + minute).await.unwrap().unwrap();
    assert!(server.codes_for(AMA).await.is_empty(), "it may still be at it");
    server.wait(minute);
    assert_eq!(server.codes_for(AMA).await.len(), 1);

    assert_eq!(ask(&server, AMA).await, StatusCode::OK);
    let now = server.now();
    let slow = db::take(&mut connection, &kinds, now, now + minute).await.unwrap().unwrap();
    let quick = db::take(&mut connection, &kinds, now + minute, now + minute * 2).await.unwrap().unwrap();
    assert_eq!((slow.id, slow.tries, quick.tries), (quick.id, 1, 2));
    db::fail(&mut connection, &slow, "late", now, None).await.unwrap();
    db::finish(&mut connection, &taken).await.unwrap();
    assert_eq!(
        count(&pool, "select count(*) from job where dead_at is null").await,
        1,
        "it is the other's now"
    );
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_transaction_that_fails_leaves_no_job(pool: PgPool) {
    Provider::new(&pool, "Tern").await.person("ama").await;
    let server = TestServer::new(pool.clone()).await;
    let fault = "create function refuse() returns trigger language plpgsql as $$ begin
                     if (select count(*) from job) <> 1 then raise exception 'not written yet'; end if;
                     raise exception 'disk on fire'; end $$;
                 create trigger refuse before insert on mailed_code for each row execute function refuse()";
    sqlx::raw_sql(fault).execute(&pool).await.unwrap();
    assert_eq!(ask(&server, AMA).await, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(count(&pool, "select count(*) from job").await, 0);
    assert!(server.codes_for(AMA).await.is_empty());
}
