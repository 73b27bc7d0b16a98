use axum::http::StatusCode;
use domain::site::PUBLIC_PAGES;
use sqlx::PgPool;

use crate::support::{SHELL, TestServer};

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn the_pages_for_everyone_are_whole_without_a_script(pool: PgPool) {
    let server = TestServer::new(pool).await;
    for path in PUBLIC_PAGES {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_ne!(answer.text, SHELL, "{path} is rendered by the server");
        assert!(answer.text.starts_with("<!doctype html><html"), "{path}: {}", answer.text);
        assert!(answer.text.contains("<h1>"), "{path}: {}", answer.text);
        assert!(answer.text.contains("/pkg/app-1.css"), "{path}: {}", answer.text);
        assert!(answer.text.ends_with("</html>"), "{path} came to its end: {}", answer.text);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
        for forbidden in ["<script", "style=\"", "onclick", "__RESOLVED_RESOURCES"] {
            assert!(!answer.text.contains(forbidden), "{path} has {forbidden}: {}", answer.text);
        }
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn the_readable_api_names_every_endpoint(pool: PgPool) {
    let server = TestServer::new(pool).await;
    let page = server.get("/api/docs").await.text;
    let document = server.get("/api/v1/openapi.json").await.json();
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(page.contains(path.as_str()), "{path} is missing");
    }
}
