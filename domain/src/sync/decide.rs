//! The one decision: what a mutation does, given what is there, who asks and when. Every change of a record is made here.
//!
//! [`decide`] first asks whether it may be done and then does it. A device shows its unsent work through [`perform`], the
//! second half alone: the server will judge with grants the device cannot know.

use chrono::{DateTime, Utc};

use super::{
    Body,
    canonical::Digest,
    fields,
    loaded::{Loaded, Writes},
    merge::{self, Edit, Merged, Source},
    mutation::{Action, Mutation, Outcome},
    path::Path,
    record::{Change, Conflict, Record, RecordKind, State},
};
use crate::{
    api::{Code, Problem},
    feedback,
    id::{ConflictId, PersonId, RecordId, ScopeId},
    notes,
    people::{Actor, ScopeKind},
    permission::{Verb, may_write},
    sorted::Set,
};

/// What comes of a mutation, and what is written for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What the person is told.
    pub outcome: Outcome,
    /// What changes; nothing, unless it was applied, merged or in conflict.
    pub writes: Writes,
}

/// Decides a mutation.
pub fn decide(loaded: &Loaded, actor: &Actor, now: DateTime<Utc>, mutation: &Mutation) -> Decision {
    authorise(loaded, actor, now, mutation).and_then(|()| perform(loaded, now, mutation)).unwrap_or_else(
        |problem| Decision { outcome: Outcome::Rejected { problem }, writes: Writes::default() },
    )
}

/// Does a mutation without asking whether it may be done.
pub fn perform(loaded: &Loaded, now: DateTime<Utc>, mutation: &Mutation) -> Result<Decision, Problem> {
    let mut plan = Plan { loaded, now, mutation, writes: Writes::default() };
    let outcome = match &mutation.action {
        Action::Edit { edits, settles } => plan.edit(edits, settles)?,
        Action::Delete { seen } => plan.delete(*seen)?,
        Action::Send(send) => feedback::rules::send(&mut plan, send)?,
        Action::Read(seen) => feedback::rules::mark_read(&mut plan, seen)?,
        Action::Acknowledge(acknowledge) => feedback::rules::acknowledge(&mut plan, acknowledge)?,
        Action::Amend(amend) => feedback::rules::amend(&mut plan, amend)?,
        Action::Withdraw(withdraw) => feedback::rules::withdraw(&mut plan, withdraw)?,
    };
    Ok(Decision { outcome, writes: plan.writes })
}

/// A scope that does not exist and one that is closed to this person get the same answer.
fn authorise(loaded: &Loaded, actor: &Actor, now: DateTime<Utc>, mutation: &Mutation) -> Result<(), Problem> {
    if mutation.author != actor.person {
        return Err(Problem::new(Code::WrongAuthor).at("author"));
    }
    let verb = mutation.action.verb();
    let found = loaded.records.get(&mutation.record);
    let state = found.map_or(State::New, Record::state);
    allow(loaded, actor, now, mutation.scope, (mutation.kind, verb, state))?;
    if found.is_some_and(|record| record.scope != mutation.scope || record.kind != mutation.kind) {
        return Err(Problem::new(Code::NotFound).at("record"));
    }
    match &mutation.action {
        Action::Send(send) => {
            fits_trainee(loaded, mutation.scope, send.trainee)?;
            beside(loaded, actor, now, mutation, send.training)
        }
        Action::Amend(amend) => beside(loaded, actor, now, mutation, amend.training),
        Action::Withdraw(withdraw) => beside(loaded, actor, now, mutation, withdraw.training),
        Action::Edit { edits, .. } if mutation.kind == RecordKind::Lesson => {
            let trainee = |edit: &Edit| edit.value.as_ref()?.as_str()?.parse().ok();
            let named = edits.iter().filter(|edit| edit.path.as_str() == "trainee").filter_map(trainee);
            named.into_iter().try_for_each(|trainee| fits_trainee(loaded, mutation.scope, trainee))
        }
        _ => Ok(()),
    }
}

fn allow(
    loaded: &Loaded,
    actor: &Actor,
    now: DateTime<Utc>,
    scope: ScopeId,
    (kind, verb, state): (RecordKind, Verb, State),
) -> Result<(), Problem> {
    let refused = || Problem::new(Code::NotAllowed).at("scope");
    let scope = loaded.scopes.get(&scope).ok_or_else(refused)?;
    let may =
        actor.roles_in(scope, now).into_iter().any(|role| may_write(role, scope.kind, kind, verb, state));
    if may { Ok(()) } else { Err(refused()) }
}

/// Who a record of a placement is about is no choice of its author.
fn fits_trainee(loaded: &Loaded, scope: ScopeId, trainee: PersonId) -> Result<(), Problem> {
    let about = loaded.scopes.get(&scope).and_then(|scope| scope.person);
    if about == Some(trainee) { Ok(()) } else { Err(Problem::new(Code::NotFound).at("trainee")) }
}

/// The targets of feedback go to the training of the same trainee, where its author must have the right as well.
fn beside(
    loaded: &Loaded,
    actor: &Actor,
    now: DateTime<Utc>,
    mutation: &Mutation,
    training: ScopeId,
) -> Result<(), Problem> {
    let person = |id| loaded.scopes.get(&id).and_then(|scope| scope.person);
    let verb = mutation.action.verb();
    if person(mutation.scope) != person(training) {
        return Err(Problem::new(Code::NotFound).at("training"));
    }
    allow(loaded, actor, now, training, (RecordKind::Target, verb, State::Kept))
        .map_err(|problem| problem.at("training"))
}

