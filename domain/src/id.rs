//! The ids: one newtype for each thing that has one, so that none is taken for another.
//!
//! Devices make `UUIDv7`; where the world allows only one of a thing, its id is a `UUIDv5` of its natural key, so that
//! two phones that begin it without a network begin the same one.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    declare::Takes,
    plain::{self, Read, Unreadable},
    sync::fields::Limit,
};

/// The root of all ids made from natural keys; changing it would make every such record a second time.
const NAMESPACE: Uuid = Uuid::from_u128(0x5c3a_81d6_7b1f_5e0a_9d42_c8a1_0e4b_77f3);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id that follows from a natural key: the same on every device, for ever.
            pub fn natural(what: &str, parts: &[&dyn std::fmt::Display]) -> Self {
                Self(natural(what, parts))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Takes for $name {
            const LIMIT: Limit = Limit::Id;
        }

        impl Read for $name {
            fn read(value: Value) -> Result<Self, Unreadable> {
                plain::parse(&value, "not an id")
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A person: the same one in every role they hold.
    PersonId;
    /// A scope: the unit of permission, visibility and order.
    ScopeId;
    /// A record; a lesson's record id is also what ties its notes and feedback together.
    RecordId;
    /// A mutation: the idempotency key, made once on the device and kept through every retry.
    MutationId;
    /// A device database, which numbers its own mutations.
    ClientId;
    /// A grant of a role on a scope.
    GrantId;
    /// Two versions of one field, kept until a person settles them.
    ConflictId;
    /// One member of a collection inside a body: a note, a strength, a target.
    EntryId;
    /// The time a trainee spends in one school; its scopes derive from it.
    PlacementId;
    /// A person's sign-in on one device, through every renewal of its tokens.
    SessionId;
}

/// Lengths go before the parts, so that no two lists of parts read the same when joined.
fn natural(what: &str, parts: &[&dyn std::fmt::Display]) -> Uuid {
    let mut key = format!("{}:{what}", what.len());
    for part in parts {
        let part = part.to_string();
        key.extend([part.len().to_string().as_str(), ":", &part]);
    }
    Uuid::new_v5(&NAMESPACE, key.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natural_ids_depend_on_every_part_and_its_boundaries() {
        let ids = [
            RecordId::natural("week", &[&"a", &"bc"]),
            RecordId::natural("week", &[&"ab", &"c"]),
            RecordId::natural("week", &[&"abc"]),
            RecordId::natural("meeting", &[&"a", &"bc"]),
        ];
        let different: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len());
        assert_eq!(ids[0], RecordId::natural("week", &[&"a", &"bc"]));
    }

    /// Do not modify this test if it fails: records made from natural keys would be made twice.
    #[test]
    fn natural_ids_never_change() {
        let id = RecordId::natural("week", &[&7, &"autumn"]);
        assert_eq!(id.to_string(), "88216b8c-0cb1-5469-a415-a7bece3744f0");
    }

    #[test]
    fn ids_travel_as_plain_text() {
        let id = PersonId::natural("person", &[&1]);
        let text = serde_json::to_string(&id).unwrap();
        assert_eq!(text, format!("\"{id}\""));
        assert_eq!(id.to_string().parse::<PersonId>().unwrap(), id);
    }
}
