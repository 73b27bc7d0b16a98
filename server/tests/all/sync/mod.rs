mod faults;
pub mod feedback;
mod http;
mod line;
mod matrix;
mod permission;
mod plans;
mod projection;
mod refused;
mod replay;
mod scopes;

use domain::sync::mutation::{Ack, Outcome};
use domain::sync::record::{Record, RecordKind};
use domain::sync::wire::{Put, Reply};

/// The names of the outcomes of an answer, in order.
fn outcomes(acks: &[Ack]) -> Vec<&'static str> {
    let name = |ack: &Ack| match ack.outcome {
        Outcome::Applied => "applied",
        Outcome::Merged => "merged",
        Outcome::Conflict { .. } => "conflict",
        Outcome::Noop => "noop",
        Outcome::Rejected { .. } => "rejected",
        Outcome::Other { .. } => unreachable!("no server of today says it"),
    };
    acks.iter().map(name).collect()
}

/// The records an answer brings.
pub fn records(reply: &Reply) -> Vec<&Record> {
    reply.pages.iter().flat_map(|page| &page.put).map(record).collect()
}

fn record(put: &Put) -> &Record {
    match put {
        Put::Record(record) => record,
        Put::Strange(value) => panic!("the server sends what it knows: {value}"),
    }
}

fn kinds(reply: &Reply) -> Vec<RecordKind> {
    let mut kinds: Vec<RecordKind> = records(reply).into_iter().map(|record| record.kind).collect();
    kinds.sort();
    kinds
}
