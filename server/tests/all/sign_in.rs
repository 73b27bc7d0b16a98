//! The sign-in page: plain forms that work without a script.

use axum::http::{Method, StatusCode};
use domain::people::{Role, ScopeKind};
use sqlx::PgPool;

use crate::people::{Provider, make_demo};
use crate::support::{Answer, ORIGIN, TestServer};

const AMA: &str = "ama@example.org";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn with_ama(pool: &PgPool) -> TestServer {
    let provider = Provider::new(pool, "Tern").await;
    let ama = provider.person("ama").await;
    let school = provider.place(ScopeKind::School, "Heron").await;
    provider.grant(ama, Role::TrainingCoordinator, school).await;
    TestServer::new(pool.clone()).await
}

async fn submit(server: &TestServer, form: &str) -> Answer {
    server.ask(Method::POST, "/sign-in", &[FORM, ORIGIN], form.to_owned().into()).await
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn an_address_then_a_code_lead_on_to_where_one_came_from(pool: PgPool) {
    let server = with_ama(&pool).await;
    let first = server.get("/sign-in?next=/me").await;
    assert!(
        first.text.contains("value=\"/me\"") && first.text.contains("autocomplete=\"email\""),
        "{}",
        first.text
    );
    let second = submit(&server, "step=email&email=Ama%40example.org&next=%2Fme").await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.text);
    for attribute in ["inputmode=\"numeric\"", "autocomplete=\"one-time-code\"", "value=\"/me\""] {
        assert!(second.text.contains(attribute), "{attribute}: {}", second.text);
    }
    let code = server.codes_for(AMA).await.pop().unwrap();
    let form = format!("step=code&email={AMA}&code={}+{}&next=%2Fme", &code[..3], &code[3..]);
    let third = submit(&server, &form).await;
    assert_eq!((third.status, third.header("location")), (StatusCode::SEE_OTHER, "/me"), "{}", third.text);
    let me = server
        .ask(Method::GET, "/api/v1/me", &[("cookie", &third.cookies())], axum::body::Body::empty())
        .await;
    assert_eq!(me.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn what_is_wrong_is_said_above_and_at_the_field_in_the_same_words(pool: PgPool) {
    let server = with_ama(&pool).await;
    let cases = [
        ("step=email&email=ama&next=/", "email", "Enter an e-mail address in the right form"),
        ("step=code&email=ama@example.org&code=&next=/", "code", "That code is not right"),
        ("step=code&email=ama&code=123456&next=/", "email", "Enter an e-mail address in the right form"),
    ];
    for (form, field, words) in cases {
        let answer = submit(&server, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.text.matches(words).count(), 2, "{}", answer.text);
        assert!(answer.text.contains(&format!("href=\"#{field}\"")), "{}", answer.text);
        assert!(answer.text.contains("<title>Error: "), "{}", answer.text);
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_code_of_letters_has_a_form_with_a_keyboard_of_letters(pool: PgPool) {
    let server = with_ama(&pool).await;
    let form = server.get("/sign-in?code=true").await.text;
    assert!(form.contains("inputmode=\"text\"") && !form.contains("numeric"), "{form}");
    assert!(form.contains("<script src=\"/sign-in.js\" defer></script>"), "{form}");
    let wrong = submit(&server, "step=made_code&email=ama@example.org&code=bcdf-ghjk&next=/").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("value=\"bcdf-ghjk\"") && wrong.text.contains("made_code"), "{}", wrong.text);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn what_was_typed_is_shown_again_as_text(pool: PgPool) {
    let server = with_ama(&pool).await;
    let answer = submit(&server, "step=email&email=%22%3E%3Cscript%3E&next=/").await;
    assert!(!answer.text.contains("<script"), "{}", answer.text);
    assert!(answer.text.contains("&lt;script"), "{}", answer.text);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn too_many_tries_say_how_long_to_wait(pool: PgPool) {
    let server = with_ama(&pool).await;
    for _ in 0..5 {
        submit(&server, "step=code&email=ama@example.org&code=000000&next=/").await;
    }
    let answer = submit(&server, "step=code&email=ama@example.org&code=000000&next=/").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.text.contains("Try again in 60 minutes"), "{}", answer.text);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_form_of_another_page_is_refused(pool: PgPool) {
    let server = with_ama(&pool).await;
    for headers in [&[FORM][..], &[FORM, ("origin", "http://evil.example")]] {
        let answer =
            server.ask(Method::POST, "/sign-in", headers, "step=email&email=a@b&next=/".into()).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "foreign_origin"));
    }
    let answer = submit(&server, "step=nothing").await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_REQUEST, "malformed"));
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn only_a_demo_shows_its_people_and_lets_anyone_be_them(pool: PgPool) {
    let server = with_ama(&pool).await;
    let id: uuid::Uuid = sqlx::query_scalar("select id from person").fetch_one(&pool).await.unwrap();
    let form = format!("step=demo&person={id}&next=%2F%2Fevil.example");
    assert!(!server.get("/sign-in").await.text.contains(AMA));
    assert_eq!(submit(&server, &form).await.status, StatusCode::NOT_FOUND);
    make_demo(&pool).await;
    let page = server.get("/sign-in").await.text;
    for shown in [AMA, "Training coordinator", "Sign in as "] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let answer = submit(&server, &form).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"), "{}", answer.text);
    let stranger = submit(&server, &format!("step=demo&person={}&next=/", uuid::Uuid::from_u128(1))).await;
    assert!(stranger.status.is_client_error(), "{}", stranger.text);
}
