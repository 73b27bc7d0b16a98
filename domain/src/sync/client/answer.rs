//! What an answer does to the machine.

use super::{
    Apply, Chance, Client, Connection, Effect, Phase,
    outbox::{self, Entry, Stage},
};
use crate::sync::{
    mutation::{Ack, Outcome},
    wire::{Cursor, MAX_MUTATIONS, Page, Reply, SERVER},
};

impl Client {
    /// An answer that is not to this very question is none: a sign-in page of a café, or an old answer from a cache.
    pub(super) fn answered(&mut self, reply: Reply, chance: &Chance) -> Vec<Effect> {
        let Phase::Sending { nonce } = &self.phase else { return Vec::new() };
        if reply.nonce != *nonce || reply.server != SERVER {
            return self.wait(chrono::TimeDelta::zero(), Connection::Offline, chance);
        }
        if reply.person != self.person {
            return self.pause(Connection::OtherPerson(reply.person));
        }
        if reply.cursors_wanted && self.introduced.is_none() {
            // It has just been told them all: asking at once would ask for ever.
            return self.wait(chrono::TimeDelta::zero(), Connection::Offline, chance);
        }
        self.phase = Phase::Idle;
        (self.failures, self.limit, self.gap) = (0, MAX_MUTATIONS, None);
        self.introduced = (!reply.cursors_wanted).then_some(self.introduced.unwrap_or(chance.now));
        let renew = reply.min_build.as_ref().is_some_and(|oldest| *oldest > self.build);
        let unfinished = reply.cursors_wanted
            || reply.client_forked
            || reply.expect_seq.is_some()
            || reply.pages.iter().any(|page| page.more);
        let progress = !reply.acks.is_empty();
        let (forked, expect) = (reply.client_forked, reply.expect_seq);
        let mut effects = vec![Effect::Apply(Box::new(self.apply(reply)))];
        if forked {
            effects.push(self.take_new_name(chance));
        }
        if let Some(expect) = expect {
            effects.push(self.send_again_from(expect));
        }
        effects.push(Effect::Tell(if renew { Connection::Renew } else { Connection::Connected }));
        if unfinished || self.dirty || progress && self.has_more(chance) {
            effects.extend(self.send(chance));
        }
        effects
    }

    fn apply(&mut self, reply: Reply) -> Apply {
        let mut apply = Apply { opened: reply.scopes.new, ..Apply::default() };
        apply.dropped = &reply.scopes.gone | &reply.scopes.reset;
        self.cursors.retain(|scope, _| !apply.dropped.contains(scope));
        for opened in &apply.opened {
            self.cursors.get_or_insert_with(opened.id, Cursor::default);
        }
        apply.pages = reply.pages.into_iter().filter(|page| self.advance(page)).collect();
        for ack in reply.acks {
            self.receive(ack, &mut apply);
        }
        self.settle(&mut apply);
        apply
    }

    /// A scope never goes back: a page from before the one we have says nothing new.
    fn advance(&mut self, page: &Page) -> bool {
        let cursor: &mut Cursor = self.cursors.get_or_insert_with(page.scope, Cursor::default);
        let forwards = page.to >= *cursor;
        if forwards {
            *cursor = page.to;
        }
        forwards
    }

    fn receive(&mut self, ack: Ack, apply: &mut Apply) {
        let sent = |entry: &Entry| entry.mutation.id == ack.id && entry.stage != Stage::Open;
        let Some(index) = self.outbox.iter().position(sent) else { return };
        if let Outcome::Rejected { problem } = ack.outcome {
            apply.review.push((self.outbox.remove(index), problem));
            return;
        }
        let entry = &mut self.outbox[index];
        if let Some(envelope) = entry.envelope().cloned() {
            entry.stage = Stage::Acked { envelope, touched: ack.touched };
            apply.acked.push(entry.clone());
        }
    }

    /// An entry leaves when its effect is here, in every scope that is still open to us: the view never flickers.
    fn settle(&mut self, apply: &mut Apply) {
        let cursors = &self.cursors;
        let reached = |entry: &Entry| match &entry.stage {
            Stage::Acked { touched, .. } => touched
                .iter()
                .all(|(scope, version)| cursors.get(scope).is_none_or(|cursor| cursor.version >= *version)),
            Stage::Open | Stage::Sealed { .. } => false,
        };
        apply.done =
            self.outbox.iter().filter(|entry| reached(entry)).map(|entry| entry.mutation.id).collect();
        self.outbox.retain(|entry| !reached(entry));
        apply.acked.retain(|entry| !apply.done.contains(&entry.mutation.id));
    }

    fn take_new_name(&mut self, chance: &Chance) -> Effect {
        self.id = chance.client;
        let (next_seq, entries) = outbox::renumber(&mut self.outbox);
        self.next_seq = next_seq;
        self.keep(entries)
    }

    /// After a loss on the server it waits for numbers that this device may no longer hold.
    fn send_again_from(&mut self, expect: u64) -> Effect {
        let lowest = outbox::rewind(&mut self.outbox, expect).unwrap_or(self.next_seq);
        self.gap = (lowest > expect).then(|| (expect, lowest - 1));
        let sealed = self.outbox.iter().filter(|entry| matches!(entry.stage, Stage::Sealed { .. }));
        self.keep(sealed.cloned().collect())
    }

    fn has_more(&self, chance: &Chance) -> bool {
        self.outbox.iter().any(|entry| !entry.is_acked() && entry.hold_until <= chance.now)
    }
}
