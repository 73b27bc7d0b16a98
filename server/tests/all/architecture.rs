//! What must not stand where, read from the sources. Each rule prints its reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::{feedback::fields::said, kinds::KINDS, sync::fields::rows};

/// A word, the only places that may have it, and why.
struct Rule {
    word: &'static str,
    below: &'static str,
    only_in: &'static str,
    reason: &'static str,
}

const RULES: [Rule; 6] = [
    Rule {
        word: "sqlx::query",
        below: "server/src",
        only_in: "/db.rs",
        reason: "only db.rs files hold SQL, so that what a subject stores is read in one place",
    },
    Rule {
        word: "leptos",
        below: "server/src",
        only_in: "/pages/",
        reason: "only the pages know Leptos: the API answers data",
    },
    Rule {
        word: "fetch_with",
        below: "app/src",
        only_in: "/sync/transport.rs",
        reason: "only the transport fetches: a screen that waits for the network is useless without one",
    },
    Rule {
        word: "records.keep_draft",
        below: "app/src",
        only_in: "/record/keeping.rs",
        reason: "there is one way to keep a text while it is typed: the fields of a form",
    },
    Rule {
        word: "style=\"",
        below: "app/src",
        only_in: "-",
        reason: "the content policy refuses inline styles: use a class, or Leptos' style:",
    },
    Rule {
        word: "Utc::now",
        below: "domain/src",
        only_in: "-",
        reason: "the domain has no clock: the time is a parameter",
    },
];

#[test]
fn every_word_stands_where_it_belongs() {
    for rule in RULES {
        let sources = sources(&root().join(rule.below));
        assert!(!sources.is_empty(), "{} has no sources", rule.below);
        for (path, text) in sources {
            let allowed = path.to_string_lossy().contains(rule.only_in);
            assert!(
                allowed || !text.contains(rule.word),
                "{} has `{}`: {}",
                path.display(),
                rule.word,
                rule.reason
            );
        }
    }
}

/// What knows no subject, so that a new one changes nothing there. The suite of the stores is a test, and may.
const GENERIC: [&str; 8] = [
    "domain/src/sync",
    "domain/src/permission",
    "domain/src/state.rs",
    "app/src/store",
    "app/src/sync",
    "server/src/sync",
    "server/src/projection",
    "server/src/job",
];

#[test]
fn what_is_generic_names_no_subject() {
    let kinds = fs::read_to_string(root().join("domain/src/kinds.rs")).unwrap();
    let subjects = subjects(&kinds);
    assert!(subjects.len() >= 7 && subjects.contains(&"feedback"), "{subjects:?}");
    for place in GENERIC {
        for (path, text) in sources(&root().join(place)) {
            let named = subjects.iter().find(|subject| names(&text, subject));
            let allowed = named.is_none() || path.ends_with("store/suite.rs");
            assert!(
                allowed,
                "{} names `{}`: what it must know stands in its Kind",
                path.display(),
                named.unwrap()
            );
        }
    }
}

/// The subjects, from the list of their kinds: each stands there as `subject: KIND;`.
fn subjects(kinds: &str) -> Vec<&str> {
    let list = kinds.split_once("\nkinds! {").unwrap().1.split_once("\n}").unwrap().0;
    list.lines().filter_map(|line| Some(line.trim().split_once(':')?.0)).collect()
}

/// Whether a source names a module: as the beginning of a path, or in a list of what it uses.
fn names(text: &str, module: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(module).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + module.len()..]);
        let in_list = before.ends_with("    ") && after.starts_with([',', ';']);
        !before.ends_with(is_word) && (after.starts_with("::") || in_list)
    })
}

/// What is no screen: its words for files, databases and the types of inputs happen to be the same.
const NO_SCREENS: [&str; 4] = ["app/src/store", "app/src/sync", "app/src/ui", "form/tests"];

#[test]
fn screens_name_fields_by_the_constants_of_their_subject() {
    let rows = KINDS.into_iter().flat_map(rows).chain(said::ROWS);
    let names: BTreeSet<&str> = rows.map(|row| row.name).collect();
    assert!(names.contains("began_at") && names.contains("success"), "{names:?}");
    for (path, text) in sources(&root().join("app/src")) {
        let is_screen = !NO_SCREENS.iter().any(|place| path.to_string_lossy().contains(place));
        // The tests of a file stand at its end, and say what is on the wire.
        let screen = text.split("#[cfg(test)]").next().filter(|_| is_screen).unwrap_or_default();
        for line in screen.lines() {
            let written = names.iter().find(|name| writes(line, name));
            assert!(
                written.is_none(),
                "{} has \"{}\" in a text: take the constant of its subject",
                path.display(),
                written.unwrap()
            );
        }
    }
}

/// Whether a line has the name in a text, alone or at the beginning of a path. Addresses, the names of chunks and
/// attributes, which have no space before their text, are words of their own.
fn writes(line: &str, name: &str) -> bool {
    let is_address = ["path!(", "id_in_address", "wasm_split("].iter().any(|word| line.contains(word));
    let is_there = |text: String| line.match_indices(&text).any(|(at, _)| !line[..at].ends_with('='));
    !is_address && (is_there(format!("\"{name}\"")) || is_there(format!("\"{name}/")))
}

#[test]
fn no_file_is_too_long_to_read() {
    for folder in
        ["app/src", "domain", "frontend/src", "server", "xtask/src", "end2end/support", "end2end/tests"]
    {
        for (path, text) in sources(&root().join(folder)) {
            assert!(
                text.lines().count() <= 500,
                "{} has more than 500 lines: split it by subject",
                path.display()
            );
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    if folder.is_file() {
        return vec![(folder.to_path_buf(), fs::read_to_string(folder).unwrap())];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_source = path.extension().is_some_and(|extension| extension == "rs" || extension == "ts");
        if path.is_dir() {
            found.extend(sources(&path));
        } else if is_source {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
    found
}
