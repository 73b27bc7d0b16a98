//! Compiles the message files: a name that is missing or misspelt does not compile, nor does a missing argument.
//!
//! What is made of a message is as small as can be: a function that gives its text or, where it has arguments, a struct of
//! them that becomes text. See `docs/adr/0011-messages-as-functions.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value};

/// The languages there are; the first is the one that has every message.
const LANGUAGES: [&str; 1] = ["en"];

/// A message's text in each language.
type Texts<'a> = BTreeMap<&'static str, &'a str>;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let messages: Vec<_> = LANGUAGES.map(|language| (language, read(language))).into();
    let code = languages() + &module(&messages);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where")).join("messages.rs");
    fs::write(out, code).expect("the folder for generated code");
}

/// The messages of a language: one file a subject, whose name is the first part of a message's name.
fn read(language: &str) -> Map<String, Value> {
    let folder = Path::new("locales").join(language);
    let files = fs::read_dir(&folder).unwrap_or_else(|cause| panic!("{}: {cause}", folder.display()));
    let file = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a message file");
        let messages = serde_json::from_str(&text);
        let subject = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (subject, messages.unwrap_or_else(|cause| panic!("{}: {cause}", path.display())))
    };
    files.map(|entry| file(entry.expect("a message file").path())).collect()
}

fn languages() -> String {
    let arms = |arm: fn(&str) -> String| LANGUAGES.map(arm).join("\n");
    format!(
        "/// A language.\n#[derive(Debug, Clone, Copy, PartialEq, Eq)]\npub enum Locale {{ {} }}
        impl Locale {{
            /// All there are.\npub const ALL: [Self; {}] = [{}];
            /// Its tag, as browsers know it.\npub const fn as_str(self) -> &'static str {{ match self {{ {} }} }}
        }}\n",
        arms(|name| format!("/// {name}\n{name},")),
        LANGUAGES.len(),
        arms(|name| format!("Self::{name},")),
        arms(|name| format!("Self::{name} => {name:?},")),
    )
}

/// The messages of a place in the files, and the modules of the places below it.
fn module(languages: &[(&'static str, Map<String, Value>)]) -> String {
    let mut code = String::new();
    for (name, first) in &languages[0].1 {
        let of = |messages: &Map<String, Value>| messages.get(name).cloned().unwrap_or_else(|| first.clone());
        if first.is_object() {
            let below = |(language, messages): &(_, _)| {
                (*language, of(messages).as_object().cloned().unwrap_or_default())
            };
            let below: Vec<_> = languages.iter().map(below).collect();
            write!(code, "pub mod {name} {{ use super::Locale;\n{} }}\n", module(&below)).expect("memory");
        } else {
            let texts: Vec<_> =
                languages.iter().map(|(language, messages)| (*language, of(messages))).collect();
            let texts: Texts =
                texts.iter().map(|(language, text)| (*language, text.as_str().expect(name))).collect();
            code += &message(name, &texts);
        }
    }
    code
}

/// A message: a function that gives its text, or a struct of its arguments that becomes text.
fn message(name: &str, texts: &Texts) -> String {
    let names: BTreeSet<&str> = texts.values().flat_map(|text| pieces(text).1).collect();
    let arms = |arm: &dyn Fn(&str) -> String| {
        each(texts, |(language, text)| format!("Locale::{language} => {},", arm(text)))
    };
    if names.is_empty() {
        let arms = arms(&|text| format!("{text:?}"));
        return format!(
            "pub const fn {name}(language: Locale) -> &'static str {{ match language {{ {arms} }} }}\n"
        );
    }
    let fields = each(&names, |name| format!("pub {name}: &'a dyn std::fmt::Display,"));
    let arms = arms(&|text| {
        let (format, names) = pieces(text);
        let values = each(names, |name| format!(", self.{name}"));
        format!("format!({format:?}{values})")
    });
    format!(
        "pub struct {name}<'a> {{ {fields} }}
        impl {name}<'_> {{ pub fn words(self, language: Locale) -> String {{ match language {{ {arms} }} }} }}\n"
    )
}

/// The code of each, one after the other.
fn each<T>(all: impl IntoIterator<Item = T>, code: impl FnMut(T) -> String) -> String {
    all.into_iter().map(code).collect::<Vec<_>>().concat()
}

/// A text as a format, and the arguments that stand in it: `{{ count }} lessons`.
fn pieces(text: &str) -> (String, Vec<&str>) {
    let mut names = Vec::new();
    let mut format = String::new();
    for (index, part) in text.split("{{").enumerate() {
        let (name, words) = if index == 0 {
            (None, part)
        } else {
            let (name, words) =
                part.split_once("}}").unwrap_or_else(|| panic!("a {{{{ without }}}} in {text:?}"));
            (Some(name.trim()), words)
        };
        format += if name.is_some() { "{}" } else { "" };
        format += &words.replace('{', "{{").replace('}', "}}");
        names.extend(name);
    }
    (format, names)
}
