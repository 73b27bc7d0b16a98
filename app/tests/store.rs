//! The store in memory does what every store must do.

use std::{cell::RefCell, collections::BTreeMap};

use app::store::{
    Fault,
    memory::Memory,
    suite::{self, Bench},
};
use futures::executor::block_on;

#[derive(Default)]
struct Shelf(RefCell<BTreeMap<String, Memory>>);

impl Bench for Shelf {
    type Store = Memory;

    async fn open(&self, name: &str) -> Result<Memory, Fault> {
        Ok(self.0.borrow_mut().entry(name.to_owned()).or_default().clone())
    }
}

#[test]
fn memory_passes_the_suite() {
    let outcomes = block_on(suite::run(&Shelf::default()));
    assert!(outcomes.len() > 10);
    for (name, outcome) in outcomes {
        assert_eq!(outcome, Ok(()), "{name}");
    }
}
