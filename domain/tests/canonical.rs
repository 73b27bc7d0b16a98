//! The canonical bytes: what has none, and that they are those of the value. `golden.rs` freezes them.

use domain::sync::canonical::{Digest, NotCanonical, canonical};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn values_without_canonical_bytes_are_refused() {
    let deep = (0..20).fold(json!(1), |inner, _| json!([inner]));
    let cases = [
        (json!(1.0), NotCanonical::Float),
        (json!(0.5), NotCanonical::Float),
        (json!((1_i64 << 53) + 1), NotCanonical::Integer),
        (json!(-(1_i64 << 53) - 1), NotCanonical::Integer),
        (json!(u64::MAX), NotCanonical::Integer),
        (json!("a\u{0}b"), NotCanonical::Nul),
        (json!({"a\u{0}": 1}), NotCanonical::Nul),
        (deep, NotCanonical::Depth),
    ];
    for (value, expected) in cases {
        assert_eq!(canonical(&value), Err(expected), "{value}");
    }
}

#[test]
fn digests_are_read_strictly() {
    let digest = Digest::of(&json!({})).unwrap();
    assert_eq!(digest.to_string().parse(), Ok(digest));
    assert!(digest.to_string().to_uppercase().parse::<Digest>().is_err());
    assert!("+1".repeat(32).parse::<Digest>().is_err());
    assert!("é".repeat(32).parse::<Digest>().is_err());
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1_i64 << 53)..=(1 << 53)).prop_map(Value::from),
        "[^\u{0}]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[^\u{0}]{0,6}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn canonical_bytes_are_json_of_the_same_value(value in any_value()) {
        let bytes = canonical(&value).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
    }

    #[test]
    fn the_order_of_insertion_does_not_matter(members in prop::collection::btree_map("[a-z]{1,4}", any_value(), 0..6)) {
        let forwards: Value = Value::Object(members.clone().into_iter().collect());
        let backwards: Value = Value::Object(members.into_iter().rev().collect());
        prop_assert_eq!(Digest::of(&forwards), Digest::of(&backwards));
    }
}
