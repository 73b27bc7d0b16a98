//! Two versions of feedback that was sent from two devices: the author lets one hold.

use domain::{
    feedback::command::Amend,
    id::RecordId,
    sorted,
    sync::{
        merge::Edit,
        mutation::Action,
        record::{Conflict, RecordKind},
    },
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::{Map, Value};

use super::Own;
use crate::feedback::draft::send::UNDO;
use crate::feedback::versions::{Choice, Versions, choices};
use crate::i18n::{t_string, use_i18n};
use crate::session::use_records;

/// Every word that has two versions, with one tap for each.
pub(super) fn settle(id: RecordId, own: Memo<Option<Own>>) -> AnyView {
    let i18n = use_i18n();
    let records = use_records();
    let open = Signal::derive(move || {
        let Some(Own { record, .. }) = own.get() else { return Vec::new() };
        choices(&record)
    });
    let choose = Callback::new(move |(choice, late): (Choice, bool)| {
        let Some(Own { record, feedback, .. }) = own.get_untracked() else { return };
        let Choice { conflict, stands } = choice;
        let edits = if late { edits(&conflict, stands.as_ref()) } else { Vec::new() };
        let reason = t_string!(i18n, versions.reason).to_string();
        let settles = [conflict.id].into();
        let amend = Action::Amend(Amend { training: feedback.training, reason, edits, settles });
        let mutation = records.mutation(record.scope, id, RecordKind::Feedback, amend);
        spawn_local(async move { drop(records.save(mutation, UNDO, None).await) });
    });
    view! { <Versions open choose /> }.into_any()
}

/// The edits that make a word what the later version has: a collection member by member.
fn edits(conflict: &Conflict, stands: Option<&Value>) -> Vec<Edit> {
    let (path, theirs) = (&conflict.path, conflict.theirs.as_ref());
    let is_collection = |value: Option<&Value>| value.is_some_and(Value::is_object);
    if !is_collection(stands) && !is_collection(theirs) {
        return vec![Edit { path: path.clone(), base: stands.cloned(), value: theirs.cloned() }];
    }
    let none = Map::new();
    let members = |value: Option<&Value>| value.and_then(Value::as_object).unwrap_or(&none).clone();
    let (stands, theirs) = (members(stands), members(theirs));
    let names: sorted::Set<&String> = stands.keys().chain(theirs.keys()).collect();
    let edit = |name: &String| {
        let (base, value) = (stands.get(name).cloned(), theirs.get(name).cloned());
        (base != value).then_some(Edit { path: path.join(name).ok()?, base, value })
    };
    names.into_iter().filter_map(edit).collect()
}

#[cfg(test)]
mod tests {
    use domain::id::{ConflictId, MutationId, PersonId};
    use serde_json::json;

    use super::*;

    fn conflict(path: &str, theirs: Value) -> Conflict {
        Conflict {
            id: ConflictId::natural("test", &[&1]),
            path: path.parse().unwrap(),
            base: None,
            ours: None,
            theirs: Some(theirs),
            author: PersonId::natural("test", &[&1]),
            mutation: MutationId::natural("test", &[&1]),
        }
    }

    #[test]
    fn a_text_is_replaced_whole_and_a_collection_member_by_member() {
        let text = edits(&conflict("discussion", json!("late")), Some(&json!("early")));
        let expected = Edit {
            path: "discussion".parse().unwrap(),
            base: Some(json!("early")),
            value: Some(json!("late")),
        };
        assert_eq!(text, [expected]);
        let stands = json!({"a": {"text": "same"}, "b": {"text": "early"}});
        let theirs = json!({"a": {"text": "same"}, "c": {"text": "late"}});
        let members = edits(&conflict("strengths", theirs), Some(&stands));
        let paths: Vec<&str> = members.iter().map(|edit| edit.path.as_str()).collect();
        assert_eq!(paths, ["strengths/b", "strengths/c"]);
        assert_eq!(members[0].value, None);
        assert_eq!(members[1].base, None);
    }
}
