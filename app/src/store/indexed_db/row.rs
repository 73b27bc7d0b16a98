//! Rows as the browser keeps them: objects of a text, and beside it what is looked up.

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::super::Fault;

/// The field of the text.
const JSON: &str = "json";

/// A row of this text and these words.
pub fn row(json: &str, words: &[(&str, &str)]) -> Object {
    let row = Object::new();
    for (name, value) in words.iter().chain(&[(JSON, json)]) {
        Reflect::set(&row, &(*name).into(), &(*value).into()).expect("a new object takes every field");
    }
    row
}

/// A row of these bytes and these words.
pub fn bytes(bytes: &[u8], words: &[(&str, &str)]) -> Object {
    let row = row("", words);
    Reflect::set(&row, &JSON.into(), &Uint8Array::from(bytes)).expect("a new object takes every field");
    row
}

/// The bytes of a row of bytes.
pub fn to_bytes(row: &JsValue) -> Result<Vec<u8>, Fault> {
    let bytes = Reflect::get(row, &JSON.into()).ok().and_then(|bytes| bytes.dyn_into::<Uint8Array>().ok());
    bytes.map(|bytes| bytes.to_vec()).ok_or_else(|| Fault::Damaged("a row without its bytes".to_owned()))
}

/// The text of a row.
pub fn json(row: &JsValue) -> Result<String, Fault> {
    word(row, JSON)
}

/// One of the words of a row.
pub fn word(row: &JsValue, name: &str) -> Result<String, Fault> {
    let word = Reflect::get(row, &name.into()).ok().and_then(|word| word.as_string());
    word.ok_or_else(|| Fault::Damaged("a row without its text".to_owned()))
}
