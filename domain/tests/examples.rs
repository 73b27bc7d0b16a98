//! The examples of the API document are what the real readers and the field tables take.

use domain::{
    examples,
    kinds::KINDS,
    sync::{command::Verb, fields, mutation::Action},
};

#[test]
fn every_kind_and_every_verb_has_an_example_that_is_read_as_it_was_meant() {
    let examples = examples::all();
    for verb in Verb::all() {
        assert!(examples.iter().any(|example| example.action.verb() == verb), "{verb:?} has no example");
    }
    for kind in KINDS {
        assert!(examples.iter().any(|example| example.kind == kind), "{kind:?} has no example");
    }
    for example in examples {
        let sealed = example.seal(1).unwrap();
        let text = serde_json::to_string(&sealed).unwrap();
        let read: domain::sync::mutation::Envelope = serde_json::from_str(&text).unwrap();
        assert_eq!(read.open().unwrap(), example);
        if let Action::Edit { edits, .. } = &example.action {
            assert!(!edits.is_empty(), "{example:?}");
        }
        for edit in example.action.edits() {
            fields::validate(example.kind, &edit.path, edit.value.as_ref()).unwrap();
        }
    }
}
