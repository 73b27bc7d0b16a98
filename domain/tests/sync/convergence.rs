//! After any work on any network everyone has the same, and every word anyone typed is somewhere.

use std::collections::BTreeMap;

use domain::feedback::{ACKNOWLEDGED, FEEDBACK, WITHDRAWN};
use domain::sync::mutation::Outcome;
use proptest::{prelude::*, strategy::ValueTree as _};

use crate::{
    simulation::run,
    steps::{Step, any_step},
};

/// A simulation in which nothing goes wrong would prove nothing.
#[test]
fn the_simulation_meets_every_kind_of_trouble() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let steps = prop::collection::vec((0..4_usize, any_step()), 40..60);
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for case in 0..100 {
        let mut steps = steps.new_tree(&mut runner).unwrap().current();
        let special = if case % 2 == 0 { Step::Clone } else { Step::Revoke };
        steps.insert(30, (0, special));
        let world = run(&steps);
        world.check();
        for outcome in world.outcomes.values() {
            *met.entry(name(outcome)).or_default() += 1;
        }
        let count = |yes: bool| u32::from(yes);
        *met.entry("two versions sent").or_default() += count(
            world.server.loaded.records.values().any(|one| one.kind == FEEDBACK && !one.conflicts.is_empty()),
        );
        *met.entry("forked").or_default() += count(world.devices.iter().any(|device| device.forked));
        *met.entry("withdrawn").or_default() +=
            count(world.server.loaded.records.values().any(|one| one.stage() == WITHDRAWN));
        *met.entry("acknowledged").or_default() +=
            count(world.server.loaded.records.values().any(|one| one.stage() == ACKNOWLEDGED));
        *met.entry("review").or_default() +=
            count(world.devices.iter().any(|device| !device.review.is_empty()));
    }
    let all = [
        "acknowledged",
        "applied",
        "conflict",
        "forked",
        "merged",
        "noop",
        "rejected",
        "review",
        "two versions sent",
        "withdrawn",
    ];
    for what in all {
        assert!(met.get(what).is_some_and(|times| *times > 0), "no {what}: {met:?}");
    }
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Applied => "applied",
        Outcome::Merged => "merged",
        Outcome::Conflict { .. } => "conflict",
        Outcome::Noop => "noop",
        Outcome::Rejected { .. } => "rejected",
        Outcome::Other { .. } => unreachable!("no server of today says it"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn everyone_converges_and_nothing_is_lost(steps in prop::collection::vec((0..3_usize, any_step()), 1..60)) {
        run(&steps).check();
    }

    #[test]
    fn nor_when_a_role_ends_on_the_way(
        before in prop::collection::vec((0..3_usize, any_step()), 1..30),
        after in prop::collection::vec((0..3_usize, any_step()), 1..30),
    ) {
        let steps: Vec<_> = before.into_iter().chain([(0, Step::Revoke)]).chain(after).collect();
        run(&steps).check();
    }

    #[test]
    fn nor_when_a_phone_is_restored_from_a_backup(
        before in prop::collection::vec((0..3_usize, any_step()), 1..25),
        cloned in 0..3_usize,
        after in prop::collection::vec((0..4_usize, any_step()), 1..35),
    ) {
        let steps: Vec<_> = before.into_iter().chain([(cloned, Step::Clone)]).chain(after).collect();
        run(&steps).check();
    }
}
