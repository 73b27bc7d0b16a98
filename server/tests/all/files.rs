use axum::http::{Method, StatusCode};
use server::site::Site;
use sqlx::PgPool;

use crate::support::{SCRIPT, SHELL, TestServer};

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn every_address_of_the_app_gets_the_same_shell(pool: PgPool) {
    let server = TestServer::new(pool).await;
    for path in ["/", "/me", "/lessons/0192-unknown", "/no/such/address?with=query"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, SHELL), "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    assert_eq!(server.send(Method::HEAD, "/me").await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn hashed_files_are_kept_for_ever_and_plain_ones_asked_for_anew(pool: PgPool) {
    let server = TestServer::new(pool).await;
    let script = server.get("/pkg/app-1.js").await;
    assert_eq!(script.text, SCRIPT);
    assert!(script.header("content-type").starts_with("text/javascript"));
    assert!(script.header("cache-control").contains("immutable"));
    assert_eq!(server.get("/sw.js").await.header("cache-control"), "no-cache");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_file_that_is_gone_is_no_page(pool: PgPool) {
    let answer = TestServer::new(pool).await.get("/pkg/app-of-last-year.js").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_ne!(answer.text, SHELL);
    assert!(!answer.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn a_missing_build_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let error = Site::open(folder.path()).await.unwrap_err();
    assert!(error.to_string().contains("cargo xtask run"), "{error}");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn nobody_is_asked_to_renew_to_a_build_that_is_not_there(pool: PgPool) {
    let server = TestServer::new(pool).await;
    let site = &server.state.site;
    for allowed in [None, Some("0123456789aa"), Some("0123456789ab")] {
        assert!(site.check_serves(allowed).is_ok(), "{allowed:?}");
    }
    let error = site.check_serves(Some("0123456789ac")).unwrap_err().to_string();
    assert!(error.contains("0123456789ac is newer than the build that is served, 0123456789ab"), "{error}");
}
