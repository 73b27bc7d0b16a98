use axum::http::Method;
use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn every_answer_tells_the_browser_what_is_forbidden(pool: PgPool) {
    let server = TestServer::new(pool).await;
    let requests = [
        (Method::GET, "/"),
        (Method::GET, "/pkg/app-1.js"),
        (Method::GET, "/pkg/gone.js"),
        (Method::GET, "/accessibility"),
        (Method::GET, "/api/v1/health"),
        (Method::GET, "/api/v1/unknown"),
        (Method::POST, "/"),
    ];
    for (method, path) in requests {
        let answer = server.send(method, path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(answer.header("permissions-policy"), "camera=(), microphone=(), geolocation=()", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
    }
}
