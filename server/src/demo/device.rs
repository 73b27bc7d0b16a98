//! A device of the demo: it sends as every other device does, only at moments of the past.

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use domain::id::{ClientId, MutationId, PersonId, RecordId, ScopeId};
use domain::sorted::Map;
use domain::sync::merge::Edit;
use domain::sync::mutation::{Action, Envelope, Mutation, Outcome};
use domain::sync::record::RecordKind;
use domain::sync::wire::{Cursors, MAX_MUTATIONS, Request};
use serde_json::Value;
use sqlx::PgPool;

use crate::sync::exchange;

/// A device of one person.
pub struct Device {
    pool: PgPool,
    /// Whose it is.
    pub person: PersonId,
    client: ClientId,
    made: u64,
    sent: u64,
}

impl Device {
    pub fn of(pool: &PgPool, person: PersonId) -> Self {
        let client = ClientId::natural("demo", &[&person]);
        Self { pool: pool.clone(), person, client, made: 0, sent: 0 }
    }

    /// Begins a record with this body: every field set, members of a collection one by one.
    pub fn edit(
        &mut self,
        scope: ScopeId,
        record: RecordId,
        kind: RecordKind,
        body: &Value,
        at: DateTime<Utc>,
    ) -> Mutation {
        let edits = edits(body);
        self.act(scope, record, kind, Action::Edit { edits, settles: [].into() }, at)
    }

    pub fn act(
        &mut self,
        scope: ScopeId,
        record: RecordId,
        kind: RecordKind,
        action: Action,
        at: DateTime<Utc>,
    ) -> Mutation {
        self.made += 1;
        let id = MutationId::natural("demo", &[&self.person, &self.made]);
        Mutation { id, author: self.person, at, scope, record, kind, action }
    }

    /// Sends mutations at a moment of the past; each must be done as it was meant.
    pub async fn send(&mut self, mutations: &[Mutation], at: DateTime<Utc>) -> anyhow::Result<()> {
        for batch in mutations.chunks(MAX_MUTATIONS) {
            let mut push = Vec::new();
            for mutation in batch {
                self.sent += 1;
                push.push(mutation.seal(self.sent).map_err(|problem| anyhow::anyhow!("{problem:?}"))?);
            }
            let reply =
                exchange(&self.pool, self.person, self.request(push, at), at).await.context("the demo")?;
            ensure!(reply.acks.len() == batch.len(), "the server stopped at {:?}", reply.expect_seq);
            for ack in reply.acks {
                ensure!(ack.outcome == Outcome::Applied, "{:?}: {:?}", ack.id, ack.outcome);
            }
        }
        Ok(())
    }

    fn request(&self, push: Vec<Envelope>, now: DateTime<Utc>) -> Request {
        Request {
            nonce: self.sent.to_string(),
            client: self.client,
            person: self.person,
            build: "demo".to_owned(),
            now,
            outbox_depth: 0,
            oldest_unsent: None,
            cursors: Cursors::All(Map::new()),
            push,
            gap: None,
        }
    }
}

/// The edits that begin a record with a body: collections, which are objects of objects, member by member.
fn edits(body: &Value) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut set = |path: String, value: &Value| {
        let path = path.parse().expect("the demo's fields are fields");
        edits.push(Edit { path, base: None, value: Some(value.clone()) });
    };
    for (name, value) in body.as_object().into_iter().flatten() {
        match value.as_object() {
            Some(members) => members.iter().for_each(|(id, member)| set(format!("{name}/{id}"), member)),
            None => set(name.clone(), value),
        }
    }
    edits
}
