//! The only fetch.

use domain::health::Health;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

/// A radio that changed cells can leave a request without an answer for ever.
const PATIENCE_MILLISECONDS: u32 = 8_000;

/// The network gave no answer that can be ours: it is as if there were none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAnswer;

impl From<JsValue> for NoAnswer {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// Asks the server how it is.
///
/// An answer that does not read as ours counts as none: a captive portal answers everything with a page.
pub async fn health() -> Result<Health, NoAnswer> {
    let text = get("/api/v1/health").await?;
    serde_json::from_str(&text).map_err(|_| NoAnswer)
}

async fn get(path: &str) -> Result<String, NoAnswer> {
    let options = RequestInit::new();
    options.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MILLISECONDS)));
    let window = web_sys::window().ok_or(NoAnswer)?;
    #[expect(clippy::disallowed_methods, reason = "this is the one place that fetches")]
    let answer = JsFuture::from(window.fetch_with_str_and_init(path, &options)).await?;
    let answer: Response = answer.dyn_into()?;
    JsFuture::from(answer.text()?).await?.as_string().ok_or(NoAnswer)
}
