//! A server without a socket: requests go straight into the router.

use std::future::ready;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use domain::site::{INDEX_FILE, SiteIndex};
use http_body_util::BodyExt;
use server::clock::{Clock, Random};
use server::job::worker;
use server::router::{Server, Settings, router};
use server::session::post::{Letter, Post};
use server::site::Site;
use server::visitor::Door;
use sqlx::PgPool;
use tempfile::TempDir;
use tower::ServiceExt;

/// The page every address of the app gets, told apart from all others by its words.
pub const SHELL: &str = "<!doctype html><title>the shell</title>";

pub const SCRIPT: &str = "export default 1;";

/// The host of every request; the origin of a page of ours begins with `http://` before it.
pub const HOST: &str = "chalkline.test";
pub const ORIGIN: (&str, &str) = ("origin", "http://chalkline.test");

/// A server whose clock stands still until it is moved, and whose letters are kept.
pub struct TestServer {
    pub router: Router,
    pub state: Server,
    now: Arc<Mutex<DateTime<Utc>>>,
    letters: Arc<Mutex<Vec<Letter>>>,
    _site: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl TestServer {
    pub async fn new(pool: PgPool) -> Self {
        Self::behind(pool, Door::default()).await
    }

    /// A server with something in front of it.
    pub async fn behind(pool: PgPool, door: Door) -> Self {
        let folder = built_site();
        let site = Site::open(folder.path()).await.unwrap();
        let now = Arc::new(Mutex::new("2026-11-21T09:00:00Z".parse().unwrap()));
        let letters = Arc::<Mutex<Vec<Letter>>>::default();
        let (clock, kept) = (now.clone(), letters.clone());
        let settings = Settings {
            door,
            post: Post::new(move |letter| {
                kept.lock().unwrap().push(letter);
                Box::pin(ready(Ok(())))
            }),
            idle: server::session::IDLE,
            min_build: None,
            clock: Clock::new(move || *clock.lock().unwrap()),
            random: Random::system(),
        };
        let state = Server::open(pool, site, settings).await.unwrap();
        Self { router: router(state.clone()), state, now, letters, _site: folder }
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    pub fn wait(&self, time: TimeDelta) {
        *self.now.lock().unwrap() += time;
    }

    /// Does all jobs that are due.
    pub async fn work(&self) {
        while worker::one(&self.state).await.unwrap() {}
    }

    /// The codes that were sent to an address, the newest last.
    pub async fn codes_for(&self, email: &str) -> Vec<String> {
        self.work().await;
        let letters = self.letters.lock().unwrap();
        letters
            .iter()
            .filter(|letter| letter.to.as_str() == email)
            .map(|letter| letter.code.clone())
            .collect()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path).await
    }

    pub async fn send(&self, method: Method, path: &str) -> Answer {
        self.ask(method, path, &[], Body::empty()).await
    }

    pub async fn post(&self, path: &str, json: &serde_json::Value) -> Answer {
        self.post_with(path, &[], json).await
    }

    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], json: &serde_json::Value) -> Answer {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        self.ask(Method::POST, path, &headers, json.to_string().into()).await
    }

    /// Sends a request from an address of the outside world; headers given here win.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in [&[("host", HOST)], headers].concat() {
            request = request.header(name, value);
        }
        let peer = SocketAddr::from(([198, 51, 100, 7], 40_000));
        let request = request.extension(ConnectInfo(peer)).body(body).unwrap();
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

    /// The code of the problem it tells of.
    pub fn problem(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The cookies it sets, as a browser sends them back.
    pub fn cookies(&self) -> String {
        let lines = self.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
        lines.map(|line| line.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
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
