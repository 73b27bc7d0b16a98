//! The states of a record as a person sees them, each with who acts next. The words belong to the message files.
//!
//! Those that stand here come from what a device still has to do, and are the same for every record. Once nothing is left
//! to do, a person sees the stage of the record, as its subject names it.

use crate::{kinds::KINDS, people::ScopeKind, sync::record::Record};

/// A state as a person sees it; no screen has another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// The name of its words in the message files.
    pub word: &'static str,
    /// The one who acts next.
    pub acts: Acts,
}

/// The one who acts next on a record in some state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Acts {
    /// The person who wrote it.
    Author,
    /// The network, which has to carry something.
    Network,
    /// The person it is for.
    Recipient,
    /// Nobody: it is done.
    Nobody,
}

impl State {
    /// A state of this name.
    pub const fn new(word: &'static str, acts: Acts) -> Self {
        Self { word, acts }
    }
}

/// The record is a draft that is on this phone alone.
pub const DRAFT_HERE: State = State::new("draft-here", Acts::Author);
/// The record is a draft that is kept in the person's account, too.
pub const DRAFT_KEPT: State = State::new("draft-kept", Acts::Author);
/// The person has done something, and the network has not carried it yet.
pub const WAITING: State = State::new("waiting", Acts::Network);
/// Something of the record is on its way.
pub const SENDING: State = State::new("sending", Acts::Network);
/// The record is with everyone who may read it.
pub const SENT: State = State::new("sent", Acts::Recipient);
/// Something was refused, or has changed since: the person has to look.
pub const NEEDS_YOU: State = State::new("needs-you", Acts::Author);
/// The record has two versions, and a person has to settle which holds.
pub const TWO_VERSIONS: State = State::new("two-versions", Acts::Author);

/// The states that every record can be seen in.
const COMMON: [State; 7] = [DRAFT_HERE, DRAFT_KEPT, WAITING, SENDING, SENT, NEEDS_YOU, TWO_VERSIONS];

/// Every state there is: those of every record, and then those that subjects bring, each once.
pub fn all() -> Vec<State> {
    let mut all = COMMON.to_vec();
    for stage in KINDS.iter().flat_map(|kind| kind.says().stages) {
        if !all.contains(&stage.state) {
            all.push(stage.state);
        }
    }
    all
}

/// What this device still has to do with a record, the furthest from done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Local {
    /// Something of it was refused and waits for the person.
    Refused,
    /// Something of it waits to be sent.
    Waiting,
    /// Something of it is on the wire.
    Sending,
    /// Nothing of it is left to do.
    Done,
}

/// The state of a record, from what this device has to do with it and the record as it is shown, if there is one.
///
/// In a person's own scope nothing is ever sent to anyone: there a record is a draft for ever.
pub fn state(local: Local, place: ScopeKind, record: Option<&Record>) -> State {
    let own = place == ScopeKind::Person;
    match (local, record) {
        (Local::Refused, _) => NEEDS_YOU,
        (_, Some(record)) if !record.conflicts.is_empty() => TWO_VERSIONS,
        (Local::Waiting | Local::Sending, _) | (Local::Done, None) if own => DRAFT_HERE,
        (Local::Sending, _) => SENDING,
        (Local::Done, _) if own => DRAFT_KEPT,
        (Local::Done, Some(record)) => record.stage().state,
        (Local::Waiting, _) | (Local::Done, None) => WAITING,
    }
}
