//! Fields as constants of their subject: the name, the row of the field table and every path come from one declaration.
//!
//! There are three shapes of them, so that a path can only be made from what it needs.

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

/// Makes the constants of the fields of a subject, and the part of a field table that they stand in.
macro_rules! fields {
    ($(#[$about:meta])* $table:ident;
        $($(#[$doc:meta])* $name:ident: $shape:ident = $pattern:literal, $class:ident, $limit:expr;)+) => {
        $($(#[$doc])* pub const $name: $crate::field::$shape =
            $crate::field::$shape::new($pattern, $crate::sync::fields::Class::$class, $limit);)+
        $(#[$about])*
        pub const $table: &[$crate::sync::fields::Field] = &[$($name.row()),+];
    };
}

macro_rules! shapes {
    ($($shape:ident, $slashes:literal, $why:literal;)+) => {$(
        impl $shape {
            /// A field that is declared; a pattern of another shape does not compile.
            pub const fn new(pattern: &'static str, class: Class, limit: Limit) -> Self {
                assert!(slashes(pattern) == $slashes, $why);
                Self(Field { pattern, class, limit })
            }

            /// Its row in the field table.
            pub const fn row(self) -> Field {
                self.0
            }

            /// The number of characters that fit in it, or of members; whatever else it takes has no such number.
            pub const fn most(self) -> usize {
                match self.0.limit {
                    Limit::Text(most) | Limit::Entries(most) => most,
                    _ => usize::MAX,
                }
            }
        }
    )+};
}

shapes! {
    One, 0, "a field in the body has a name and no more";
    List, 1, "a collection is a name with a star";
    Inner, 2, "a field of a member is a name, a star and a name";
}

impl One {
    /// Its name.
    pub const fn name(self) -> &'static str {
        self.0.pattern
    }

    /// Its path.
    pub fn path(self) -> Path {
        path(self.name())
    }
}

impl List {
    /// Its name.
    pub const fn name(self) -> &'static str {
        self.0.pattern.split_at(self.0.pattern.len() - "/*".len()).0
    }

    /// The path of the collection as a whole.
    pub fn path(self) -> Path {
        path(self.name())
    }

    /// The path of a member.
    pub fn of(self, member: EntryId) -> Path {
        path(&format!("{}/{member}", self.name()))
    }
}

impl Inner {
    /// Its name in the member.
    pub const fn name(self) -> &'static str {
        let (pattern, mut start) = (self.0.pattern, self.0.pattern.len());
        while pattern.as_bytes()[start - 1] != b'/' {
            start -= 1;
        }
        pattern.split_at(start).1
    }

    /// Its path in a member.
    pub fn of(self, member: EntryId) -> Path {
        path(&self.0.pattern.replace('*', &member.to_string()))
    }
}

fn path(text: &str) -> Path {
    text.parse().expect("the names of fields are segments of a path, and so are ids")
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
    use crate::feedback::fields::{DISCUSSION, STRENGTH_TEXT, STRENGTHS};

    #[test]
    fn names_and_paths_come_from_the_row() {
        let member = EntryId::natural("test", &[&1]);
        assert_eq!((DISCUSSION.name(), DISCUSSION.path().as_str()), ("discussion", "discussion"));
        assert_eq!((STRENGTHS.name(), STRENGTHS.path().as_str()), ("strengths", "strengths"));
        assert_eq!(STRENGTHS.of(member).as_str(), format!("strengths/{member}"));
        assert_eq!(STRENGTH_TEXT.name(), "text");
        assert_eq!(STRENGTH_TEXT.of(member).as_str(), format!("strengths/{member}/text"));
        assert_eq!((STRENGTH_TEXT.most(), DISCUSSION.most()), (1_000, 10_000));
    }
}
