//! What one tab tells the others of a write, so that they see it without looking at the disk.

use std::rc::Rc;

use domain::{
    api::Problem,
    id::ScopeId,
    plain::{Fields, Read, ReadFields, Unreadable},
    sync::{client::outbox::Entry, wire::Cursor},
};
use serde_json::{Result, Value, json, to_value};

use super::{
    change::{Change, Row},
    follow::Wrote,
};

/// The text of a write; an error when it has no form as JSON.
pub fn text(wrote: &Wrote) -> Result<String> {
    let changes = wrote.changes.iter().filter_map(|change| value(change).transpose());
    let changes: Vec<Value> = changes.collect::<Result<_>>()?;
    Ok(json!({"from": wrote.from, "to": wrote.to, "changes": changes}).to_string())
}

/// Reads what another tab has told.
pub fn read(text: &str) -> std::result::Result<Wrote, Unreadable> {
    let value = serde_json::from_str(text).map_err(|_| Unreadable::new("not JSON"))?;
    let mut fields = Fields::of(value)?;
    let changes: Vec<Told> = fields.need("changes")?;
    let changes: Rc<[Change]> = changes.into_iter().map(|Told(change)| change).collect();
    Ok(Wrote { from: fields.need("from")?, to: fields.need("to")?, changes })
}

/// A change as it is told; none when nobody sees it.
fn value(change: &Change) -> Result<Option<Value>> {
    let (word, said) = match change {
        Change::Name(..) | Change::Draft(..) => return Ok(None),
        Change::Entry(entry) => ("entry", to_value(entry)?),
        Change::Leave(id) => ("leave", to_value(id)?),
        Change::Review(entry, problem) => ("review", to_value((entry, problem))?),
        Change::Dismiss(id) => ("dismiss", to_value(id)?),
        Change::Open(opened) => ("open", to_value(opened)?),
        Change::Drop(scope) => ("drop", to_value(scope)?),
        Change::Cursor(scope, cursor) => ("cursor", to_value((scope, cursor))?),
        Change::Record(Row { id, scope, kind, json }) => {
            ("record", json!({"id": id, "scope": scope, "kind": kind, "json": json}))
        }
        Change::Tomb(id) => ("tomb", to_value(id)?),
    };
    Ok(Some(json!([word, said])))
}

struct Told(Change);

impl Read for Told {
    fn read(value: Value) -> std::result::Result<Self, Unreadable> {
        let (word, said): (String, Value) = Read::read(value)?;
        Ok(Self(match word.as_str() {
            "entry" => Change::Entry(Read::read(said)?),
            "leave" => Change::Leave(Read::read(said)?),
            "review" => {
                let (entry, problem): (Entry, Problem) = Read::read(said)?;
                Change::Review(entry, problem)
            }
            "dismiss" => Change::Dismiss(Read::read(said)?),
            "open" => Change::Open(Read::read(said)?),
            "drop" => Change::Drop(Read::read(said)?),
            "cursor" => {
                let (scope, cursor): (ScopeId, Cursor) = Read::read(said)?;
                Change::Cursor(scope, cursor)
            }
            "record" => Change::Record(Row::take(&mut Fields::of(said)?)?),
            "tomb" => Change::Tomb(Read::read(said)?),
            _ => return Err(Unreadable::new("not one of its words")),
        }))
    }
}

impl ReadFields for Row {
    fn take(fields: &mut Fields) -> std::result::Result<Self, Unreadable> {
        Ok(Self {
            id: fields.need("id")?,
            scope: fields.need("scope")?,
            kind: fields.need("kind")?,
            json: fields.need("json")?,
        })
    }
}
