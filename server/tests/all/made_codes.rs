//! One-time codes made for others: for whom, how long they are good, and the way they bring a person in.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use domain::id::PersonId;
use domain::people::{Role, ScopeKind};
use serde_json::{Value, json};
use server::visitor::Door;
use sqlx::PgPool;

use crate::people::{Provider, sign_in};
use crate::support::{Answer, TestServer};

const AMA: &str = "ama@example.org";

/// Everyone there is, by name; the last is of another provider.
const EVERYONE: [&str; 10] = [
    "administrator",
    "ama",
    "busy",
    "coordinator",
    "former",
    "lead",
    "mentor",
    "neighbour",
    "tutor",
    "stranger",
];

/// Who may make a code, and for whom; nobody else may for anyone.
const ALLOWED: [(&str, &str); 4] = [
    ("busy", "ama mentor tutor"),
    ("coordinator", "ama mentor"),
    ("lead", "ama mentor tutor"),
    ("administrator", "administrator ama busy coordinator former lead mentor neighbour tutor"),
];

async fn enter(server: &TestServer, email: &str, code: &str) -> Answer {
    server.post("/api/v1/session", &json!({ "email": email, "code": code })).await
}

/// A school with a mentor and a trainee, around them everyone who looks after someone, and a stranger.
async fn school(pool: &PgPool) -> TestServer {
    let provider = Provider::new(pool, "Tern").await;
    let school = provider.place(ScopeKind::School, "Heron").await;
    let elsewhere = provider.place(ScopeKind::School, "Kestrel").await;
    let programme = provider.place(ScopeKind::Programme, "iQTS").await;
    let ama = provider.person("ama").await;
    let [training, shared] = provider.trainee(ama, programme, school).await;
    let people = [
        ("mentor", Role::Mentor, shared),
        ("busy", Role::Mentor, shared),
        ("tutor", Role::PersonalTutor, training),
        ("lead", Role::CourseLead, programme),
        ("coordinator", Role::TrainingCoordinator, school),
        ("neighbour", Role::TrainingCoordinator, elsewhere),
        ("administrator", Role::Administrator, programme),
    ];
    provider.grant(ama, Role::Trainee, training).await;
    for (name, role, scope) in people {
        let person = provider.person(name).await;
        provider.grant(person, role, scope).await;
    }
    provider.grant(person_id(pool, "busy").await, Role::CourseLead, programme).await;
    provider.person("former").await;
    let other = Provider::new(pool, "Plover").await;
    other.person("stranger").await;
    TestServer::new(pool.clone()).await
}

fn allowed(maker: &str) -> &'static str {
    ALLOWED.iter().find(|(who, _)| *who == maker).map_or("", |(_, whom)| whom)
}

async fn person_id(pool: &PgPool, name: &str) -> PersonId {
    let id = sqlx::query_scalar("select id from person where name = $1").bind(name).fetch_one(pool).await;
    PersonId(id.unwrap())
}

async fn make_code(server: &TestServer, pool: &PgPool, maker: &str, person: &str) -> Answer {
    let signed_in = sign_in(server, &format!("{maker}@example.org")).await;
    let path = format!("/api/v1/people/{}/code", person_id(pool, person).await);
    server.ask(Method::POST, &path, &[("authorization", &signed_in.bearer())], Body::empty()).await
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn codes_are_made_only_for_those_one_looks_after(pool: PgPool) {
    let server = school(&pool).await;
    for maker in EVERYONE {
        let may = allowed(maker);
        for person in EVERYONE {
            let answer = make_code(&server, &pool, maker, person).await;
            let expected = if may.split(' ').any(|name| name == person) {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            assert_eq!(answer.status, expected, "{maker} for {person}");
            server.wait(TimeDelta::minutes(1));
        }
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_made_code_works_once_within_a_day_and_is_logged(pool: PgPool) {
    let server = school(&pool).await;
    let made = async || -> Value { make_code(&server, &pool, "coordinator", "ama").await.json() };
    let text = |made: &Value| made["code"].as_str().unwrap().to_owned();
    let (first, second) = (made().await, made().await);
    assert_eq!(enter(&server, AMA, &text(&first)).await.problem(), "wrong_code", "a later code ends it");
    let typed = text(&second).to_lowercase();
    assert_eq!(enter(&server, AMA, &format!("{} {}", &typed[..4], &typed[4..])).await.status, StatusCode::OK);
    assert_eq!(enter(&server, AMA, &text(&second)).await.problem(), "wrong_code");
    assert_eq!(enter(&server, "mentor@example.org", &text(&made().await)).await.problem(), "wrong_code");
    let late = made().await;
    server.wait(TimeDelta::hours(24));
    assert_eq!(enter(&server, AMA, &text(&late)).await.problem(), "wrong_code");
    let logged: Vec<(PersonId, bool)> =
        sqlx::query_as("select made_by, used_at is not null from made_code order by made_at, id")
            .fetch_all(&pool)
            .await
            .unwrap()
            .into_iter()
            .map(|(by, used): (uuid::Uuid, bool)| (PersonId(by), used))
            .collect();
    let coordinator = person_id(&pool, "coordinator").await;
    assert_eq!(logged.len(), 4);
    assert!(logged.iter().all(|(by, _)| *by == coordinator));
    assert_eq!(logged.iter().filter(|(_, used)| *used).count(), 1);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn the_list_names_exactly_those_for_whom_a_code_is_made(pool: PgPool) {
    let server = school(&pool).await;
    for maker in EVERYONE {
        let people = list(&server, maker).await;
        let names: Vec<&str> = people.iter().map(|one| one["person"]["name"].as_str().unwrap()).collect();
        assert_eq!(names.join(" "), allowed(maker), "{maker}");
        server.wait(TimeDelta::minutes(1));
    }
    let mentor = list(&server, "coordinator").await.pop().unwrap();
    assert_eq!(
        (&mentor["person"]["email"], &mentor["roles"]),
        (&json!("mentor@example.org"), &json!(["mentor"]))
    );
    assert_eq!(server.get("/api/v1/people").await.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn nobody_is_listed_for_a_coordinator_whose_role_has_ended(pool: PgPool) {
    let server = school(&pool).await;
    sqlx::query("update role_grant set until_at = $1 where role = 'training_coordinator'")
        .bind(server.now())
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(list(&server, "coordinator").await, Vec::<Value>::new());
    assert_eq!(make_code(&server, &pool, "coordinator", "ama").await.problem(), "not_found");
}

async fn list(server: &TestServer, maker: &str) -> Vec<Value> {
    let bearer = sign_in(server, &format!("{maker}@example.org")).await.bearer();
    let answer =
        server.ask(Method::GET, "/api/v1/people", &[("authorization", &bearer)], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_value(answer.json()).unwrap()
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn the_link_holds_address_and_code_where_no_server_sees_them(pool: PgPool) {
    let server = school(&pool).await;
    let made = make_code(&server, &pool, "coordinator", "ama").await.json();
    let code = made["code"].as_str().unwrap();
    let expected = format!("http://chalkline.test/sign-in?code=true#email=ama%40example.org&code={code}");
    assert_eq!(made["link"], json!(expected));
    assert!(made["qr"].as_str().unwrap().contains("<svg"), "{}", made["qr"]);

    let door = Door { public_url: Some("https://chalkline.example/".to_owned()), ..Door::default() };
    let server = TestServer::behind(pool.clone(), door).await;
    let made = make_code(&server, &pool, "coordinator", "ama").await.json();
    assert!(made["link"].as_str().unwrap().starts_with("https://chalkline.example/sign-in?"));
}
