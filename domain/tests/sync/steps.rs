//! What can happen in the simulation.

use proptest::prelude::*;

/// What happens, on one of the devices.
#[derive(Debug, Clone)]
pub enum Step {
    Type(Place),
    Remove(u32),
    Settle,
    Send,
    Read,
    Acknowledge,
    Amend,
    Withdraw,
    Exchange(Fault),
    Restart,
    Clone,
    /// The numbers of all scopes begin anew, as after a server was restored.
    Anew,
    Revoke,
}

/// Where somebody types.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    Discussion,
    Strength(u32),
    Note,
    Class,
    Target,
}

/// What the network does to an exchange.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    RequestLost,
    AnswerLost,
    SentTwice,
    SentAgainLater,
    OtherSession,
}

/// Any step but those a test places itself.
pub fn any_step() -> impl Strategy<Value = Step> {
    let place = prop_oneof![
        3 => Just(Place::Discussion),
        3 => (0..3_u32).prop_map(Place::Strength),
        1 => Just(Place::Note),
        2 => Just(Place::Class),
        2 => Just(Place::Target),
    ];
    let fault = prop_oneof![
        6 => Just(Fault::None),
        1 => Just(Fault::RequestLost),
        2 => Just(Fault::AnswerLost),
        1 => Just(Fault::SentTwice),
        1 => Just(Fault::SentAgainLater),
        1 => Just(Fault::OtherSession),
    ];
    prop_oneof![
        10 => place.prop_map(Step::Type),
        2 => (0..3_u32).prop_map(Step::Remove),
        2 => Just(Step::Settle),
        3 => Just(Step::Send),
        2 => Just(Step::Read),
        4 => Just(Step::Acknowledge),
        2 => Just(Step::Amend),
        1 => Just(Step::Withdraw),
        10 => fault.prop_map(Step::Exchange),
        2 => Just(Step::Restart),
        1 => Just(Step::Anew),
    ]
}
