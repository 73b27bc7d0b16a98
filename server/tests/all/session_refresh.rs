//! Staying signed in: whatever the network does to an honest phone, it stays; a copied token ends the session.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use serde_json::json;
use server::session::IDLE;
use sqlx::PgPool;

use crate::people::{Provider, SignedIn, sign_in};
use crate::support::{Answer, ORIGIN, TestServer};

const AMA: &str = "ama@example.org";

async fn signed_in(pool: PgPool) -> (TestServer, SignedIn) {
    Provider::new(&pool, "Tern").await.person("ama").await;
    let server = TestServer::new(pool).await;
    let signed_in = sign_in(&server, AMA).await;
    (server, signed_in)
}

async fn refresh(server: &TestServer, token: &str) -> Answer {
    server.post("/api/v1/session/refresh", &json!({ "refresh_token": token })).await
}

async fn refreshed(server: &TestServer, token: &str) -> SignedIn {
    SignedIn::from(&refresh(server, token).await)
}

fn assert_signed_out(answer: &Answer) {
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::UNAUTHORIZED, "signed_out"));
}

async fn is_alive(server: &TestServer, who: &SignedIn) -> bool {
    let headers = [("authorization", who.bearer())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    server.ask(Method::GET, "/api/v1/me", &headers, Body::empty()).await.status == StatusCode::OK
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn two_tabs_that_refresh_at_once_get_the_same_and_both_go_on(pool: PgPool) {
    let (server, first) = signed_in(pool).await;
    let (one, other) = tokio::join!(refreshed(&server, &first.refresh), refreshed(&server, &first.refresh));
    assert_ne!(one.refresh, first.refresh);
    assert_eq!(one.refresh, other.refresh);
    let (one, other) = tokio::join!(refreshed(&server, &one.refresh), refreshed(&server, &other.refresh));
    assert!(is_alive(&server, &one).await && is_alive(&server, &other).await);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_lost_answer_is_given_again_however_late(pool: PgPool) {
    let (server, first) = signed_in(pool).await;
    let lost = refreshed(&server, &first.refresh).await;
    server.wait(TimeDelta::days(30));
    let again = refreshed(&server, &first.refresh).await;
    assert_eq!(again.refresh, lost.refresh);
    assert!(is_alive(&server, &again).await);
    refreshed(&server, &again.refresh).await;
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_post_that_the_browser_sends_twice_signs_nobody_out(pool: PgPool) {
    let (server, first) = signed_in(pool).await;
    let headers = [("cookie", first.cookies.as_str()), ORIGIN];
    let send = async || server.ask(Method::POST, "/api/v1/session/refresh", &headers, Body::empty()).await;
    let (once, twice) = (send().await, send().await);
    assert_eq!((once.status, twice.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(once.cookies(), twice.cookies());
    let next = [("cookie", &*once.cookies()), ORIGIN];
    let answer = server.ask(Method::POST, "/api/v1/session/refresh", &next, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_token_two_generations_old_ends_the_session_for_all(pool: PgPool) {
    let (server, first) = signed_in(pool).await;
    let second = refreshed(&server, &first.refresh).await;
    let third = refreshed(&server, &second.refresh).await;
    assert!(is_alive(&server, &third).await);
    assert_signed_out(&refresh(&server, &first.refresh).await);
    assert!(!is_alive(&server, &third).await, "the access token dies with the session");
    assert_signed_out(&refresh(&server, &third.refresh).await);
    assert_signed_out(&refresh(&server, &second.refresh).await);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn other_sessions_of_the_person_go_on(pool: PgPool) {
    let (server, first) = signed_in(pool).await;
    let other = sign_in(&server, AMA).await;
    let second = refreshed(&server, &first.refresh).await;
    refreshed(&server, &second.refresh).await;
    assert_signed_out(&refresh(&server, &first.refresh).await);
    assert!(is_alive(&server, &other).await);
    refreshed(&server, &other.refresh).await;
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn sixty_days_count_from_the_last_use(pool: PgPool) {
    let (server, mut now) = signed_in(pool).await;
    for _ in 0..3 {
        server.wait(IDLE - TimeDelta::seconds(1));
        now = refreshed(&server, &now.refresh).await;
    }
    server.wait(IDLE);
    assert_signed_out(&refresh(&server, &now.refresh).await);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_session_that_was_ended_is_not_refreshed_and_its_cookies_go(pool: PgPool) {
    let (server, who) = signed_in(pool).await;
    let bearer = who.bearer();
    server.ask(Method::DELETE, "/api/v1/session", &[("authorization", &bearer)], Body::empty()).await;
    assert_signed_out(&refresh(&server, &who.refresh).await);
    let headers = [("cookie", who.cookies.as_str()), ORIGIN];
    let answer = server.ask(Method::POST, "/api/v1/session/refresh", &headers, Body::empty()).await;
    assert_signed_out(&answer);
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert!(!answer.cookies().contains("chalkline_person"), "what waits on the device opens for them still");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn what_is_no_token_is_refused(pool: PgPool) {
    let (server, who) = signed_in(pool).await;
    let shortened = &who.refresh[..who.refresh.len() - 1];
    let unknown = format!("B{}", &who.refresh[1..]);
    for wrong in ["", "x", shortened, &unknown, &who.access] {
        assert_signed_out(&refresh(&server, wrong).await);
    }
    assert!(is_alive(&server, &who).await, "none of them touches the session");
    let nothing = server.send(Method::POST, "/api/v1/session/refresh").await;
    assert_signed_out(&nothing);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn another_server_on_the_same_database_goes_on_where_this_one_was(pool: PgPool) {
    let (server, first) = signed_in(pool.clone()).await;
    let second = refreshed(&server, &first.refresh).await;
    let other = TestServer::new(pool).await;
    assert_eq!(refreshed(&other, &first.refresh).await.refresh, second.refresh);
    assert!(is_alive(&other, &second).await);
}
