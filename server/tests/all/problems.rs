use axum::http::{Method, StatusCode};
use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn what_cannot_be_answered_is_a_problem_with_a_code(pool: PgPool) {
    let server = TestServer::new(pool).await;
    let cases = [
        (Method::GET, "/api/v1/unknown", StatusCode::NOT_FOUND, "not_found"),
        (Method::POST, "/api/v1/unknown", StatusCode::NOT_FOUND, "not_found"),
        (Method::POST, "/api/v1/health", StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
        (Method::DELETE, "/me", StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
        (Method::GET, "/favicon.ico", StatusCode::NOT_FOUND, "not_found"),
    ];
    for (method, path, status, code) in cases {
        let answer = server.send(method.clone(), path).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {path}");
        let expected = serde_json::json!({ "type": "about:blank", "status": status.as_u16(), "code": code });
        assert_eq!(answer.json(), expected, "{method} {path}");
    }
}
