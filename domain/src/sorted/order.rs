//! The order of a list.

use std::cmp::Ordering;
use std::mem;

/// Puts a list in the order of a key; what has the same key stays in the order it had.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let order = order(list.len(), &|a, b| key(&list[a]).cmp(&key(&list[b])));
    let mut taken: Vec<Option<T>> = mem::take(list).into_iter().map(Some).collect();
    list.extend(order.into_iter().filter_map(|place| taken[place].take()));
}

/// The places of a list in its order: the sort itself, which is the same for all lists.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_by_key;

    proptest! {
        #[test]
        fn a_list_is_put_in_the_order_in_which_the_standard_library_puts_it(mut list: Vec<(u8, u16)>) {
            let mut same = list.clone();
            same.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut list, |(key, _)| *key);
            prop_assert_eq!(list, same);
        }
    }
}
