//! The wasm entry: it mounts the app into the shell.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs when the browser has compiled the app.
#[wasm_bindgen(start)]
pub fn start() {
    app::start();
}
