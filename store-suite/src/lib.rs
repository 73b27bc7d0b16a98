//! The suite of the store on a real browser's database, and the traps of that database that only a browser has.
#![cfg(target_arch = "wasm32")]

/// The domain's own checks: what is frozen on the server's machine must be the same in a browser.
#[path = "../../domain/tests/golden/checks.rs"]
mod golden;
mod live;
mod traps;

use app::store::{
    Fault, Store,
    change::Change,
    indexed_db::{IndexedDb, NEWEST},
    suite::{self, Bench, Outcome, Wrong},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

struct Browser;

impl Bench for Browser {
    type Store = IndexedDb;

    async fn open(&self, name: &str) -> Result<IndexedDb, Fault> {
        IndexedDb::open_named(name, NEWEST).await
    }
}

/// Runs every case and writes each outcome on the page.
#[wasm_bindgen]
pub async fn run() -> Result<(), JsValue> {
    let mut outcomes = suite::run(&Browser).await;
    outcomes.extend(traps::run().await);
    for (name, outcome) in &outcomes {
        show(name, outcome)?;
    }
    Ok(())
}

/// Holds the golden files to what they were frozen as, and writes each outcome on the page.
#[wasm_bindgen]
pub fn check_golden() -> Result<(), JsValue> {
    for golden in golden::ALL {
        show(golden.name, &golden.run().map_err(Wrong))?;
    }
    Ok(())
}

/// Shows the store as a screen has it.
#[wasm_bindgen]
pub fn live() {
    live::mount();
}

/// Writes until the device is full; gives the words of what then happened, and whether the store still works.
#[wasm_bindgen]
pub async fn fill() -> Result<Vec<String>, JsValue> {
    let words = |fault: Fault| JsValue::from(fault.to_string());
    let store = IndexedDb::open_named("full", NEWEST).await.map_err(words)?;
    let mut said = Vec::new();
    for count in 0..64 {
        let change = Change::Draft(count.to_string(), Some(noise(count)));
        if let Err(fault) = store.write(None, &[change]).await {
            said.push(fault.to_string());
            break;
        }
    }
    let removed = store.write(None, &[Change::Draft("0".to_owned(), None)]).await;
    said.push(removed.map_or_else(|fault| fault.to_string(), |_| "goes on".to_owned()));
    Ok(said)
}

/// A million letters that cannot be compressed, which the browser would do.
fn noise(seed: u32) -> String {
    let mut state = seed + 1;
    let letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b' ' + u8::try_from(state >> 26).unwrap_or_default())
    };
    std::iter::repeat_with(letter).take(1_000_000).collect()
}

fn show(name: &str, outcome: &Outcome) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no page")?;
    let list = document.query_selector("ol")?.ok_or("no list")?;
    let line = document.create_element("li")?;
    let words = outcome.as_ref().map_or_else(|wrong| wrong.0.clone(), |()| "passed".to_owned());
    line.set_text_content(Some(&format!("{name}: {words}")));
    line.set_attribute("data-outcome", if outcome.is_ok() { "passed" } else { "failed" })?;
    list.append_child(&line)?;
    Ok(())
}
