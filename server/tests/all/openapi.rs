//! The document describes all that devices send: each mutation has a schema with examples, which the real reader takes.

use std::collections::BTreeSet;

use domain::id::MutationId;
use domain::sync::command::Verb;
use domain::sync::mutation::Envelope;
use serde_json::{Value, json};
use server::openapi::document;

use crate::placement::fresh;

/// The component that a reference names, or the schema itself.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let Some(reference) = schema["$ref"].as_str() else { return schema };
    let found = document.pointer(reference.trim_start_matches('#'));
    found.unwrap_or_else(|| panic!("{reference} is nowhere"))
}

/// The fields that a schema names, and those of them that must be there.
fn fields(document: &Value, schema: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let schema = resolved(document, schema);
    let keys = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut found = (keys.collect::<BTreeSet<_>>(), required.map(str::to_owned).collect::<BTreeSet<_>>());
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let (keys, required) = fields(document, part);
        found.0.extend(keys);
        found.1.extend(required);
    }
    found
}

/// Every reference in a document.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|inner| references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

#[test]
fn every_mutation_has_a_schema_and_examples_that_the_reader_takes() {
    let document = json!(document());
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Envelope"]["properties"]["payload"]["$ref"], "#/components/schemas/Mutation");
    let (head, head_required) = fields(&document, &schemas["Mutation"]);
    assert!(
        head.is_superset(&["author", "at", "scope", "record", "kind"].map(str::to_owned).into()),
        "{head:?}"
    );
    let mut verbs = BTreeSet::new();
    for variant in schemas["Action"]["oneOf"].as_array().unwrap() {
        let (keys, required) = fields(&document, variant);
        let examples = variant["examples"].as_array().unwrap();
        assert!(!examples.is_empty(), "{variant}");
        for example in examples {
            let payload = example.clone();
            let read = Envelope { seq: 1, id: MutationId(fresh()), payload }.open().unwrap();
            verbs.insert(read.action.verb());
            let given: BTreeSet<String> = example.as_object().unwrap().keys().cloned().collect();
            let known: BTreeSet<String> = head.union(&keys).cloned().collect();
            let needed: BTreeSet<String> = head_required.union(&required).cloned().collect();
            assert!(given.is_subset(&known) && needed.is_subset(&given), "{example}: {known:?}, {needed:?}");
        }
    }
    assert_eq!(verbs, Verb::all().collect());
}

#[test]
fn every_reference_leads_somewhere_and_each_kind_says_what_it_holds() {
    let document = json!(document());
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for reference in &found {
        resolved(&document, &json!({ "$ref": reference }));
    }
    let lesson = &document["components"]["schemas"]["lesson_body"];
    assert_eq!(lesson["properties"]["subject"]["maxLength"], 80, "{lesson}");
    let focus = &lesson["properties"]["foci"];
    assert_eq!(
        (&focus["maxProperties"], &focus["additionalProperties"]["properties"]["text"]["maxLength"]),
        (&json!(10), &json!(300)),
        "{focus}"
    );
}
