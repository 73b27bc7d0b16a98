//! The files of the built app: the shell, the service worker, and everything they name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use axum::Router;
use axum::http::{HeaderValue, Response, header};
use axum::response::{Html, IntoResponse};
use domain::site::{INDEX_FILE, SiteIndex};
use tower_http::services::fs::ServeFileSystemResponseBody;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeader;

/// The name of a file below `/pkg` holds a hash of its bytes, so it may be kept for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file with a plain name is asked for anew each time; unchanged, it costs a few bytes.
const ASK_FIRST: &str = "no-cache";

/// The built app, as it lies in a folder.
#[derive(Debug)]
pub struct Site {
    root: PathBuf,
    index: SiteIndex,
    shell: String,
}

impl Site {
    /// Opens the folder that the build wrote; says how to build when there is none.
    pub async fn open(root: &Path) -> anyhow::Result<Arc<Self>> {
        let index = read(root, INDEX_FILE).await?;
        let index = serde_json::from_str(&index).with_context(|| format!("{INDEX_FILE} is damaged"))?;
        let shell = read(root, "index.html").await?;
        Ok(Arc::new(Self { root: root.to_path_buf(), index, shell }))
    }

    /// What the build says of itself.
    pub fn index(&self) -> &SiteIndex {
        &self.index
    }

    /// Fails when devices would be asked to renew themselves to a build that is not here to be had.
    pub fn check_serves(&self, min_build: Option<&str>) -> anyhow::Result<()> {
        let build = self.index.build.as_str();
        match min_build.filter(|oldest| *oldest > build) {
            Some(oldest) => bail!("--min-build {oldest} is newer than the build that is served, {build}"),
            None => Ok(()),
        }
    }

    /// The app's page, the same bytes for every address.
    pub fn shell(&self) -> impl IntoResponse + use<> {
        ([(header::CACHE_CONTROL, ASK_FIRST)], Html(self.shell.clone()))
    }

    /// The addresses of the app's files, each sent as it was compressed at build time.
    pub fn router(&self) -> Router {
        Router::new()
            .nest_service("/pkg", cached(FOR_EVER, self.folder("pkg")))
            .nest_service("/icons", cached(ASK_FIRST, self.folder("icons")))
            .route_service("/manifest.webmanifest", cached(ASK_FIRST, self.file("manifest.webmanifest")))
            .route_service("/sign-in.js", cached(ASK_FIRST, self.file("sign-in.js")))
            .route_service("/sw.js", cached(ASK_FIRST, self.file("sw.js")))
    }

    fn folder(&self, name: &str) -> ServeDir {
        ServeDir::new(self.root.join(name)).precompressed_br().precompressed_gzip()
    }

    fn file(&self, name: &str) -> ServeFile {
        ServeFile::new(self.root.join(name)).precompressed_br().precompressed_gzip()
    }
}

/// Says how long an answer may be kept; that a file is missing may not be kept at all.
fn cached<S>(
    policy: &'static str,
    service: S,
) -> SetResponseHeader<S, impl Fn(&Response<ServeFileSystemResponseBody>) -> Option<HeaderValue> + Clone> {
    let policy = HeaderValue::from_static(policy);
    SetResponseHeader::overriding(service, header::CACHE_CONTROL, move |answer: &Response<_>| {
        (!answer.status().is_client_error()).then(|| policy.clone())
    })
}

async fn read(root: &Path, name: &str) -> anyhow::Result<String> {
    let path = root.join(name);
    tokio::fs::read_to_string(&path).await.with_context(|| {
        format!("no built app: {} cannot be read; `cargo xtask run` builds it", path.display())
    })
}
