//! Compiles the message files: a name that is missing or misspelt does not compile.
//!
//! This does by hand what `leptos_i18n_build` does: that crate also brings an exporter of language data with an HTTP
//! client of its own, a minute of compiling that we do not use.

use std::{env, fs, path::PathBuf};

use leptos_i18n_codegen::gen_code;
use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let config =
        Config::new("en").expect("a language").add_namespaces(subjects()).expect("names of subjects");
    let config = config.parse_options(ParseOptions::default().interpolate_display(true));
    let messages = parse_locales(None, config).expect("message files in app/locales");
    for warning in messages.diag.warnings().iter() {
        println!("cargo::warning={warning}");
    }
    for error in messages.diag.errors().iter() {
        println!("cargo::error={error}");
    }
    let code = gen_code(&messages, None, false, None, true).expect("messages as code");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where")).join("messages.rs");
    fs::write(out, code.to_string()).expect("the folder for generated code");
}

/// One file a subject: its name is the first part of a message's name.
fn subjects() -> Vec<String> {
    let files = fs::read_dir("locales/en").expect("message files in app/locales/en");
    let names = files.map(|file| file.expect("a message file").path());
    let mut subjects: Vec<String> =
        names.filter_map(|name| Some(name.file_stem()?.to_str()?.to_string())).collect();
    subjects.sort();
    subjects
}
