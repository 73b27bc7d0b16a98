//! Fields as constants of their subject, by which screens and rules know them: their names, limits and paths.
//!
//! There are three shapes of them, so that a path can only be made from what it needs. How they are declared stands in
//! [`declare`](crate::declare).

use crate::{
    id::EntryId,
    sync::{
        fields::{Class, Field, Limit},
        path::Path,
    },
};

/// A field in the body itself, as in `discussion`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct One(Field);

/// A collection of members, each under an id of its own, as in `strengths/*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List(Field);

/// A field in each member of a collection, as in `strengths/*/text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inner(Field);

macro_rules! shapes {
    ($($shape:ident, $slashes:literal, $why:literal, $pattern:ident => $within:expr, $name:expr;)+) => {$(
        impl $shape {
            /// A field that is declared; a pattern of another shape does not compile.
            pub const fn new($pattern: &'static str, class: Class, limit: Limit) -> Self {
                assert!(slashes($pattern) == $slashes, $why);
                Self(Field { within: $within, name: $name, class, limit })
            }

            /// Its row in the field table.
            pub const fn row(self) -> Field {
                self.0
            }

            /// Its name in the body, or in the member.
            pub const fn name(self) -> &'static str {
                self.0.name
            }

            /// The number of characters that fit in it, or of members; whatever else it takes has no such number.
            pub const fn most(self) -> usize {
                match self.0.limit.most() {
                    Some(most) => most,
                    None => usize::MAX,
                }
            }
        }
    )+};
}

shapes! {
    One, 0, "a field in the body has a name and no more", name => "", name;
    List, 1, "a collection is a name with a star", pattern => "", first(pattern);
    Inner, 2, "a field of a member is a name, a star and a name", pattern => first(pattern), last(pattern);
}

impl One {
    /// Its path.
    pub fn path(self) -> Path {
        path(self.name())
    }
}

impl List {
    /// The path of the collection as a whole.
    pub fn path(self) -> Path {
        path(self.name())
    }

    /// The path of a member.
    pub fn of(self, member: EntryId) -> Path {
        path(&format!("{}/{member}", self.name()))
    }

    /// The same field as in another body, in each member of this collection.
    pub const fn each(self, field: One) -> Inner {
        Inner(Field { within: self.0.name, ..field.0 })
    }
}

impl Inner {
    /// Its path in a member.
    pub fn of(self, member: EntryId) -> Path {
        path(&format!("{}/{member}/{}", self.0.within, self.0.name))
    }
}

fn path(text: &str) -> Path {
    text.parse().expect("the names of fields are segments of a path, and so are ids")
}

/// The segment before the first slash.
const fn first(pattern: &'static str) -> &'static str {
    let (bytes, mut end) = (pattern.as_bytes(), 0);
    while bytes[end] != b'/' {
        end += 1;
    }
    pattern.split_at(end).0
}

/// The segment after the last slash.
const fn last(pattern: &'static str) -> &'static str {
    let (bytes, mut start) = (pattern.as_bytes(), pattern.len());
    while bytes[start - 1] != b'/' {
        start -= 1;
    }
    pattern.split_at(start).1
}

const fn slashes(pattern: &str) -> usize {
    let (bytes, mut at, mut count) = (pattern.as_bytes(), 0, 0);
    while at < bytes.len() {
        if bytes[at] == b'/' {
            count += 1;
        }
        at += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::fields::{DISCUSSION, STRENGTH_TEXT, STRENGTHS, TARGET_TEXT};

    #[test]
    fn names_and_paths_come_from_the_row() {
        let member = EntryId::natural("test", &[&1]);
        assert_eq!((DISCUSSION.name(), DISCUSSION.path().as_str()), ("discussion", "discussion"));
        assert_eq!((STRENGTHS.name(), STRENGTHS.path().as_str()), ("strengths", "strengths"));
        assert_eq!(STRENGTHS.of(member).as_str(), format!("strengths/{member}"));
        assert_eq!(STRENGTH_TEXT.name(), "text");
        assert_eq!(STRENGTH_TEXT.of(member).as_str(), format!("strengths/{member}/text"));
        assert_eq!(TARGET_TEXT.of(member).as_str(), format!("targets/{member}/text"));
        assert_eq!((STRENGTH_TEXT.most(), DISCUSSION.most()), (1_000, 10_000));
    }

    #[test]
    fn a_pattern_that_is_written_out_says_the_same() {
        let [list, inner] = [
            List::new("targets/*", Class::Member, Limit::Entries(3)).row(),
            Inner::new("targets/*/text", Class::Both, Limit::Text(1_000)).row(),
        ];
        assert_eq!((list.within, list.name, list.pattern()), ("", "targets", "targets/*".to_owned()));
        assert_eq!(inner, TARGET_TEXT.row());
        assert_eq!(inner.pattern(), "targets/*/text");
    }
}
