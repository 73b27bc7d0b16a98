//! What is written to the log: never a secret.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use sqlx::PgPool;
use tracing::subscriber::NoSubscriber;
use tracing::{Dispatch, Level};
use tracing_subscriber::fmt::MakeWriter;

use crate::people::{Provider, sign_in};
use crate::support::TestServer;

/// A log that is kept.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn no_secret_is_logged_even_when_everything_else_is(pool: PgPool) {
    let log = Log::default();
    // With one subscriber alone, tests on other threads, which have none, would decide for all what is worth logging.
    let _second = Dispatch::new(NoSubscriber::new());
    let subscriber = tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(log.clone()).finish();
    let _until_the_end = tracing::subscriber::set_default(subscriber);
    Provider::new(&pool, "Tern").await.person("ama").await;
    let server = TestServer::new(pool).await;
    let first = sign_in(&server, "ama@example.org").await;
    let renewed =
        server.post("/api/v1/session/refresh", &json!({ "refresh_token": first.refresh })).await.json();
    for header in [("authorization", first.bearer()), ("cookie", first.cookies.clone())] {
        server.ask(Method::GET, "/api/v1/me", &[(header.0, &header.1)], Body::empty()).await;
    }
    let code = server.codes_for("ama@example.org").await.pop().unwrap();
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/api/v1/session/refresh"), "the log is on");
    let next = renewed["refresh_token"].as_str().unwrap();
    for secret in [&*code, &first.access, &first.refresh, next] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}
