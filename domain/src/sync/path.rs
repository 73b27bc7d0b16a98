//! Field paths: how a mutation names a place in a record's body.
//!
//! Collections are objects keyed by UUID, never arrays, so that a path means the same thing after a merge.

use std::{borrow::Borrow, fmt, str::FromStr};

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Body;
use crate::plain::{self, Read, Unreadable};

/// How many segments a path may have.
pub const MAX_DEPTH: usize = 4;
/// How long one segment may be; a UUID has 36 characters.
const MAX_SEGMENT: usize = 64;

/// A path of field names and entry ids, as in `strengths/0192…/text`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
pub struct Path(String);

/// Why a text is not a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPath {
    /// More segments than any record has.
    #[error("more than {MAX_DEPTH} segments")]
    Depth,
    /// A segment that is empty, too long, or not of lower-case letters, digits, `_` and `-`.
    #[error("a segment that is not a field name or an id")]
    Segment,
}

/// A value that is no object stands where the path would have to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the path leads through a value that is not an object")]
pub struct Blocked;

impl Path {
    /// The segments, outermost first.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// The path as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of a member of this one.
    pub fn join(&self, segment: &str) -> Result<Self, NotAPath> {
        format!("{self}/{segment}").parse()
    }

    /// Whether this path is the other one or leads to it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The value at this path; `null` counts as absent.
    pub fn get<'a>(&self, body: &'a Body) -> Option<&'a Value> {
        let mut segments = self.segments();
        let first = body.get(segments.next()?)?;
        let found = segments.try_fold(first, |value, segment| value.as_object()?.get(segment))?;
        (!found.is_null()).then_some(found)
    }

    /// Puts a value at this path, making the objects on the way.
    pub fn set(&self, body: &mut Body, value: Value) -> Result<(), Blocked> {
        let mut segments: Vec<&str> = self.segments().collect();
        let Some(last) = segments.pop() else { return Err(Blocked) };
        let mut object = body;
        for segment in segments {
            let next = object.entry(segment).or_insert_with(|| Value::Object(Body::new()));
            object = next.as_object_mut().ok_or(Blocked)?;
        }
        object.insert(last.to_owned(), value);
        Ok(())
    }

    /// Takes the value at this path out of the body.
    pub fn remove(&self, body: &mut Body) -> Option<Value> {
        let mut segments: Vec<&str> = self.segments().collect();
        let last = segments.pop()?;
        let holder =
            segments.into_iter().try_fold(body, |object, name| object.get_mut(name)?.as_object_mut())?;
        holder.remove(last)
    }
}

/// Field names and ids begin with a letter or digit: `__proto__` is neither.
fn is_segment(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=MAX_SEGMENT).contains(&text.len())
        && text.bytes().next().is_some_and(plain)
        && text.bytes().all(|byte| plain(byte) || byte == b'_' || byte == b'-')
}

impl FromStr for Path {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        if text.split('/').count() > MAX_DEPTH {
            return Err(NotAPath::Depth);
        }
        if text.split('/').all(is_segment) { Ok(Self(text.to_owned())) } else { Err(NotAPath::Segment) }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Path {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Serialize for Path {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Read for Path {
    fn read(value: Value) -> Result<Self, Unreadable> {
        plain::parse(&value, "not a path")
    }
}

through_plain!(Path);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: Value) -> Body {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn paths_are_read_by_table() {
        let cases = [
            ("a", Ok(())),
            ("strengths/01936c1e-0000-7000-8000-000000000001/text", Ok(())),
            ("a/b/c/d", Ok(())),
            ("a/b/c/d/e", Err(NotAPath::Depth)),
            ("", Err(NotAPath::Segment)),
            ("a//b", Err(NotAPath::Segment)),
            ("/a", Err(NotAPath::Segment)),
            ("a/", Err(NotAPath::Segment)),
            ("__proto__", Err(NotAPath::Segment)),
            ("a/__proto__/b", Err(NotAPath::Segment)),
            ("A", Err(NotAPath::Segment)),
            ("é", Err(NotAPath::Segment)),
            ("a b", Err(NotAPath::Segment)),
            ("..", Err(NotAPath::Segment)),
            (&"x".repeat(65), Err(NotAPath::Segment)),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<Path>().map(|_| ()), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_set_is_read_and_can_be_removed() {
        let path: Path = "strengths/one/text".parse().unwrap();
        let mut there = body(json!({"other": 1}));
        path.set(&mut there, json!("calm start")).unwrap();
        assert_eq!(path.get(&there), Some(&json!("calm start")));
        assert_eq!(path.remove(&mut there), Some(json!("calm start")));
        assert_eq!(Value::Object(there), json!({"other": 1, "strengths": {"one": {}}}));
    }

    #[test]
    fn a_value_that_is_no_object_is_not_overwritten_on_the_way() {
        let path: Path = "title/text".parse().unwrap();
        let mut there = body(json!({"title": "words"}));
        assert_eq!(path.set(&mut there, json!(1)), Err(Blocked));
        assert_eq!(path.get(&there), None);
        assert_eq!(path.remove(&mut there), None);
        assert_eq!(Value::Object(there), json!({"title": "words"}));
    }

    #[test]
    fn null_is_absent() {
        let path: Path = "due".parse().unwrap();
        assert_eq!(path.get(&body(json!({"due": null}))), None);
    }

    #[test]
    fn covers_whole_segments_only() {
        let path = |text: &str| text.parse::<Path>().unwrap();
        assert!(path("a/b").covers(&path("a/b")));
        assert!(path("a/b").covers(&path("a/b/c")));
        assert!(!path("a/b").covers(&path("a/bc")));
        assert!(!path("a/b").covers(&path("a")));
    }
}
