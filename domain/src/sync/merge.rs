//! The three-way merge: a change that names what it replaces meets what is there now.
//!
//! Nothing is ever overwritten unseen. Where two people meant different things, the record keeps what it has, and a
//! [`Conflict`] beside it keeps what all three versions said. Texts are not woven together: a sentence nobody wrote
//! helps nobody.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Body,
    fields::{self, Class},
    path::Path,
    record::{Conflict, RecordKind},
};
use crate::{
    api::{Code, Problem},
    id::{ConflictId, MutationId, PersonId},
    sorted::Set,
};

/// One field set to a value, with the full value it replaces; an absent value is no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Edit {
    /// The field. Members of a collection are set whole, so that an edit can survive a deletion.
    pub path: Path,
    /// What the person saw there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Value>,
    /// What they want there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

reads! { Edit { needs path; may have base, value; } }

/// Whose edits are merged, and by which mutation.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// The kind of the record.
    pub kind: RecordKind,
    /// Who wrote the edits.
    pub author: PersonId,
    /// The mutation that carries them.
    pub mutation: MutationId,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The body afterwards.
    pub body: Body,
    /// The conflicts that are open afterwards.
    pub conflicts: Vec<Conflict>,
    /// The paths that hold another value than before.
    pub changed: Set<Path>,
    /// The conflicts these edits opened or added to.
    pub opened: Set<ConflictId>,
    /// Whether every edit found exactly what it replaces.
    pub plain: bool,
}

/// Merges edits into a body; the conflicts named in `settles` are closed first, for a person has decided them.
pub fn merge(
    source: Source,
    body: &Body,
    conflicts: &[Conflict],
    settles: &Set<ConflictId>,
    edits: &[Edit],
) -> Result<Merged, Problem> {
    let mut merging = Merging {
        source,
        merged: Merged {
            body: body.clone(),
            conflicts: conflicts.iter().filter(|open| !settles.contains(&open.id)).cloned().collect(),
            changed: Set::new(),
            opened: Set::new(),
            plain: true,
        },
    };
    for edit in edits {
        fields::validate(source.kind, &edit.path, edit.value.as_ref())?;
        merging.edit(&edit.path, edit.base.as_ref(), edit.value.as_ref())?;
    }
    Ok(merging.merged)
}

struct Merging {
    source: Source,
    merged: Merged,
}

impl Merging {
    fn edit(&mut self, path: &Path, base: Option<&Value>, value: Option<&Value>) -> Result<(), Problem> {
        let class = fields::find(self.source.kind, path)?.class;
        let current = path.get(&self.merged.body).cloned();
        if self.chain(path, base, value, current.as_ref()) {
            return Ok(());
        }
        if current.as_ref() == value || base == value {
            self.merged.plain = false;
            return Ok(());
        }
        match class {
            Class::Append if current.is_some() => self.append(path, base, value, current.as_ref()),
            _ if current.as_ref() == base || class == Class::Append => self.put(path, value),
            Class::Member => self.member(path, base, value, current.as_ref()),
            _ => {
                self.open(path, base, current.as_ref(), value);
                Ok(())
            }
        }
    }

    /// An author who goes on writing what came too late changes that version; a second conflict would say nothing new.
    ///
    /// It gets a new id: whoever has settled the earlier version has not seen this one.
    fn chain(
        &mut self,
        path: &Path,
        base: Option<&Value>,
        value: Option<&Value>,
        current: Option<&Value>,
    ) -> bool {
        let continued = |open: &Conflict| {
            open.path == *path && open.author == self.source.author && open.theirs.as_ref() == base
        };
        let Some(index) = self.merged.conflicts.iter().position(continued) else { return false };
        if base == current {
            return false;
        }
        self.merged.plain = false;
        let earlier = self.merged.conflicts.remove(index);
        if value != current {
            self.open(path, earlier.base.as_ref(), earlier.ours.as_ref(), value);
        }
        true
    }

    fn put(&mut self, path: &Path, value: Option<&Value>) -> Result<(), Problem> {
        match value {
            Some(value) => path
                .set(&mut self.merged.body, value.clone())
                .map_err(|_| Problem::new(Code::UnknownField).at(path))?,
            None => drop(path.remove(&mut self.merged.body)),
        }
        self.merged.changed.insert(path.clone());
        Ok(())
    }

    /// An edit survives a deletion, whichever came first, and a person hears of it.
    fn member(
        &mut self,
        path: &Path,
        base: Option<&Value>,
        value: Option<&Value>,
        current: Option<&Value>,
    ) -> Result<(), Problem> {
        match (current, value) {
            (Some(Value::Object(_)), Some(Value::Object(value))) => self.inside(path, base, value),
            (None, Some(_)) => {
                self.open(path, base, current, value);
                self.put(path, value)
            }
            _ => {
                self.open(path, base, current, value);
                Ok(())
            }
        }
    }

    /// What was written once stays; only members of it that are still open may be filled in.
    fn append(
        &mut self,
        path: &Path,
        base: Option<&Value>,
        value: Option<&Value>,
        current: Option<&Value>,
    ) -> Result<(), Problem> {
        match (current, value) {
            (Some(Value::Object(_)), Some(Value::Object(value))) => self.inside(path, base, value),
            _ => Err(Problem::new(Code::AppendOnly).at(path)),
        }
    }

    fn inside(&mut self, path: &Path, base: Option<&Value>, value: &Body) -> Result<(), Problem> {
        self.merged.plain = false;
        let empty = Body::new();
        let base = base.and_then(Value::as_object).unwrap_or(&empty);
        let names: Set<&String> = base.keys().chain(value.keys()).collect();
        for name in names {
            let inner = path.join(name).map_err(|_| Problem::new(Code::UnknownField).at(path))?;
            self.edit(&inner, base.get(name), value.get(name))?;
        }
        Ok(())
    }

    fn open(&mut self, path: &Path, base: Option<&Value>, ours: Option<&Value>, theirs: Option<&Value>) {
        let Source { author, mutation, .. } = self.source;
        let id = ConflictId::natural("conflict", &[&mutation, path]);
        self.merged.plain = false;
        self.merged.opened.insert(id);
        if self.merged.conflicts.iter().any(|open| open.id == id) {
            return;
        }
        self.merged.conflicts.push(Conflict {
            id,
            path: path.clone(),
            base: base.cloned(),
            ours: ours.cloned(),
            theirs: theirs.cloned(),
            author,
            mutation,
        });
    }
}
