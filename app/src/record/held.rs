//! What stands in a field, and what it is as a value of the record.

use domain::{
    api::{Code, Problem},
    moment::Minutes,
    sync::{
        Body,
        fields::{self, Field, Limit},
        path::Path,
        record::RecordKind,
    },
};
use serde_json::{Value, json};

/// What a person has put into a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// The text as it was typed.
    Text(String),
    /// A value that was chosen, added or taken out.
    Value(Option<Value>),
}

/// What may stand in the fields of a form.
#[derive(Debug, Clone, Copy)]
pub enum Rules {
    /// What the field table of a kind says.
    Kind(RecordKind),
    /// Words for something that is yet to be said: these fields, and no others.
    Words(&'static [Field]),
}

impl Rules {
    /// What a field takes, if it is known.
    pub fn limit(self, path: &Path) -> Option<Limit> {
        match self {
            Self::Kind(kind) => fields::find(kind, path).ok().map(|row| row.limit),
            Self::Words(rows) => rows.iter().find(|row| row.is_at(path)).map(|row| row.limit),
        }
    }

    /// What is held, as a value. Only a text can be empty and still be something; what is no number, or no time, stays as
    /// it was typed, and does not fit.
    pub fn value(self, path: &Path, held: &Held) -> Option<Value> {
        let text = match held {
            Held::Text(text) => text,
            Held::Value(value) => return value.clone(),
        };
        let said = text.trim();
        match self.limit(path) {
            None | Some(Limit::Text(_) | Limit::Unknown) => Some(json!(text)),
            Some(_) if said.is_empty() => None,
            Some(Limit::Integer(_)) => Some(said.parse::<i64>().map_or_else(|_| json!(text), Value::from)),
            Some(Limit::Minutes(_)) => {
                Some(said.parse::<Minutes>().map_or_else(|_| json!(text), |time| json!(time)))
            }
            Some(_) => Some(json!(said)),
        }
    }

    /// What is wrong with a value, if anything is.
    pub fn problem(self, path: &Path, value: Option<&Value>) -> Option<Problem> {
        match self {
            Self::Kind(kind) => fields::validate(kind, path, value).err(),
            Self::Words(_) => {
                let Some(Limit::Text(max)) = self.limit(path) else { return None };
                let length = value.and_then(Value::as_str).map_or(0, |text| text.trim().chars().count());
                (length > max).then(|| Problem::new(Code::TooLong).at(path).with("max", max))
            }
        }
    }
}

impl Held {
    /// What stands in the field for it.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Value(value) => text_of(value.as_ref()),
        }
    }

    /// A value that was said, as it stood in its field.
    pub fn said(value: Option<&Value>) -> Self {
        match value {
            Some(Value::String(text)) => Self::Text(text.clone()),
            value => Self::Value(value.cloned()),
        }
    }

    /// As it is kept on the device; [`Held::read`] reads it again.
    pub fn keep(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Value(value) => json!({ "set": value }),
        }
    }

    /// Reads again what was kept.
    pub fn read(kept: &Value) -> Option<Self> {
        match kept {
            Value::String(text) => Some(Self::Text(text.clone())),
            Value::Object(object) => {
                Some(Self::Value(object.get("set").filter(|value| !value.is_null()).cloned()))
            }
            _ => None,
        }
    }
}

/// A value as it stands in a field.
pub fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(answer)) => answer.to_string(),
        _ => String::new(),
    }
}

/// The value at a path below another one, whose own value this is.
pub fn below<'a>(above: &Path, value: Option<&'a Value>, path: &Path) -> Option<&'a Value> {
    let mut rest = path.segments().skip(above.segments().count());
    rest.try_fold(value?, |value, name| value.get(name)).filter(|value| !value.is_null())
}

/// A value with another one in it.
pub fn with(above: &Path, value: Option<Value>, path: &Path, inner: Option<Value>) -> Option<Value> {
    let rest: Vec<&str> = path.segments().skip(above.segments().count()).collect();
    let (Some(Value::Object(mut body)), Ok(rest)) = (value.clone(), rest.join("/").parse::<Path>()) else {
        return value;
    };
    match inner {
        Some(inner) => drop(rest.set(&mut body, inner)),
        None => drop(rest.remove(&mut body)),
    }
    Some(Value::Object(body))
}

/// Whether two values say the same: an empty text is as good as none.
pub fn is_same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let is_empty = |value: Option<&Value>| value.is_none_or(|value| value.as_str() == Some(""));
    one == other || is_empty(one) && is_empty(other)
}

/// Puts a value into a body, or takes it out; a field whose member is gone has nowhere to stand.
pub fn place(body: &mut Body, path: &Path, value: Option<Value>) {
    match value {
        Some(value) if has_place(body, path) => drop(path.set(body, value)),
        Some(_) => {}
        None => drop(path.remove(body)),
    }
}

/// Whether the members that the path leads through are there.
fn has_place(body: &Body, path: &Path) -> bool {
    let names: Vec<&str> = path.segments().collect();
    let members = (2..names.len()).filter(|length| is_id(names[length - 1]));
    members
        .map(|length| names[..length].join("/"))
        .all(|member| member.parse::<Path>().is_ok_and(|member| member.get(body).is_some()))
}

fn is_id(name: &str) -> bool {
    name.parse::<domain::id::EntryId>().is_ok()
}
