//! Field tables: what each kind of record holds, how two changes of it merge, and how large it may be.

use chrono::Datelike;
use serde_json::Value;
use uuid::Uuid;

use super::{Body, canonical::canonical, merge::Edit, path::Path, record::RecordKind};
use crate::{
    api::{Code, Problem},
    plain,
};

/// One row of a field table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The paths it stands for; `*` is any UUID, as in `strengths/*/text`.
    pub pattern: &'static str,
    /// What happens when two people change it without knowing of each other.
    pub class: Class,
    /// What may stand in it.
    pub limit: Limit,
}

/// How a field merges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Two different values are both kept, and a person settles which holds.
    Both,
    /// A member of a keyed set: adds unite, members merge field by field, an edit survives a deletion.
    Member,
    /// Written once; from then on neither changed nor removed.
    Append,
    /// Written by the server alone.
    Server,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Text of at most so many characters.
    Text(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A day of this century, `2026-11-21`.
    Date,
    /// An instant, as RFC 3339: by the clock of a device, which may be set to any year.
    Time,
    /// A whole number from nought to this.
    Integer(i64),
    /// Yes or no; until it is answered it is neither.
    YesNo,
    /// An id.
    Id,
    /// An object that is one of at most so many members of its collection.
    Entries(usize),
    /// A field of a newer release, kept as it is.
    Unknown,
}

/// A field table, in parts so that kinds can share rows.
pub type Table = &'static [&'static [Field]];

/// A row of a field table.
pub const fn field(pattern: &'static str, class: Class, limit: Limit) -> Field {
    Field { pattern, class, limit }
}

/// How many bytes a field of a newer release may have, in canonical form.
const MAX_UNKNOWN: usize = 16 * 1024;
/// How many fields of newer releases a body may have.
const MAX_UNKNOWN_NAMES: usize = 50;
const UNKNOWN: Field = field("", Class::Both, Limit::Unknown);

/// The row that governs a path.
pub fn find(kind: RecordKind, path: &Path) -> Result<Field, Problem> {
    let rows = || kind.fields().iter().copied().flatten();
    match rows().find(|row| matches(row.pattern, path)) {
        Some(row) => Ok(*row),
        None if is_new(kind, path) => Ok(UNKNOWN),
        None => Err(Problem::new(Code::UnknownField).at(path)),
    }
}

fn matches(pattern: &str, path: &Path) -> bool {
    let mut segments = path.segments();
    let fits = |(expected, found): (&str, &str)| expected == found || expected == "*" && is_uuid(found);
    pattern.split('/').all(|expected| segments.next().is_some_and(|found| fits((expected, found))))
        && segments.next().is_none()
}

/// One spelling only: the same id in capitals would be another key.
fn is_uuid(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|id| id.to_string() == text)
}

/// Whether a newer release may have added this path: a new name in the body or in a member of a collection.
fn is_new(kind: RecordKind, path: &Path) -> bool {
    let names: Vec<&str> = path.segments().collect();
    let rows = || kind.fields().iter().copied().flatten();
    match names.as_slice() {
        [name] => !rows().any(|row| first(row.pattern) == *name),
        [collection, entry, _] => is_uuid(entry) && is_collection(kind, collection),
        _ => false,
    }
}

/// Checks a value for a path and answers with the row that governs it; `None` removes what is there.
pub fn validate(kind: RecordKind, path: &Path, value: Option<&Value>) -> Result<Field, Problem> {
    let row = find(kind, path)?;
    let refuse = |code| Err(Problem::new(code).at(path));
    match (row.class, value) {
        (Class::Server, _) => return refuse(Code::ServerField),
        (Class::Append, None) => return refuse(Code::AppendOnly),
        (_, None) => return Ok(row),
        (_, Some(value)) => check(kind, path, row.limit, value)?,
    }
    Ok(row)
}