/// A decision in the making; the rules of each subject write through it.
pub struct Plan<'a> {
    /// What is there.
    pub loaded: &'a Loaded,
    /// The server's time.
    pub now: DateTime<Utc>,
    /// What is being decided.
    pub mutation: &'a Mutation,
    writes: Writes,
}

/// A record as it is to be from now on.
pub struct Next {
    /// Its id.
    pub id: RecordId,
    /// Its scope.
    pub scope: ScopeId,
    /// What it is.
    pub kind: RecordKind,
    /// Its fields.
    pub body: Body,
    /// The conflicts that are open.
    pub conflicts: Vec<Conflict>,
    /// The paths that have another value than before.
    pub changed: Set<Path>,
    /// Whether it is deleted.
    pub deleted: bool,
    /// Why, if a reason was given.
    pub reason: Option<String>,
}

impl Plan<'_> {
    /// The record the mutation is about, if it exists.
    pub fn found(&self) -> Option<&Record> {
        self.loaded.records.get(&self.mutation.record)
    }

    /// The record of the mutation as it would be with another body, and everything else as it was.
    pub fn next(&self, body: Body, changed: Set<Path>) -> Next {
        let Mutation { record, scope, kind, .. } = *self.mutation;
        let conflicts = self.found().map(|found| found.conflicts.clone()).unwrap_or_default();
        Next { id: record, scope, kind, body, conflicts, changed, deleted: false, reason: None }
    }

    /// Whose edits are merged here.
    pub fn source(&self) -> Source {
        Source { kind: self.mutation.kind, author: self.mutation.author, mutation: self.mutation.id }
    }

    /// Writes a record: its next revision, the next number of its scope, and what it was to history.
    pub fn put(&mut self, next: Next) {
        let before = self.loaded.records.get(&next.id);
        let revision = before.map_or(1, |record| record.revision + 1);
        let scope = self.loaded.scopes.get(&next.scope);
        let put_here = self.writes.puts.iter().filter(|record| record.scope == next.scope).count() as u64;
        let mut fields = before.map(|record| record.fields.clone()).unwrap_or_default();
        fields.extend(next.changed.into_iter().map(|path| (path, revision)));
        let Mutation { author, id: mutation, .. } = *self.mutation;
        self.writes.puts.push(Record {
            id: next.id,
            scope: next.scope,
            kind: next.kind,
            author: before.map_or(author, |record| record.author),
            revision,
            version: scope.map_or(0, |scope| scope.head) + put_here + 1,
            body: next.body,
            fields,
            conflicts: next.conflicts,
            deleted: next.deleted,
            changed: Change { mutation, by: author, at: self.now, reason: next.reason },
        });
        if scope.is_some_and(|scope| scope.kind != ScopeKind::Person) {
            self.writes.history.extend(before.cloned());
        }
    }

    fn edit(&mut self, edits: &[Edit], settles: &Set<ConflictId>) -> Result<Outcome, Problem> {
        let (empty, none) = (Body::new(), Vec::new());
        let found = self.found();
        let (body, open) = found.map_or((&empty, &none), |found| (&found.body, &found.conflicts));
        let mut merged = merge::merge(self.source(), body, open, settles, edits)?;
        if merged.body == *body && merged.conflicts == *open {
            return Ok(Outcome::Noop);
        }
        let author = found.map_or(self.mutation.author, |found| found.author);
        match self.mutation.kind {
            RecordKind::Notes => notes::receive(self.mutation.record, author, self.now, &mut merged.body)?,
            RecordKind::FeedbackDraft => feedback::belongs(self.mutation.record, author, &merged.body)?,
            _ => {}
        }
        fields::check_body(self.mutation.kind, &merged.body)?;
        let (outcome, conflicts) = (outcome(&merged), merged.conflicts);
        // A target goes with the feedback that was withdrawn: a tap on a phone that had not heard does not bring it back.
        let deleted = self.mutation.kind == RecordKind::Target && found.is_some_and(|found| found.deleted);
        let next = Next { conflicts, deleted, ..self.next(merged.body, merged.changed) };
        self.put(next);
        Ok(outcome)
    }

    /// Whoever deletes what another phone has just changed would throw away what they have not seen.
    fn delete(&mut self, seen: Digest) -> Result<Outcome, Problem> {
        let found = self.found().ok_or_else(|| Problem::new(Code::NotFound).at("record"))?;
        if found.deleted {
            return Ok(Outcome::Noop);
        }
        if Digest::of_body(&found.body) != Ok(seen) {
            return Err(Problem::new(Code::Changed).at("seen"));
        }
        let next = Next { deleted: true, ..self.next(found.body.clone(), Set::new()) };
        self.put(next);
        Ok(Outcome::Applied)
    }
}

/// What a merge that changed something is called.
pub fn outcome(merged: &Merged) -> Outcome {
    if !merged.opened.is_empty() {
        Outcome::Conflict { conflicts: merged.opened.clone() }
    } else if merged.plain {
        Outcome::Applied
    } else {
        Outcome::Merged
    }
}
