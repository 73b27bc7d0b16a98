//! What can be done to feedback besides writing its draft.

use serde::Serialize;
use serde_json::Value;

use crate::{
    id::{ConflictId, EntryId, PersonId, RecordId, ScopeId},
    sorted::Set,
    sync::{Body, merge::Edit},
};

/// Feedback is sent: everything that becomes visible, whatever the draft says by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Send {
    /// The draft it was written as.
    pub draft: RecordId,
    /// The lesson.
    pub lesson: RecordId,
    /// Whom it is for.
    pub trainee: PersonId,
    /// The trainee's *training*, where the targets go.
    pub training: ScopeId,
    /// What it says: a [`Content`](super::Content), with the fields of newer releases.
    pub content: Body,
}

/// The trainee has opened it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The version that was on the screen; phones with the first builds do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

/// The trainee has read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acknowledge {
    /// The version that was on the screen.
    pub version: u64,
    /// What the trainee has to say; may be empty.
    #[serde(default)]
    pub reply: String,
}

/// The author changes what was sent; the earlier text stays in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Amend {
    /// The trainee's *training*, where the targets are.
    pub training: ScopeId,
    /// Why, for the trainee to read.
    pub reason: String,
    /// The fields, each with the value it replaces.
    pub edits: Vec<Edit>,
    /// The conflicts the author has decided with this.
    #[serde(default, skip_serializing_if = "Set::is_empty")]
    pub settles: Set<ConflictId>,
}

impl Amend {
    /// The targets it names.
    pub fn entries(&self) -> Set<EntryId> {
        let target = |edit: &Edit| {
            let mut segments = edit.path.segments();
            (segments.next() == Some("targets")).then(|| segments.next()?.parse().ok()).flatten()
        };
        self.edits.iter().filter_map(target).collect()
    }
}

/// The author takes it away: everyone else keeps the reason, the author the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Withdraw {
    /// The trainee's *training*, where the targets are.
    pub training: ScopeId,
    /// Every target it has, for they go with it.
    pub targets: Set<EntryId>,
    /// The author's draft, which keeps the words; phones with the first builds do not name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<RecordId>,
    /// Why, for the trainee to read.
    pub reason: String,
}

reads! {
    Send { needs draft, lesson, trainee, training, content; }
    Seen { may have version; }
    Acknowledge { needs version; may have reply; }
    Amend { needs training, reason, edits; may have settles; }
    Withdraw { needs training, targets, reason; may have draft; }
}

/// The targets in the words of some feedback.
pub fn entries(words: &Body) -> Set<EntryId> {
    let targets = words.get("targets").and_then(Value::as_object);
    targets.into_iter().flat_map(|targets| targets.keys()).filter_map(|key| key.parse().ok()).collect()
}
