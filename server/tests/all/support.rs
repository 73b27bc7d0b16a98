//! A server without a socket: requests go straight into the router.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::site::{INDEX_FILE, SiteIndex};
use http_body_util::BodyExt;
use server::router::{State, router};
use server::site::Site;
use sqlx::PgPool;
use tempfile::TempDir;
use tower::ServiceExt;

/// The page every address of the app gets, told apart from all others by its words.
pub const SHELL: &str = "<!doctype html><title>the shell</title>";

pub const SCRIPT: &str = "export default 1;";

pub struct TestServer {
    router: Router,
    _site: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl TestServer {
    pub async fn new(pool: PgPool) -> Self {
        let folder = built_site();
        let site = Site::open(folder.path()).await.unwrap();
        Self { router: router(State { pool, site }), _site: folder }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path).await
    }

    pub async fn send(&self, method: Method, path: &str) -> Answer {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The folder that the build writes, with files short enough to compare.
fn built_site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let index = SiteIndex { build: "0123456789ab".into(), stylesheet: "/pkg/app-1.css".into() };
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("pkg")).unwrap();
    write(INDEX_FILE, &serde_json::to_string(&index).unwrap());
    write("index.html", SHELL);
    write("sw.js", "const BUILD = 1;");
    write("pkg/app-1.js", SCRIPT);
    folder
}
