//! The endpoint itself: who may call it, what it refuses, and phones that hang up.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use axum::body::Body;
use axum::http::{Method, Request as HttpRequest, StatusCode};
use domain::id::RecordId;
use domain::sync::wire::{Reply, Request};
use serde_json::json;
use server::router::{Server, router};
use sqlx::PgPool;
use tower::ServiceExt;

use super::outcomes;
use crate::people::{SignedIn, sign_in};
use crate::placement::{Phone, World, fresh};
use crate::support::{Answer, ORIGIN, TestServer};

type Header<'a> = (&'a str, &'a str);

const JSON: Header = ("content-type", "application/json");

/// A server, the world it keeps, and the mentor signed in.
async fn signed_in(pool: PgPool) -> (TestServer, World, SignedIn) {
    let world = World::new(pool.clone()).await;
    let server = TestServer::new(pool).await;
    let mentor = sign_in(&server, "mentor@example.org").await;
    (server, world, mentor)
}

async fn post(server: &TestServer, headers: &[Header<'_>], request: &Request) -> Answer {
    let body = serde_json::to_string(request).unwrap();
    server.ask(Method::POST, "/api/v1/sync", &[headers, &[JSON]].concat(), body.into()).await
}

fn reply(answer: &Answer) -> Reply {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_lesson_goes_out_by_cookie_and_by_token(pool: PgPool) {
    let (server, world, mentor) = signed_in(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    let bearer = mentor.bearer();
    let ways: [&[Header]; 2] = [&[("cookie", &mentor.cookies), ORIGIN], &[("authorization", &bearer)]];
    for headers in ways {
        let push = phone.seal(&[world.lesson(RecordId(fresh()))]);
        let answer = reply(&post(&server, headers, &phone.request(push)).await);
        assert_eq!(outcomes(&answer.acks), ["applied"]);
        assert_eq!((answer.nonce.as_str(), answer.server.as_str()), ("n", "chalkline-sync-1"));
        assert_eq!(answer.person, world.mentor);
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn who_is_not_signed_in_or_comes_from_elsewhere_is_refused(pool: PgPool) {
    let (server, world, mentor) = signed_in(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    let push = phone.seal(&[world.lesson(RecordId(fresh()))]);
    let request = phone.request(push);
    let cookie = ("cookie", mentor.cookies.as_str());
    let cases: [(&[Header], StatusCode, &str); 4] = [
        (&[], StatusCode::UNAUTHORIZED, "signed_out"),
        (&[("authorization", "Bearer forged")], StatusCode::UNAUTHORIZED, "signed_out"),
        (&[cookie], StatusCode::FORBIDDEN, "foreign_origin"),
        (&[cookie, ("origin", "https://elsewhere.example")], StatusCode::FORBIDDEN, "foreign_origin"),
    ];
    for (headers, status, code) in cases {
        let answer = post(&server, headers, &request).await;
        assert_eq!((answer.status, answer.problem().as_str()), (status, code));
    }
    assert_eq!(world.count("select count(*) from mutation").await, 0);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn what_is_no_request_gets_a_problem(pool: PgPool) {
    let (server, world, mentor) = signed_in(pool).await;
    let bearer = mentor.bearer();
    let headers = [("authorization", bearer.as_str()), JSON];
    let send =
        async |body: String| server.ask(Method::POST, "/api/v1/sync", &headers, Body::from(body)).await;
    let cases = [
        ("{".to_owned(), StatusCode::BAD_REQUEST, "malformed"),
        (json!({ "nonce": 1 }).to_string(), StatusCode::BAD_REQUEST, "malformed"),
        ("x".repeat(1024 * 1024 + 1), StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
    ];
    for (body, status, code) in cases {
        let answer = send(body).await;
        assert_eq!((answer.status, answer.problem().as_str()), (status, code));
    }
    let many: Vec<_> = (0..51).map(|_| world.lesson(RecordId(fresh()))).collect();
    let mut phone = Phone::of(&world, world.mentor);
    let push = phone.seal(&many);
    assert_eq!(post(&server, &headers[..1], &phone.request(push)).await.problem(), "too_many");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn another_persons_session_is_named_and_nothing_is_done(pool: PgPool) {
    let (server, world, _) = signed_in(pool).await;
    let trainee = sign_in(&server, "trainee@example.org").await;
    let mut phone = Phone::of(&world, world.mentor);
    let push = phone.seal(&[world.lesson(RecordId(fresh()))]);
    let answer = reply(&post(&server, &[("authorization", &trainee.bearer())], &phone.request(push)).await);
    assert_eq!((answer.person, answer.acks.len()), (world.trainee, 0));
    assert_eq!(world.count("select count(*) from mutation").await, 0);
}

/// A phone may hang up at any moment: then a batch is stored whole or not at all, and sent again it is stored once.
#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_phone_that_hangs_up_leaves_all_or_nothing(pool: PgPool) {
    let (server, world, mentor) = signed_in(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    for polls in 1..=16 {
        let push = phone.seal(&[world.lesson(RecordId(fresh())), world.lesson(RecordId(fresh()))]);
        let request = phone.request(push);
        hang_up_after(polls, &server, &mentor, &request).await;
        let again = reply(&post(&server, &[("authorization", &mentor.bearer())], &request).await);
        assert_eq!(outcomes(&again.acks), ["applied"; 2], "after {polls} polls");
    }
    assert_eq!(world.count("select count(*) from record where kind = 'lesson'").await, 32);
    assert_eq!(world.count("select max(revision) from record").await, 1);
    let open = "select count(*) from pg_stat_activity
                where datname = current_database() and state like 'idle in transaction%'";
    assert_eq!(world.count(open).await, 0, "no connection is left inside a transaction");
}

async fn hang_up_after(polls: usize, server: &TestServer, mentor: &SignedIn, request: &Request) {
    let peer = std::net::SocketAddr::from(([198, 51, 100, 7], 40_000));
    let http = HttpRequest::post("/api/v1/sync")
        .header("authorization", mentor.bearer())
        .header(JSON.0, JSON.1)
        .extension(axum::extract::ConnectInfo(peer))
        .body(Body::from(serde_json::to_string(request).unwrap()))
        .unwrap();
    let mut answer = pin!(server.router.clone().oneshot(http));
    let mut left = polls;
    poll_fn(|context| {
        left -= 1;
        match answer.as_mut().poll(context) {
            Poll::Pending if left > 0 => Poll::Pending,
            Poll::Pending | Poll::Ready(_) => Poll::Ready(()),
        }
    })
    .await;
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn every_answer_names_the_oldest_build_that_may_go_on(pool: PgPool) {
    let (mut server, world, mentor) = signed_in(pool).await;
    let bearer = mentor.bearer();
    let ask = Phone::of(&world, world.mentor).request(Vec::new());
    let headers: [Header; 1] = [("authorization", &bearer)];
    assert_eq!(reply(&post(&server, &headers, &ask).await).min_build, None);
    let oldest = Some("202611210900-0123456789ab".to_owned());
    server.router = router(Server { min_build: oldest.clone(), ..server.state.clone() });
    assert_eq!(reply(&post(&server, &headers, &ask).await).min_build, oldest);
    let other = Request { person: world.trainee, ..ask };
    assert_eq!(reply(&post(&server, &headers, &other).await).min_build, oldest, "of whomever the device is");
}
