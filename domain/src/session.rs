//! Signing in, as it goes over the wire: codes, tokens, and what a person is told about themselves.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::id::{PersonId, ScopeId, SessionId};
use crate::people::{Role, ScopeKind};
use crate::sorted::Set;

/// The cookie that tells the app whose browser this is: the id of the person who signed in last. It opens nothing.
pub const PERSON_COOKIE: &str = "chalkline_person";

/// Asks for a one-time code by e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskCode {
    /// Where the code goes, if it is the address of a person.
    pub email: String,
}

/// A code is on its way, if the address is a person's; the answer is the same if it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Asked {
    /// The code itself, in a demo only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo_code: Option<String>,
}

/// Signs in with a one-time code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignIn {
    /// The person's address.
    pub email: String,
    /// Six digits from an e-mail, or eight letters from someone who looks after the person; spaces do not count.
    pub code: String,
}

/// Asks for a new access token. Without a body the refresh token is taken from its cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refresh {
    /// The refresh token of the last answer.
    pub refresh_token: String,
}

/// A person is signed in. The same tokens are set as cookies.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SignedIn {
    /// Goes with each request, as `Authorization: Bearer …`, where cookies are not used.
    pub access_token: String,
    /// Is exchanged for the next pair; absent when it came by cookie, where no script is to read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// For how many seconds the access token is good.
    pub expires_in: i64,
    /// Who.
    pub person: Person,
}

/// A person, as they are told about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Person {
    /// Stays the same for ever.
    pub id: PersonId,
    /// As they wish to be called.
    pub name: String,
    /// How they sign in.
    pub email: String,
}

/// Who is signed in, what they are now, and where else they are signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    /// Who.
    pub person: Person,
    /// What they are at this moment.
    pub roles: Vec<CurrentRole>,
    /// Where they are signed in, the last used first.
    pub devices: Vec<Device>,
}

/// A role a person holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CurrentRole {
    /// The role.
    pub role: Role,
    /// Where they hold it.
    pub scope: ScopeId,
    /// What that is about.
    pub kind: ScopeKind,
    /// When it ends, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// A device on which a person is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Device {
    /// Names the sign-in on it.
    pub id: SessionId,
    /// Browser and system, as far as they said; may be empty.
    pub label: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last heard of, to within the life of an access token.
    pub used_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Which sign-ins end; without either, the one that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignOut {
    /// On every device of the person.
    #[serde(default)]
    pub everywhere: bool,
    /// On one device, as `GET /api/v1/me` names it.
    pub device: Option<SessionId>,
}

/// Someone for whom one may make a one-time code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LookedAfter {
    /// Who.
    pub person: Person,
    /// What they are now, each once.
    #[schema(value_type = BTreeSet<Role>)]
    pub roles: Set<Role>,
}

/// A code made for someone, to be told to them. It is shown once: only a hash is kept.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MadeCode {
    /// Eight letters.
    pub code: String,
    /// Until when it signs the person in, once.
    pub expires_at: DateTime<Utc>,
    /// The sign-in page with address and code filled in; they stand after the `#`, which browsers never send.
    pub link: String,
    /// The link as a QR code: an SVG document, black on white.
    pub qr: String,
}

reads! {
    Asked { may have demo_code; }
    SignedIn { needs access_token, expires_in, person; may have refresh_token; }
    Person { needs id, name, email; }
    Me { needs person, roles, devices; }
    CurrentRole { needs role, scope, kind; may have until; }
    Device { needs id, label, created_at, used_at, current; }
    LookedAfter { needs person, roles; }
    MadeCode { needs code, expires_at, link, qr; }
}
