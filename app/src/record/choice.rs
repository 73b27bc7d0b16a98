//! Two versions of a field: what each says, and the edits that let one hold.

use domain::{
    sorted,
    sync::{
        Body,
        merge::Edit,
        path::Path,
        record::{Conflict, Record},
    },
};
use serde_json::Value;

/// A field with two versions, which waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The conflict, with the later version.
    pub conflict: Conflict,
    /// The value that the field holds now.
    pub stands: Option<Value>,
}

impl Choice {
    /// Whether the field is at this path, or leads on from it.
    pub fn is_below(&self, path: &Path) -> bool {
        path.covers(&self.conflict.path)
    }

    /// The edits that let a version hold: none for the one that stands, for the late one a collection member by member.
    pub fn edits(&self, late: bool) -> Vec<Edit> {
        let Self { conflict: Conflict { path, theirs, .. }, stands } = self;
        let is_collection = |value: &Option<Value>| value.as_ref().is_some_and(is_collection);
        if !late {
            return Vec::new();
        }
        if !is_collection(stands) && !is_collection(theirs) {
            return vec![Edit { path: path.clone(), base: stands.clone(), value: theirs.clone() }];
        }
        let none = Body::new();
        let [stands, theirs] =
            [stands, theirs].map(|value| value.as_ref().and_then(Value::as_object).unwrap_or(&none));
        let names: sorted::Set<&String> = stands.keys().chain(theirs.keys()).collect();
        let edit = |name: &String| {
            let (base, value) = (stands.get(name).cloned(), theirs.get(name).cloned());
            (base != value).then_some(Edit { path: path.join(name).ok()?, base, value })
        };
        names.into_iter().filter_map(edit).collect()
    }
}

/// The fields of a record that have two versions.
pub fn choices(record: &Record) -> Vec<Choice> {
    let choice = |conflict: &Conflict| Choice {
        conflict: conflict.clone(),
        stands: conflict.path.get(&record.body).cloned(),
    };
    record.conflicts.iter().map(choice).collect()
}

fn is_collection(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.values().all(Value::is_object))
}

#[cfg(test)]
mod tests {
    use domain::id::{ConflictId, MutationId, PersonId};
    use serde_json::json;

    use super::*;

    fn choice(path: &str, stands: Value, theirs: Value) -> Choice {
        let conflict = Conflict {
            id: ConflictId::natural("test", &[&1]),
            path: path.parse().unwrap(),
            base: None,
            ours: None,
            theirs: Some(theirs),
            author: PersonId::natural("test", &[&1]),
            mutation: MutationId::natural("test", &[&1]),
        };
        Choice { conflict, stands: Some(stands) }
    }

    #[test]
    fn a_text_is_replaced_whole_and_a_collection_member_by_member() {
        let text = choice("discussion", json!("early"), json!("late")).edits(true);
        let expected = Edit {
            path: "discussion".parse().unwrap(),
            base: Some(json!("early")),
            value: Some(json!("late")),
        };
        assert_eq!(text, [expected]);
        let stands = json!({"a": {"text": "same"}, "b": {"text": "early"}});
        let theirs = json!({"a": {"text": "same"}, "c": {"text": "late"}});
        let members = choice("strengths", stands, theirs).edits(true);
        let paths: Vec<&str> = members.iter().map(|edit| edit.path.as_str()).collect();
        assert_eq!(paths, ["strengths/b", "strengths/c"]);
        assert_eq!(members[0].value, None);
        assert_eq!(members[1].base, None);
    }
}
