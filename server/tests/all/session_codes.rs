//! One-time codes: what they are good for, how often they may be tried, and what the answers do not tell.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;
use server::visitor::Door;
use sqlx::PgPool;

use crate::people::{Provider, make_demo, sign_in};
use crate::support::{Answer, TestServer};

const AMA: &str = "ama@example.org";

async fn with_ama(pool: &PgPool) -> TestServer {
    Provider::new(pool, "Tern").await.person("ama").await;
    TestServer::new(pool.clone()).await
}

async fn ask(server: &TestServer, email: &str) -> Answer {
    server.post("/api/v1/session/code", &json!({ "email": email })).await
}

async fn enter(server: &TestServer, email: &str, code: &str) -> Answer {
    server.post("/api/v1/session", &json!({ "email": email, "code": code })).await
}

/// A code of six digits that is not this one.
fn another(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn newest_code(server: &TestServer) -> String {
    ask(server, AMA).await;
    server.codes_for(AMA).await.pop().unwrap()
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_code_works_once_and_spaces_do_not_count(pool: PgPool) {
    let server = with_ama(&pool).await;
    let code = newest_code(&server).await;
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert_eq!(enter(&server, " Ama@Example.org ", &spaced).await.status, StatusCode::OK);
    let again = enter(&server, AMA, &code).await;
    assert_eq!((again.status, again.problem().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "wrong_code"));
    assert_eq!(again.json()["field"], "code");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_code_runs_out_after_ten_minutes(pool: PgPool) {
    let server = with_ama(&pool).await;
    let code = newest_code(&server).await;
    server.wait(TimeDelta::minutes(10));
    assert_eq!(enter(&server, AMA, &code).await.problem(), "wrong_code");
    let code = newest_code(&server).await;
    server.wait(TimeDelta::seconds(599));
    assert_eq!(enter(&server, AMA, &code).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_new_code_ends_the_one_before(pool: PgPool) {
    let server = with_ama(&pool).await;
    let (first, second) = (newest_code(&server).await, newest_code(&server).await);
    assert!(first == second || enter(&server, AMA, &first).await.problem() == "wrong_code");
    assert_eq!(enter(&server, AMA, &second).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn two_who_enter_the_same_code_at_once_are_not_both_let_in(pool: PgPool) {
    let server = with_ama(&pool).await;
    let code = newest_code(&server).await;
    let (one, other) = tokio::join!(enter(&server, AMA, &code), enter(&server, AMA, &code));
    let let_in = [one, other].iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(let_in, 1);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn who_is_known_here_cannot_be_told_from_any_answer(pool: PgPool) {
    let server = with_ama(&pool).await;
    let seen = |answer: Answer| (answer.status, answer.text, answer.headers);
    assert_eq!(seen(ask(&server, AMA).await), seen(ask(&server, "nobody@example.org").await));
    let letters: i64 = sqlx::query_scalar("select count(*) from job").fetch_one(&pool).await.unwrap();
    assert_eq!(letters, 2, "one is written for nobody, too");
    let wrong = another(&server.codes_for(AMA).await[0]);
    let known = enter(&server, AMA, &wrong).await;
    assert_eq!(seen(known), seen(enter(&server, "nobody@example.org", &wrong).await));
    assert!(server.codes_for("nobody@example.org").await.is_empty());
    for _ in 0..5 {
        assert_eq!(seen(ask(&server, AMA).await), seen(ask(&server, "nobody@example.org").await));
        let known = enter(&server, AMA, &wrong).await;
        assert_eq!(seen(known), seen(enter(&server, "nobody@example.org", &wrong).await));
    }
    let rows: i64 = sqlx::query_scalar("select count(*) from mailed_code").fetch_one(&pool).await.unwrap();
    assert_eq!(rows, 2, "the same is written for both");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn after_five_wrong_tries_even_the_right_code_has_to_wait(pool: PgPool) {
    let server = with_ama(&pool).await;
    let code = newest_code(&server).await;
    for _ in 0..5 {
        assert_eq!(enter(&server, AMA, &another(&code)).await.problem(), "wrong_code");
    }
    let answer = enter(&server, AMA, &code).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_tries"));
    assert_eq!(answer.json()["params"]["retry_after"], "3600");
    assert_eq!(answer.header("retry-after"), "3600", "for programs and proxies");
    server.wait(TimeDelta::hours(1));
    let code = newest_code(&server).await;
    assert_eq!(enter(&server, AMA, &code).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn the_right_person_starts_counting_anew(pool: PgPool) {
    let server = with_ama(&pool).await;
    for _ in 0..4 {
        let code = newest_code(&server).await;
        enter(&server, AMA, &another(&code)).await;
        enter(&server, AMA, &another(&code)).await;
        assert_eq!(enter(&server, AMA, &code).await.status, StatusCode::OK);
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn asking_is_limited_for_an_address_and_for_a_network(pool: PgPool) {
    let server = with_ama(&pool).await;
    for _ in 0..5 {
        assert_eq!(ask(&server, AMA).await.status, StatusCode::OK);
    }
    assert_eq!(ask(&server, AMA).await.problem(), "too_many_tries");
    assert_eq!(server.codes_for(AMA).await.len(), 1, "only the newest code is good, and only that is sent");
    for stranger in 0..94 {
        assert_eq!(ask(&server, &format!("stranger{stranger}@example.org")).await.status, StatusCode::OK);
    }
    assert_eq!(ask(&server, "one.more@example.org").await.problem(), "too_many_tries");
    server.wait(TimeDelta::minutes(15));
    assert_eq!(ask(&server, AMA).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn trying_is_limited_for_a_network_and_servers_count_together(pool: PgPool) {
    let servers = [TestServer::new(pool.clone()).await, TestServer::new(pool).await];
    for guess in 0..100 {
        let answer = enter(&servers[guess % 2], &format!("person{guess}@example.org"), "123456").await;
        assert_eq!(answer.problem(), "wrong_code");
    }
    assert_eq!(enter(&servers[0], "another@example.org", "123456").await.problem(), "too_many_tries");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn what_a_client_says_of_its_address_counts_only_from_a_trusted_proxy(pool: PgPool) {
    let limited = async |door: Door| {
        let server = TestServer::behind(pool.clone(), door).await;
        for visitor in 0..101 {
            let email = json!({ "email": format!("{}@example.org", uuid::Uuid::from_u128(visitor)) });
            let forwarded = format!("203.0.113.{visitor}");
            let headers = [("x-forwarded-for", &*forwarded)];
            if server.post_with("/api/v1/session/code", &headers, &email).await.status != StatusCode::OK {
                return true;
            }
        }
        false
    };
    let proxy = Door { trusted: vec!["198.51.100.7/32".parse().unwrap()], public_url: None };
    assert!(!limited(proxy).await, "a hundred clients behind our proxy are a hundred");
    assert!(limited(Door::default()).await, "one client that claims to be a hundred is one");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn codes_are_shown_in_answers_of_a_demo_only(pool: PgPool) {
    let server = with_ama(&pool).await;
    assert_eq!(ask(&server, AMA).await.json(), json!({}));
    make_demo(&pool).await;
    let code = ask(&server, AMA).await.json()["demo_code"].as_str().unwrap().to_owned();
    assert_eq!(enter(&server, AMA, &code).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn nothing_kept_in_the_database_signs_anyone_in(pool: PgPool) {
    let server = with_ama(&pool).await;
    let signed_in = sign_in(&server, AMA).await;
    ask(&server, AMA).await;
    let everything: String = sqlx::query_scalar(
        "select concat((select string_agg(j::text, '') from job j),
                       (select string_agg(m::text, '') from mailed_code m),
                       (select string_agg(s::text, '') from session s),
                       (select string_agg(a::text, '') from attempt a))",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let code = server.codes_for(AMA).await.pop().unwrap();
    assert!(everything.contains("code_letter"), "the letter was on its way");
    for secret in [code.as_str(), &signed_in.refresh, &signed_in.access, AMA] {
        assert!(!everything.contains(secret), "{secret}");
    }
}
