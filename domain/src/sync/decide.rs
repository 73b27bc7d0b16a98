//! The one decision: what a mutation does, given what is there, who asks and when. Every change of a record is made here.
//!
//! [`decide`] first asks whether it may be done and then does it. A device shows its unsent work through [`perform`], the
//! second half alone: the server will judge with grants the device cannot know.

use chrono::{DateTime, Utc};

use super::{
    Body,
    canonical::Digest,
    command::{Answers as _, Verb},
    fields,
    kind::RecordKind,
    loaded::{Loaded, Writes},
    merge::{self, Edit, Merged, Source},
    mutation::{Action, Mutation, Outcome},
    path::Path,
    record::{Change, Conflict, Record},
    stage::{KEPT, NEW, Stage},
};
use crate::{
    api::{Code, Problem},
    id::{ConflictId, PersonId, RecordId, ScopeId},
    people::{Actor, ScopeKind},
    permission::{may_edit, may_write},
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
        Action::Command(command) => command.perform(&mut plan)?,
    };
    Ok(Decision { outcome, writes: plan.writes })
}

/// A scope that does not exist and one that is closed to this person get the same answer.
fn authorise(loaded: &Loaded, actor: &Actor, now: DateTime<Utc>, mutation: &Mutation) -> Result<(), Problem> {
    if mutation.author != actor.person {
        return Err(Problem::new(Code::WrongAuthor).at("author"));
    }
    let asked = Asked { loaded, actor, now, mutation };
    let found = loaded.records.get(&mutation.record);
    let stage = found.map_or(NEW, Record::stage);
    asked.allow(mutation.scope, mutation.kind, stage)?;
    if found.is_some_and(|record| record.scope != mutation.scope || record.kind != mutation.kind) {
        return Err(Problem::new(Code::NotFound).at("record"));
    }
    match &mutation.action {
        Action::Edit { edits, settles } => {
            let open = found.iter().flat_map(|found| &found.conflicts);
            let settled = open.filter(|open| settles.contains(&open.id)).map(|open| &open.path);
            asked.allow_fields(stage, edits.iter().map(|edit| &edit.path).chain(settled))?;
            edits.iter().try_for_each(|edit| asked.is_about(edit))
        }
        Action::Delete { .. } => Ok(()),
        Action::Command(command) => command.authorise(&asked),
    }
}

/// A person asks whether they may do something; a command may have questions of its own about it.
pub struct Asked<'a> {
    loaded: &'a Loaded,
    actor: &'a Actor,
    now: DateTime<Utc>,
    mutation: &'a Mutation,
}

impl Asked<'_> {
    fn allow(&self, scope: ScopeId, kind: RecordKind, stage: Stage) -> Result<(), Problem> {
        let refused = || Problem::new(Code::NotAllowed).at("scope");
        let scope = self.loaded.scopes.get(&scope).ok_or_else(refused)?;
        let verb: Verb = self.mutation.action.verb();
        let mut roles = self.actor.roles_in(scope, self.now).into_iter();
        let may = roles.any(|role| may_write(role, scope.kind, kind, verb, stage));
        if may { Ok(()) } else { Err(refused()) }
    }

    /// Whether each of these fields may be changed. Whoever settles which of two versions of a field holds changes it.
    fn allow_fields<'p>(
        &self,
        stage: Stage,
        mut paths: impl Iterator<Item = &'p Path>,
    ) -> Result<(), Problem> {
        let kind = self.mutation.kind;
        let here = self.loaded.scopes.get(&self.mutation.scope);
        let roles = here.map(|here| self.actor.roles_in(here, self.now)).unwrap_or_default();
        let may = |path: &Path| {
            here.is_some_and(|here| roles.iter().any(|role| may_edit(*role, here.kind, kind, stage, path)))
        };
        let refused = paths.find(|path| !may(path));
        refused.map_or(Ok(()), |path| Err(Problem::new(Code::NotAllowed).at(path)))
    }

    fn person(&self, scope: ScopeId) -> Option<PersonId> {
        self.loaded.scopes.get(&scope).and_then(|scope| scope.person)
    }

    fn is_about(&self, edit: &Edit) -> Result<(), Problem> {
        let name = edit.path.as_str();
        let named = || edit.value.as_ref()?.as_str()?.parse().ok();
        let is_named = self.mutation.kind.says().about.contains(&name);
        match is_named.then(named).flatten() {
            Some(person) => self.fits_person(name, person),
            None => Ok(()),
        }
    }

    /// Checks that a person named in a field is the one whom the scope is about: that is no choice of an author.
    pub fn fits_person(&self, field: &str, person: PersonId) -> Result<(), Problem> {
        let about = self.person(self.mutation.scope);
        if about == Some(person) { Ok(()) } else { Err(Problem::new(Code::NotFound).at(field)) }
    }

    /// Checks another scope, named in a field, in which the same is done to records of another kind: it must be about
    /// the same person, and the author must have the right there as well.
    pub fn allow_beside(&self, field: &str, scope: ScopeId, kind: RecordKind) -> Result<(), Problem> {
        if self.person(self.mutation.scope) != self.person(scope) {
            return Err(Problem::new(Code::NotFound).at(field));
        }
        self.allow(scope, kind, KEPT).map_err(|problem| problem.at(field))
    }
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
        let kind = self.mutation.kind.says();
        (kind.obey)(self.mutation.record, author, self.now, &mut merged.body)?;
        fields::check_body(self.mutation.kind, &merged.body)?;
        let (outcome, conflicts) = (outcome(&merged), merged.conflicts);
        let deleted = kind.stays_deleted && found.is_some_and(|found| found.deleted);
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
