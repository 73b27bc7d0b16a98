//! What can be done to feedback besides writing its draft.

use serde::Serialize;
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema},
};

use super::{DRAFT, fields, rules};
use crate::{
    api::Problem,
    id::{ConflictId, EntryId, PersonId, RecordId, ScopeId},
    kinds,
    people::own_scope,
    sorted::Set,
    sync::{
        Body,
        command::{Answers, Verb},
        decide::{Asked, Plan},
        describe,
        loaded::Needs,
        merge::Edit,
        mutation::{Mutation, Outcome},
    },
    target::{TARGET, target_id},
};

commands! {
    /// What can be done to feedback besides writing its draft.
    kinds::Command::Feedback;

    /// Feedback is sent, with everything that becomes visible.
    SEND "send" Send,
    /// Feedback was opened.
    OPEN "read" Seen,
    /// Feedback was acknowledged.
    ACKNOWLEDGE "acknowledge" Acknowledge,
    /// Sent feedback is changed, with a reason.
    AMEND "amend" Amend,
    /// Sent feedback is taken away, with a reason.
    WITHDRAW "withdraw" Withdraw,
}

/// The commands that the targets in *training* follow.
pub const FOLLOWED: &[Verb] = &[SEND, AMEND, WITHDRAW];

/// Feedback is sent: everything that becomes visible, whatever the draft says by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Send {
    /// The draft it was written as.
    pub draft: RecordId,
    /// The lesson that the feedback is about.
    pub lesson: RecordId,
    /// The trainee for whom the feedback is.
    pub trainee: PersonId,
    /// The trainee's *training*, where the targets go.
    pub training: ScopeId,
    /// The words of the feedback: a [`Content`](super::Content), with the fields of newer releases.
    #[schema(schema_with = content)]
    pub content: Body,
}

/// What is sent is what a draft holds, without its lesson.
fn content() -> RefOr<Schema> {
    describe::body_of(DRAFT)
}

impl Answers for Send {
    fn needs(&self, mutation: &Mutation, needs: &mut Needs) {
        needs.scopes.insert(self.training);
        needs.records.insert(self.lesson);
        needs.records.extend(targets(mutation, entries(&self.content)));
    }

    fn authorise(&self, asked: &Asked) -> Result<(), Problem> {
        asked.fits_person("trainee", self.trainee)?;
        asked.allow_beside("training", self.training, TARGET)
    }

    fn perform(&self, plan: &mut Plan) -> Result<Outcome, Problem> {
        rules::send(plan, self)
    }
}

/// The trainee has opened the feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Seen {
    /// The version that was on the screen; phones with the first builds do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

impl Answers for Seen {
    fn perform(&self, plan: &mut Plan) -> Result<Outcome, Problem> {
        rules::mark_read(plan, self)
    }
}

/// The trainee says that they have read the feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Acknowledge {
    /// The version that was on the screen.
    pub version: u64,
    /// The reply of the trainee, which may be empty.
    #[serde(default)]
    pub reply: String,
}

impl Answers for Acknowledge {
    fn perform(&self, plan: &mut Plan) -> Result<Outcome, Problem> {
        rules::acknowledge(plan, self)
    }
}

/// The author changes what was sent; the earlier text stays in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Amend {
    /// The trainee's *training*, where the targets are.
    pub training: ScopeId,
    /// The reason, which the trainee will read.
    pub reason: String,
    /// The fields, each with the value it replaces.
    pub edits: Vec<Edit>,
    /// The conflicts the author has decided with this.
    #[serde(default, skip_serializing_if = "Set::is_empty")]
    #[schema(value_type = BTreeSet<ConflictId>)]
    pub settles: Set<ConflictId>,
}

impl Amend {
    /// The targets it names.
    pub fn entries(&self) -> Set<EntryId> {
        let target = |edit: &Edit| {
            let mut segments = edit.path.segments();
            (segments.next() == Some(fields::TARGETS.name())).then(|| segments.next()?.parse().ok()).flatten()
        };
        self.edits.iter().filter_map(target).collect()
    }
}

impl Answers for Amend {
    fn needs(&self, mutation: &Mutation, needs: &mut Needs) {
        needs.scopes.insert(self.training);
        needs.records.extend(targets(mutation, self.entries()));
    }

    fn authorise(&self, asked: &Asked) -> Result<(), Problem> {
        asked.allow_beside("training", self.training, TARGET)
    }

    fn perform(&self, plan: &mut Plan) -> Result<Outcome, Problem> {
        rules::amend(plan, self)
    }

    fn edits(&self) -> &[Edit] {
        &self.edits
    }
}

/// The author takes it away: everyone else keeps the reason, the author the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Withdraw {
    /// The trainee's *training*, where the targets are.
    pub training: ScopeId,
    /// The targets that the feedback has, all of which go with it.
    #[schema(value_type = BTreeSet<EntryId>)]
    pub targets: Set<EntryId>,
    /// The author's draft, which keeps the words; phones with the first builds do not name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<RecordId>,
    /// The reason, which the trainee will read.
    pub reason: String,
}

impl Answers for Withdraw {
    fn needs(&self, mutation: &Mutation, needs: &mut Needs) {
        needs.scopes.insert(self.training);
        needs.records.extend(targets(mutation, self.targets.clone()));
        if let Some(draft) = self.draft {
            needs.scopes.insert(own_scope(mutation.author).id);
            needs.records.insert(draft);
        }
    }

    fn authorise(&self, asked: &Asked) -> Result<(), Problem> {
        asked.allow_beside("training", self.training, TARGET)
    }

    fn perform(&self, plan: &mut Plan) -> Result<Outcome, Problem> {
        rules::withdraw(plan, self)
    }
}

reads! {
    Send { needs draft, lesson, trainee, training, content; }
    Seen { may have version; }
    Acknowledge { needs version; may have reply; }
    Amend { needs training, reason, edits; may have settles; }
    Withdraw { needs training, targets, reason; may have draft; }
}

/// The records of the targets with these entries in the feedback that a mutation is about.
fn targets(mutation: &Mutation, entries: Set<EntryId>) -> impl Iterator<Item = RecordId> {
    entries.into_iter().map(|entry| target_id(mutation.record, entry))
}

/// The targets in the words of some feedback.
pub fn entries(words: &Body) -> Set<EntryId> {
    let targets = words.get(fields::TARGETS.name()).and_then(Value::as_object);
    targets.into_iter().flat_map(|targets| targets.keys()).filter_map(|key| key.parse().ok()).collect()
}
