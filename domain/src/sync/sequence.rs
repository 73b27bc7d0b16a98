//! Idempotency and order: what an arriving mutation is to a client's history, before anyone reads it.

use serde::{Deserialize, Serialize};

use super::{
    canonical::Digest,
    mutation::{Ack, Envelope},
};

/// What the server keeps of a mutation for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The hash of its payload.
    pub hash: Digest,
    /// What was answered, and is answered again.
    pub ack: Ack,
}

/// What an arriving mutation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// New, and next in order.
    Fresh,
    /// Known: the stored receipt is the answer.
    Replay(Ack),
    /// A known id with another payload: refused, and its payload kept.
    Reused,
    /// An old number with an unknown id: two devices count as one client, and one of them must take a new name.
    Forked,
    /// Numbers are missing before it; the batch stops here.
    Gap {
        /// The number the server waits for.
        expect: u64,
    },
}

/// Judges one mutation of a client whose last number was `last`.
pub fn judge(last: u64, envelope: &Envelope, hash: Digest, known: Option<&Receipt>) -> Standing {
    let expect = last + 1;
    match known {
        _ if envelope.seq > expect => Standing::Gap { expect },
        Some(receipt) if receipt.hash == hash => {
            Standing::Replay(Ack { seq: envelope.seq, ..receipt.ack.clone() })
        }
        Some(_) => Standing::Reused,
        None if envelope.seq < expect => Standing::Forked,
        None => Standing::Fresh,
    }
}

/// The last number after a client has said that it no longer holds what is missing, after a loss on the server.
pub fn skip(last: u64, gap: Option<(u64, u64)>) -> u64 {
    match gap {
        Some((from, to)) if from == last + 1 && to >= from => to,
        _ => last,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{id::MutationId, sync::mutation::Outcome};

    fn envelope(seq: u64, text: &str) -> Envelope {
        Envelope { seq, id: MutationId::natural("test", &[&1]), payload: json!(text) }
    }

    #[test]
    fn every_standing_by_table() {
        let stored = envelope(4, "said").hash().unwrap();
        let ack = |seq| Ack { seq, id: envelope(seq, "").id, outcome: Outcome::Applied, touched: [].into() };
        let receipt = Receipt { hash: stored, ack: ack(4) };
        let cases = [
            // last, seq, payload, known → standing
            (4, 5, "said", false, Standing::Fresh),
            (4, 4, "said", true, Standing::Replay(ack(4))),
            (4, 5, "said", true, Standing::Replay(ack(5))),
            (4, 4, "other", true, Standing::Reused),
            (4, 5, "other", true, Standing::Reused),
            (4, 4, "said", false, Standing::Forked),
            (4, 6, "said", false, Standing::Gap { expect: 5 }),
            (4, 6, "said", true, Standing::Gap { expect: 5 }),
        ];
        for (last, seq, text, known, expected) in cases {
            let envelope = envelope(seq, text);
            let standing = judge(last, &envelope, envelope.hash().unwrap(), known.then_some(&receipt));
            assert_eq!(standing, expected, "last {last}, seq {seq}, {text}, known {known}");
        }
    }

    #[test]
    fn only_the_gap_the_server_sees_is_skipped() {
        assert_eq!(skip(30, Some((31, 35))), 35);
        assert_eq!(skip(30, Some((32, 35))), 30);
        assert_eq!(skip(30, Some((31, 30))), 30);
        assert_eq!(skip(30, None), 30);
    }
}
