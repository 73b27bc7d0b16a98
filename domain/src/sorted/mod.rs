//! Sorted maps and sets that are small in code: each is one sorted list. And one sort for lists of every type.
//!
//! The standard library's trees are compiled anew for each pair of types, and a phone would download 22 kB of them.
//! What is kept here is at most some thousand entries, and mostly arrives in order, which a list takes in at its end.

mod map;
mod order;
mod set;

pub use map::Map;
pub use order::sort_by_key;
pub use set::Set;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_map_does_what_a_tree_does(steps in prop::collection::vec((any::<bool>(), 0..20u8, any::<u8>()), 0..60)) {
            let (mut map, mut tree) = (Map::new(), BTreeMap::new());
            for (add, key, value) in steps {
                if add {
                    prop_assert_eq!(map.insert(key, value), tree.insert(key, value));
                } else {
                    prop_assert_eq!(map.remove(&key), tree.remove(&key));
                }
                prop_assert_eq!(map.get(&key), tree.get(&key));
            }
            prop_assert!(map.iter().eq(&tree));
            let text = serde_json::to_string(&map).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&tree).unwrap());
            prop_assert_eq!(serde_json::from_str::<Map<u8, u8>>(&text).unwrap(), map);
        }

        #[test]
        fn a_set_does_what_a_tree_does(members: Vec<u8>, others: Vec<u8>) {
            let [one, other] = [&members, &others].map(|all| all.iter().copied().collect::<Set<u8>>());
            let [tree, another] = [&members, &others].map(|all| all.iter().copied().collect::<BTreeSet<u8>>());
            prop_assert!(one.iter().eq(&tree));
            prop_assert!((&one | &other).iter().eq(&(&tree | &another)));
            prop_assert_eq!(one.is_disjoint(&other), tree.is_disjoint(&another));
            prop_assert_eq!(one.is_subset(&other), tree.is_subset(&another));
            let text = serde_json::to_string(&one).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&tree).unwrap());
            prop_assert_eq!(serde_json::from_str::<Set<u8>>(&text).unwrap(), one);
        }
    }
}
