//! Field tables: what each kind of record holds, how two changes of it merge, and how large it may be.

use serde_json::Value;

pub use super::limit::{Limit, YEARS, in_this_century};
use super::{Body, limit::is_uuid, merge::Edit, path::Path, record::RecordKind};
use crate::api::{Code, Problem};

/// One row of a field table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The collection in whose members it stands, as in `strengths`; empty when it stands in the body.
    pub within: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// What happens when two people change it without knowing of each other.
    pub class: Class,
    /// What may stand in it.
    pub limit: Limit,
}

impl Field {
    /// Whether it stands for the members of a collection.
    pub const fn is_list(&self) -> bool {
        matches!(self.limit, Limit::Entries(_))
    }

    /// The name in the body under which it stands: its own, or that of its collection.
    pub const fn first(&self) -> &'static str {
        if self.within.is_empty() { self.name } else { self.within }
    }

    /// The paths it stands for, in one text; `*` is any UUID, as in `strengths/*/text`.
    pub fn pattern(&self) -> String {
        let Self { within, name, .. } = self;
        let through = if within.is_empty() { "" } else { "/*/" };
        let member = if self.is_list() { "/*" } else { "" };
        format!("{within}{through}{name}{member}")
    }

    /// Whether it stands for a path.
    pub fn is_at(&self, path: &Path) -> bool {
        let mut found = path.segments();
        let is_inside = self.within.is_empty() || found.next() == Some(self.within) && is_member(&mut found);
        is_inside
            && found.next() == Some(self.name)
            && (!self.is_list() || is_member(&mut found))
            && found.next().is_none()
    }
}

fn is_member<'a>(path: &mut impl Iterator<Item = &'a str>) -> bool {
    path.next().is_some_and(is_uuid)
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

/// A field table, in parts so that kinds can share rows.
pub type Table = &'static [&'static [Field]];

/// How many fields of newer releases a body may have.
const MAX_UNKNOWN_NAMES: usize = 50;
const UNKNOWN: Field = Field { within: "", name: "", class: Class::Both, limit: Limit::Unknown };

/// The rows of a kind's field table.
pub fn rows(kind: RecordKind) -> impl Iterator<Item = &'static Field> {
    kind.fields().iter().copied().flatten()
}

/// The row that governs a path.
pub fn find(kind: RecordKind, path: &Path) -> Result<Field, Problem> {
    match rows(kind).find(|row| row.is_at(path)) {
        Some(row) => Ok(*row),
        None if is_new(kind, path) => Ok(UNKNOWN),
        None => Err(Problem::new(Code::UnknownField).at(path)),
    }
}

/// Whether a newer release may have added this path: a new name in the body or in a member of a collection.
fn is_new(kind: RecordKind, path: &Path) -> bool {
    let names: Vec<&str> = path.segments().collect();
    match names.as_slice() {
        [name] => !is_known(kind, name),
        [collection, entry, _] => is_uuid(entry) && is_collection(kind, collection),
        _ => false,
    }
}

/// Whether the body has a field or a collection of that name.
fn is_known(kind: RecordKind, name: &str) -> bool {
    rows(kind).any(|row| row.within.is_empty() && row.name == name)
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
    match limit {
        Limit::Entries(_) => check_entry(kind, path, value),
        limit => limit.check(value).map_err(|problem| problem.at(path)),
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
    rows(kind).any(|row| row.is_list() && row.name == name)
}

/// Checks a whole body: every collection within its size, and the whole readable as its kind.
pub fn check_body(kind: RecordKind, body: &Body) -> Result<(), Problem> {
    for row in rows(kind) {
        let Limit::Entries(max) = row.limit else { continue };
        let count = body.get(row.name).and_then(Value::as_object).map_or(0, serde_json::Map::len);
        if count > max {
            return Err(Problem::new(Code::TooMany).at(row.name).with("max", max));
        }
    }
    if body.keys().filter(|name| !is_known(kind, name)).count() > MAX_UNKNOWN_NAMES {
        return Err(Problem::new(Code::TooMany).with("max", MAX_UNKNOWN_NAMES));
    }
    kind.parse(body)
}
