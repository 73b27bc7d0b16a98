//! Push and pull in one exchange: what a device asks, and what the server answers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Body,
    canonical::Digest,
    mutation::{Ack, Envelope},
    record::Record,
};
use crate::{
    id::{ClientId, PersonId, RecordId, ScopeId},
    people::{Role, ScopeKind},
    plain::{Read, Unreadable},
    sorted::{Map, Set},
};

/// The name every true answer carries; a café's sign-in page does not.
pub const SERVER: &str = "chalkline-sync-1";
/// How many mutations go into one request.
pub const MAX_MUTATIONS: usize = 50;
/// How many bytes of payload go into one request.
pub const MAX_BYTES: usize = 256 * 1024;

/// How far a device has received a scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Cursor {
    /// Counts the times the scope's numbers had to begin anew.
    pub epoch: u32,
    /// The number of the last change received.
    pub version: u64,
}

/// The cursors of a device, in full or by their digest when the server should still know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cursors {
    /// All of them.
    #[schema(value_type = BTreeMap<ScopeId, Cursor>)]
    All(Map<ScopeId, Cursor>),
    /// The digest of all of them.
    Digest(Digest),
}

/// The digest of a set of cursors, as both ends compute it.
pub fn digest(cursors: &Map<ScopeId, Cursor>) -> Digest {
    let numbers = |cursor: &Cursor| Value::from(vec![u64::from(cursor.epoch), cursor.version]);
    let mut all = Body::new();
    all.extend(cursors.iter().map(|(scope, cursor)| (scope.to_string(), numbers(cursor))));
    Digest::of_body(&all).unwrap_or(Digest([0; 32]))
}

/// What a device sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Request {
    /// Made fresh for this request; the answer repeats it.
    pub nonce: String,
    /// The device database.
    pub client: ClientId,
    /// The person whose database it is.
    pub person: PersonId,
    /// The build of the app.
    pub build: String,
    /// The device's clock.
    pub now: DateTime<Utc>,
    /// How many mutations wait on the device, these among them.
    pub outbox_depth: u64,
    /// When the oldest of them was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_unsent: Option<DateTime<Utc>>,
    /// How far the device has received each scope.
    pub cursors: Cursors,
    /// What is sent, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub push: Vec<Envelope>,
    /// Numbers the server waits for and the device no longer holds, first and last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<(u64, u64)>,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reply {
    /// The nonce of the request.
    pub nonce: String,
    /// [`SERVER`], always.
    pub server: String,
    /// Whose session it is; another person's device keeps everything and says so.
    pub person: PersonId,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// The oldest build that may go on as it is; an older one is answered all the same, and looks for a newer one at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_build: Option<String>,
    /// A receipt for each mutation up to where the server stopped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acks: Vec<Ack>,
    /// The number from which the device must send again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect_seq: Option<u64>,
    /// Another device counts under the same client id; nothing of this batch was done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub client_forked: bool,
    /// The server does not know the digest of the cursors and asks for all of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cursors_wanted: bool,
    /// What changed in which scope.
    #[serde(default, skip_serializing_if = "Scopes::is_empty")]
    pub scopes: Scopes,
    /// The changes, scope by scope.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
}

/// What tells an answer of ours even when the rest of it is in words of a newer release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The nonce of the request.
    pub nonce: String,
    /// [`SERVER`], always.
    pub server: String,
}

impl Sign {
    /// Whether it stands on the answer to this request.
    pub fn answers(&self, request: &Request) -> bool {
        self.server == SERVER && self.nonce == request.nonce
    }
}

impl Reply {
    /// Its sign.
    pub fn sign(&self) -> Sign {
        Sign { nonce: self.nonce.clone(), server: self.server.clone() }
    }

    /// An answer with nothing in it yet: to whom it goes, whose session it is, and when.
    pub fn empty(request: &Request, person: PersonId, now: DateTime<Utc>) -> Self {
        Self {
            nonce: request.nonce.clone(),
            server: SERVER.to_owned(),
            person,
            now,
            min_build: None,
            acks: Vec::new(),
            expect_seq: None,
            client_forked: false,
            cursors_wanted: false,
            scopes: Scopes::default(),
            pages: Vec::new(),
        }
    }
}

/// Scopes that a device gains or loses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Scopes {
    /// No longer this person's; their records leave the device.
    #[serde(default, skip_serializing_if = "Set::is_empty")]
    #[schema(value_type = BTreeSet<ScopeId>)]
    pub gone: Set<ScopeId>,
    /// Numbered anew; they leave the device with their records, and come again as new.
    #[serde(default, skip_serializing_if = "Set::is_empty")]
    #[schema(value_type = BTreeSet<ScopeId>)]
    pub reset: Set<ScopeId>,
    /// New for this device, or numbered anew; to a device that tells all its cursors, every one it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<Opened>,
}

impl Scopes {
    fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.reset.is_empty() && self.new.is_empty()
    }
}

/// A scope that opens on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Opened {
    /// The scope.
    pub id: ScopeId,
    /// What it is about.
    pub kind: ScopeKind,
    /// The trainee it is about, or the person it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// What the person is in it.
    #[schema(value_type = BTreeSet<Role>)]
    pub roles: Set<Role>,
    /// The number of its last change.
    pub head: u64,
}

/// A run of changes in one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page {
    /// The scope.
    pub scope: ScopeId,
    /// Where the device stands once it has stored the page.
    pub to: Cursor,
    /// Whether another page follows; until then the scope is catching up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Records as they are now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub put: Vec<Put>,
    /// Records that were deleted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tomb: Vec<Tomb>,
}

/// A record in a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Put {
    /// A record this build can read.
    Record(Box<Record>),
    /// A record of a newer release, kept as it came until the app has renewed itself.
    Strange(Value),
}

impl Read for Put {
    fn read(value: Value) -> Result<Self, Unreadable> {
        Ok(Read::read(value.clone()).map_or(Self::Strange(value), Self::Record))
    }
}

/// That a record was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tomb {
    /// The record.
    pub id: RecordId,
    /// The number of the deletion.
    pub version: u64,
}

reads! {
    Cursor { needs epoch, version; }
    Reply { needs nonce, server, person, now;
        may have min_build, acks, expect_seq, client_forked, cursors_wanted, scopes, pages; }
    Scopes { may have gone, reset, new; }
    Sign { needs nonce, server; }
    Opened { needs id, kind, roles, head; may have person; }
    Page { needs scope, to; may have more, put, tomb; }
    Tomb { needs id, version; }
}
through_plain!(Put);
