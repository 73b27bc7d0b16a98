//! The two lists of a draft: what went well, and what was agreed to work on.

use domain::{
    feedback::fields::{self, draft},
    field::{Inner, List},
    notes::Tag,
    sync::path::Path,
};

/// One of the two lists of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The list of what went well.
    Strengths,
    /// The list of what was agreed to be worked on.
    Targets,
}

impl Part {
    /// The list that a path leads into.
    pub fn of(path: &Path) -> Option<Self> {
        [Self::Strengths, Self::Targets].into_iter().find(|part| part.list().path().covers(path))
    }

    /// The collection in the record.
    pub fn list(self) -> List {
        match self {
            Self::Strengths => draft::STRENGTHS,
            Self::Targets => draft::TARGETS,
        }
    }

    /// The text of a member.
    pub fn text(self) -> Inner {
        match self {
            Self::Strengths => fields::STRENGTH_TEXT,
            Self::Targets => fields::TARGET_TEXT,
        }
    }

    /// The area of a member.
    pub fn area(self) -> Inner {
        match self {
            Self::Strengths => fields::STRENGTH_AREA,
            Self::Targets => fields::TARGET_AREA,
        }
    }

    /// The mark of the notes that belong here.
    pub fn tag(self) -> Tag {
        match self {
            Self::Strengths => Tag::Strength,
            Self::Targets => Tag::Target,
        }
    }
}
