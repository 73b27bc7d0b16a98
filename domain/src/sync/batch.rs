//! A batch from one client, decided in memory: what is answered, and what is then written in one go.

use chrono::{DateTime, Utc};

use super::{
    canonical::Digest,
    decide::decide,
    loaded::{Loaded, Needs, Writes, needs},
    mutation::{Ack, Envelope, Outcome},
    sequence::{Receipt, Standing, judge, skip},
};
use crate::{
    api::{Code, Problem},
    id::MutationId,
    people::Actor,
    sorted::Map,
};

/// What the server holds of a client and of the mutations in the batch, read under the client's lock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The last number it sent.
    pub last_seq: u64,
    /// The receipts of those mutations of the batch that are known already.
    pub receipts: Map<MutationId, Receipt>,
}

/// What became of one mutation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The envelope as it came.
    pub envelope: Envelope,
    /// What is kept for ever under its id; absent when the id already belongs to another mutation.
    pub receipt: Option<Receipt>,
    /// What is written.
    pub writes: Writes,
    /// Why its payload goes into quarantine, if it does.
    pub quarantine: Option<Problem>,
}

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// The answers, in order.
    pub acks: Vec<Ack>,
    /// What was decided now, in order; replays are not among it.
    pub decided: Vec<Decided>,
    /// The last number of the client from now on.
    pub last_seq: u64,
    /// The number the server waits for, if the batch had to stop.
    pub expect_seq: Option<u64>,
    /// Whether two devices count as one client; then nothing was done.
    pub client_forked: bool,
}

/// What a whole batch needs; a mutation that cannot be read needs nothing.
pub fn needs_of(push: &[Envelope]) -> Needs {
    let mut all = Needs::default();
    for mutation in push.iter().filter_map(|envelope| envelope.open().ok()) {
        all.extend(needs(&mutation));
    }
    all
}

/// Decides a batch, mutation after mutation, each on what the ones before it have left.
pub fn run(
    loaded: &mut Loaded,
    client: &Client,
    actor: &Actor,
    now: DateTime<Utc>,
    push: &[Envelope],
    gap: Option<(u64, u64)>,
) -> Batch {
    let start = skip(client.last_seq, gap);
    let mut receipts = client.receipts.clone();
    let mut batch = Batch { last_seq: start, ..Batch::default() };
    let unknown_old = |sent: &Envelope| sent.seq <= start && !client.receipts.contains_key(&sent.id);
    if push.iter().any(unknown_old) {
        return Batch { client_forked: true, last_seq: client.last_seq, ..Batch::default() };
    }
    for envelope in push {
        let hash = envelope.hash().unwrap_or(UNHASHED);
        match judge(batch.last_seq, envelope, hash, receipts.get(&envelope.id)) {
            Standing::Gap { expect } => {
                batch.expect_seq = Some(expect);
                break;
            }
            // Two of one number in one batch: the second has to be sent again under its own.
            Standing::Forked => {
                batch.expect_seq = Some(batch.last_seq + 1);
                break;
            }
            Standing::Replay(ack) => batch.acks.push(ack),
            Standing::Reused => {
                let problem = Problem::new(Code::IdReused).at("id");
                batch.push(Decided::refused(envelope, problem, None), envelope.seq);
            }
            Standing::Fresh => {
                let decided = fresh(loaded, actor, now, envelope, hash);
                receipts.extend(decided.receipt.clone().map(|receipt| (envelope.id, receipt)));
                batch.push(decided, envelope.seq);
            }
        }
        batch.last_seq = batch.last_seq.max(envelope.seq);
    }
    batch
}

/// Stands for the hash of a payload that has none; such a payload is always refused.
const UNHASHED: Digest = Digest([0; 32]);

fn fresh(
    loaded: &mut Loaded,
    actor: &Actor,
    now: DateTime<Utc>,
    envelope: &Envelope,
    hash: Digest,
) -> Decided {
    let malformed = |error| Problem::new(Code::Malformed).at("payload").with("detail", error);
    let mutation = match envelope.hash().map_err(malformed).and_then(|_| envelope.open()) {
        Ok(mutation) => mutation,
        Err(problem) => return Decided::refused(envelope, problem, Some(hash)),
    };
    let decision = decide(loaded, actor, now, &mutation);
    if let Outcome::Rejected { problem } = decision.outcome {
        return Decided::refused(envelope, problem, Some(hash));
    }
    loaded.apply(&decision.writes);
    let mut touched = decision.writes.touched();
    if let (true, Some(found)) = (touched.is_empty(), loaded.records.get(&mutation.record)) {
        // What was so already may still be on its way to this device.
        touched.insert(found.scope, found.version);
    }
    let ack = Ack { seq: envelope.seq, id: envelope.id, outcome: decision.outcome, touched };
    let receipt = Some(Receipt { hash, ack });
    Decided { envelope: envelope.clone(), receipt, writes: decision.writes, quarantine: None }
}

impl Decided {
    fn refused(envelope: &Envelope, problem: Problem, hash: Option<Digest>) -> Self {
        let ack = Self::refusal(envelope, &problem);
        Self {
            envelope: envelope.clone(),
            receipt: hash.map(|hash| Receipt { hash, ack }),
            writes: Writes::default(),
            quarantine: Some(problem),
        }
    }

    fn refusal(envelope: &Envelope, problem: &Problem) -> Ack {
        let outcome = Outcome::Rejected { problem: problem.clone() };
        Ack { seq: envelope.seq, id: envelope.id, outcome, touched: Map::new() }
    }
}

impl Batch {
    fn push(&mut self, decided: Decided, seq: u64) {
        let ack = match (&decided.receipt, &decided.quarantine) {
            (Some(receipt), _) => Ack { seq, ..receipt.ack.clone() },
            (None, Some(problem)) => Decided::refusal(&decided.envelope, problem),
            (None, None) => return,
        };
        self.acks.push(ack);
        self.decided.push(decided);
    }
}
