//! Texts that are read later, if ever.

use std::{ops::Range, rc::Rc};

/// A text, or a part of one that many share: nothing is copied until it is read.
#[derive(Debug, Clone)]
pub struct Text {
    of: Rc<String>,
    range: Range<usize>,
}

impl Text {
    /// A part of a text.
    pub fn part(of: &Rc<String>, range: Range<usize>) -> Self {
        Self { of: Rc::clone(of), range }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.of[self.range.clone()]
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { range: 0..text.len(), of: Rc::new(text) }
    }
}
