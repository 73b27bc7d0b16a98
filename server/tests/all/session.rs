//! Signing in, being signed in, signing out; made codes; limits of what a request may be.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use domain::people::{Role, ScopeKind};
use serde_json::json;
use server::visitor::Door;
use sqlx::PgPool;

use crate::people::{Provider, SignedIn, sign_in};
use crate::support::{Answer, ORIGIN, TestServer};

const AMA: &str = "ama@example.org";

async fn with_ama(pool: &PgPool) -> TestServer {
    Provider::new(pool, "Tern").await.person("ama").await;
    TestServer::new(pool.clone()).await
}

async fn me(server: &TestServer, headers: &[(&str, &str)]) -> Answer {
    server.ask(Method::GET, "/api/v1/me", headers, Body::empty()).await
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_mailed_code_signs_in_by_bearer_and_by_cookie(pool: PgPool) {
    let server = with_ama(&pool).await;
    let signed_in = sign_in(&server, AMA).await;
    for header in [("authorization", signed_in.bearer()), ("cookie", signed_in.cookies)] {
        let answer = me(&server, &[(header.0, &header.1)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.json()["person"]["email"], AMA);
        assert_eq!(answer.json()["devices"][0]["current"], true);
    }
    let nobody = me(&server, &[]).await;
    assert_eq!((nobody.status, nobody.problem().as_str()), (StatusCode::UNAUTHORIZED, "signed_out"));
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn cookies_are_out_of_reach_and_bound_to_the_host_over_tls(pool: PgPool) {
    let lines = |answer: &Answer| -> Vec<String> {
        answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap().to_owned()).collect()
    };
    Provider::new(&pool, "Tern").await.person("ama").await;
    let door = Door { trusted: vec!["198.51.100.0/24".parse().unwrap()], public_url: None };
    let server = TestServer::behind(pool, door).await;
    for (proto, prefix, secure) in [("http", "", false), ("https", "__Host-", true)] {
        let headers = [("x-forwarded-proto", proto), ("x-forwarded-for", "203.0.113.9")];
        server.post_with("/api/v1/session/code", &headers, &json!({ "email": AMA })).await;
        let code = server.codes_for(AMA).await.pop().unwrap();
        let body = json!({ "email": AMA, "code": code });
        let answer = server.post_with("/api/v1/session", &headers, &body).await;
        for (line, name) in lines(&answer).iter().zip(["access", "refresh"]) {
            assert!(line.starts_with(&format!("{prefix}chalkline_{name}=")), "{line}");
            assert!(line.contains("; Path=/; ") && line.contains("; HttpOnly; SameSite=Lax"), "{line}");
            assert_eq!(line.ends_with("; Secure"), secure, "{line}");
        }
        let [_, _, whose] = &lines(&answer)[..] else { panic!("{:?}", lines(&answer)) };
        assert!(whose.starts_with("chalkline_person=") && !whose.contains("HttpOnly"), "{whose}");
        assert_eq!(whose.ends_with("; Secure"), secure, "{whose}");
        assert_eq!(answer.header("strict-transport-security").is_empty(), !secure);
        let cookie = ("cookie", &*answer.cookies());
        assert_eq!(me(&server, &[cookie, headers[0]]).await.status, StatusCode::OK);
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_request_with_cookies_must_come_from_our_own_pages(pool: PgPool) {
    let server = with_ama(&pool).await;
    let signed_in = sign_in(&server, AMA).await;
    let cookie = ("cookie", signed_in.cookies.as_str());
    for foreign in [
        &[cookie][..],
        &[cookie, ("origin", "http://evil.example")],
        &[cookie, ("sec-fetch-site", "cross-site")],
    ] {
        for (method, path) in [(Method::DELETE, "/api/v1/session"), (Method::POST, "/api/v1/session/refresh")]
        {
            let answer = server.ask(method, path, foreign, Body::empty()).await;
            assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "foreign_origin"));
        }
    }
    assert_eq!(me(&server, &[cookie]).await.status, StatusCode::OK, "reading needs no origin");
    let own = server.ask(Method::POST, "/api/v1/session/refresh", &[cookie, ORIGIN], Body::empty()).await;
    assert_eq!(own.status, StatusCode::OK);
    assert_eq!(own.json()["refresh_token"], serde_json::Value::Null, "no script is to see it");
    let bearer = signed_in.bearer();
    let answer =
        server.ask(Method::DELETE, "/api/v1/session", &[("authorization", &bearer)], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "a Bearer token needs no origin");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn devices_are_listed_and_signed_out_one_by_one_or_all(pool: PgPool) {
    let server = with_ama(&pool).await;
    let delete = async |by: &SignedIn, query: &str| {
        let path = format!("/api/v1/session{query}");
        server.ask(Method::DELETE, &path, &[("authorization", &by.bearer())], Body::empty()).await
    };
    let alive = async |who: &SignedIn| {
        me(&server, &[("authorization", &who.bearer())]).await.status == StatusCode::OK
    };
    let mut devices = Vec::new();
    for _ in 0..4 {
        devices.push(sign_in(&server, AMA).await);
        server.wait(TimeDelta::seconds(1));
    }
    let list = me(&server, &[("authorization", &devices[3].bearer())]).await.json()["devices"].clone();
    assert_eq!(list.as_array().unwrap().len(), 4);
    assert_eq!(list[0]["current"], true, "the last used comes first");

    let other = list[1]["id"].as_str().unwrap();
    assert_eq!(delete(&devices[3], &format!("?device={other}")).await.status, StatusCode::NO_CONTENT);
    assert!(!alive(&devices[2]).await && alive(&devices[3]).await, "another device is out at once");

    let gone = delete(&devices[1], "").await;
    assert!(gone.header("set-cookie").contains("Max-Age=0"));
    assert!(gone.cookies().contains("chalkline_person="), "who asks to be signed out is forgotten");
    assert!(!alive(&devices[1]).await && alive(&devices[0]).await);

    assert_eq!(delete(&devices[0], "?everywhere=true").await.status, StatusCode::NO_CONTENT);
    assert!(!alive(&devices[0]).await && !alive(&devices[3]).await);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn nobody_signs_out_a_device_of_another_person(pool: PgPool) {
    let provider = Provider::new(&pool, "Tern").await;
    provider.person("ama").await;
    provider.person("ben").await;
    let server = TestServer::new(pool).await;
    let (ama, ben) = (sign_in(&server, AMA).await, sign_in(&server, "ben@example.org").await);
    let list = me(&server, &[("authorization", &ama.bearer())]).await.json();
    let path = format!("/api/v1/session?device={}", list["devices"][0]["id"].as_str().unwrap());
    let answer = server.ask(Method::DELETE, &path, &[("authorization", &ben.bearer())], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(me(&server, &[("authorization", &ama.bearer())]).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn roles_are_those_of_this_moment(pool: PgPool) {
    let provider = Provider::new(&pool, "Tern").await;
    let ama = provider.person("ama").await;
    let school = provider.place(ScopeKind::School, "Heron").await;
    let server = TestServer::new(pool).await;
    let until = server.now() - provider.since + TimeDelta::minutes(5);
    provider.grant_until(ama, Role::TrainingCoordinator, school, Some(until)).await.unwrap();
    let signed_in = sign_in(&server, AMA).await;
    let roles = async || me(&server, &[("authorization", &signed_in.bearer())]).await.json()["roles"].clone();
    assert_eq!(roles().await[0]["role"], "training_coordinator");
    assert_eq!(roles().await[0]["kind"], "school");
    server.wait(TimeDelta::minutes(5));
    assert_eq!(roles().await, json!([]), "no token has to be renewed for a role to end");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn nobody_is_made_a_reader_for_ever(pool: PgPool) {
    let provider = Provider::new(&pool, "Tern").await;
    let examiner = provider.person("examiner").await;
    let school = provider.place(ScopeKind::School, "Heron").await;
    let refused = provider.grant_until(examiner, Role::Reader, school, None).await.unwrap_err();
    assert_eq!(refused.into_database_error().unwrap().constraint(), Some("reader_is_dated"));
    provider.grant_until(examiner, Role::Reader, school, Some(TimeDelta::days(5))).await.unwrap();
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn bodies_that_cannot_be_read_are_problems(pool: PgPool) {
    let server = TestServer::new(pool).await;
    let json = ("content-type", "application/json");
    let huge = format!("{{\"email\":\"{}\"}}", "a".repeat(server::body::LIMIT));
    let cases = [
        (json, "{", StatusCode::BAD_REQUEST, "malformed", None),
        (json, "{\"email\":1}", StatusCode::BAD_REQUEST, "malformed", Some("email")),
        (json, "{}", StatusCode::BAD_REQUEST, "malformed", None),
        (json, "{\"email\":\"nobody\"}", StatusCode::UNPROCESSABLE_ENTITY, "not_an_email", Some("email")),
        (json, &huge, StatusCode::PAYLOAD_TOO_LARGE, "too_large", None),
        (("content-type", "text/plain"), "{\"email\":\"a@b\"}", StatusCode::BAD_REQUEST, "malformed", None),
    ];
    for (kind, body, status, code, field) in cases {
        let answer = server.ask(Method::POST, "/api/v1/session/code", &[kind], body.to_owned().into()).await;
        let start: String = body.chars().take(40).collect();
        assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{start}");
        assert_eq!(answer.json()["field"].as_str(), field, "{start}");
        assert!(!answer.text.contains("struct") && !answer.text.contains("AskCode"), "{}", answer.text);
    }
}
