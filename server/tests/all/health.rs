use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_well_server_says_so_and_names_its_build(pool: PgPool) {
    let answer = TestServer::new(pool).await.get("/api/v1/health").await;
    assert_eq!(answer.status, StatusCode::OK);
    let expected = serde_json::json!({ "status": "ok", "build": "0123456789ab", "database": "ok" });
    assert_eq!(answer.json(), expected);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_server_without_its_database_says_that(pool: PgPool) {
    let server = TestServer::new(pool.clone()).await;
    pool.close().await;
    let answer = server.get("/api/v1/health").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["database"], "unavailable");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn the_api_describes_itself(pool: PgPool) {
    let answer = TestServer::new(pool).await.get("/api/v1/openapi.json").await;
    let document = answer.json();
    assert_eq!(document["info"]["title"], "Chalkline");
    assert!(document["paths"]["/api/v1/health"]["get"]["responses"]["503"].is_object());
}