fn check(kind: RecordKind, path: &Path, limit: Limit, value: &Value) -> Result<(), Problem> {
    let problem = |code| Problem::new(code).at(path);
    let text = || value.as_str().ok_or_else(|| problem(Code::Malformed));
    let demand = |fine: bool, code| if fine { Ok(()) } else { Err(problem(code)) };
    match limit {
        Limit::Text(max) => {
            demand(text()?.chars().count() <= max, Code::TooLong).map_err(|found| found.with("max", max))
        }
        Limit::OneOf(words) => demand(words.contains(&text()?), Code::NotOneOf),
        Limit::Date => {
            demand(plain::date(text()?).is_some_and(|when| in_this_century(&when)), Code::NotADate)
        }
        Limit::Time => {
            demand(plain::instant(text()?).is_some_and(|when| is_kept_by_databases(&when)), Code::NotADate)
        }
        Limit::Id => demand(is_uuid(text()?), Code::Malformed),
        Limit::Integer(max) => {
            let number =
                value.as_i64().filter(|number| *number >= 0).ok_or_else(|| problem(Code::Malformed))?;
            demand(number <= max, Code::TooMany).map_err(|found| found.with("max", max))
        }
        Limit::Entries(_) => check_entry(kind, path, value),
        Limit::YesNo => demand(value.is_boolean(), Code::Malformed),
        Limit::Unknown => {
            let bytes = canonical(value).map_err(|_| problem(Code::Malformed))?;
            demand(bytes.len() <= MAX_UNKNOWN, Code::TooLong).map_err(|found| found.with("max", MAX_UNKNOWN))
        }
    }
}

fn check_entry(kind: RecordKind, path: &Path, value: &Value) -> Result<(), Problem> {
    let entry = value.as_object().ok_or_else(|| Problem::new(Code::Malformed).at(path))?;
    for (name, value) in entry {
        let inner =
            path.join(name).map_err(|_| Problem::new(Code::UnknownField).at(path).with("name", name))?;
        validate(kind, &inner, Some(value))?;
    }
    Ok(())
}

/// No database takes the year nought.
fn is_kept_by_databases(when: &impl Datelike) -> bool {
    (1..=9999).contains(&when.year())
}

/// Training lies in this century; a year like 0202 is a slip of the thumb.
pub fn in_this_century(when: &impl Datelike) -> bool {
    (2000..2100).contains(&when.year())
}

/// The edits that would make this body: each field and each member of a collection once, and checked.
pub fn as_edits(kind: RecordKind, body: &Body) -> Result<Vec<Edit>, Problem> {
    let mut edits = Vec::new();
    for (name, value) in body {
        let refused = || Problem::new(Code::UnknownField).at(name);
        let path: Path = name.parse().map_err(|_| refused())?;
        if !is_collection(kind, name) {
            edits.push(Edit { path, base: None, value: Some(value.clone()) });
            continue;
        }
        for (entry, value) in value.as_object().ok_or_else(refused)? {
            let path = path.join(entry).map_err(|_| refused())?;
            edits.push(Edit { path, base: None, value: Some(value.clone()) });
        }
    }
    for edit in &edits {
        validate(kind, &edit.path, edit.value.as_ref())?;
    }
    Ok(edits)
}

fn is_collection(kind: RecordKind, name: &str) -> bool {
    kind.fields().iter().copied().flatten().any(|row| row.pattern.strip_suffix("/*") == Some(name))
}

/// Checks a whole body: every collection within its size, and the whole readable as its kind.
pub fn check_body(kind: RecordKind, body: &Body) -> Result<(), Problem> {
    for row in kind.fields().iter().copied().flatten() {
        let (Limit::Entries(max), Some(name)) = (row.limit, row.pattern.strip_suffix("/*")) else { continue };
        let count = body.get(name).and_then(Value::as_object).map_or(0, serde_json::Map::len);
        if count > max {
            return Err(Problem::new(Code::TooMany).at(name).with("max", max));
        }
    }
    let known = |name: &str| kind.fields().iter().copied().flatten().any(|row| first(row.pattern) == name);
    if body.keys().filter(|name| !known(name)).count() > MAX_UNKNOWN_NAMES {
        return Err(Problem::new(Code::TooMany).with("max", MAX_UNKNOWN_NAMES));
    }
    kind.parse(body)
}

fn first(pattern: &str) -> &str {
    pattern.split('/').next().unwrap_or(pattern)
}
