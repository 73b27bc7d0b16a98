//! Texts that are read later, if ever.

use std::{ops::Range, rc::Rc};

/// A text, or a part of one that many share: its bytes are neither copied nor looked at until it is read.
#[derive(Debug, Clone)]
pub struct Text {
    of: Rc<Vec<u8>>,
    range: Range<usize>,
}

impl Text {
    /// A part of a text.
    pub fn part(of: &Rc<Vec<u8>>, range: Range<usize>) -> Self {
        Self { of: Rc::clone(of), range }
    }

    /// The text itself; empty when that is none.
    pub fn as_str(&self) -> &str {
        let bytes = self.of.get(self.range.clone()).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { range: 0..text.len(), of: Rc::new(text.into_bytes()) }
    }
}
