//! Cards: how the members of a scope know each other.

use serde::Serialize;
use serde_json::json;

use crate::{
    examples::Cast,
    id::{EntryId, PersonId, RecordId},
    people::{
        Role::{self, Administrator, CourseLead},
        ScopeKind, Span,
    },
    permission::rule,
    sorted::Map,
    sync::{
        Body,
        command::{DELETE, EDIT},
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

/// A name and roles, in each scope whose member the person is.
pub const CARD: RecordKind = RecordKind::of(&Kind {
    // Whoever makes a grant writes the card; an administrator need not be able to read what it opens.
    rules: &[rule(&[CourseLead, Administrator], WITH_MEMBERS, &[EDIT, DELETE], &[NEW, KEPT])],
    ..Kind::new("card", &[fields::ROWS], reads_as::<Card>)
});

/// The kinds of scope whose members know each other by their cards.
const WITH_MEMBERS: &[ScopeKind] = &[
    ScopeKind::Training,
    ScopeKind::Care,
    ScopeKind::Tutor,
    ScopeKind::University,
    ScopeKind::Shared,
    ScopeKind::Staff,
    ScopeKind::Programme,
    ScopeKind::School,
];

/// The fields of a card.
pub mod fields {
    use crate::{
        people::Role,
        sync::fields::Limit::{Entries, Id, OneOf, Text, Time},
    };

    fields! {
        /// The rows of the field table.
        ROWS;
        /// The person whose card it is.
        PERSON: One = "person", Append, Id;
        /// What they wish to be called.
        NAME: One = "name", Both, Text(120);
        /// The roles they hold, each under the id of its grant.
        ROLES_HELD: List = "roles/*", Member, Entries(20);
        /// A role that they hold.
        ROLE: Inner = "roles/*/role", Both, OneOf(Role::GRANTED);
        /// The instant at which the role begins.
        FROM: Inner = "roles/*/from", Both, Time;
        /// The instant at which the role ends.
        UNTIL: Inner = "roles/*/until", Both, Time;
    }
}

/// A name and roles, as the members of one scope see them; there is no directory of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The person whose card it is.
    pub person: PersonId,
    /// The name by which they wish to be called.
    pub name: String,
    /// The roles they hold in this scope, each under the id of its grant.
    #[serde(default)]
    pub roles: Map<EntryId, CardRole>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// A role on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardRole {
    /// The role itself.
    pub role: Role,
    /// The time for which they hold it.
    #[serde(flatten)]
    pub span: Span,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

reads! {
    Card { needs person, name; may have roles; keeps rest; }
    CardRole { needs role; with span; keeps rest; }
}

/// What a device sends of cards, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let role = json!({ "role": Role::Mentor, "from": "2026-09-01T00:00:00Z" });
    let entry = format!("roles/{}", cast.entry("role"));
    let fields = [("person", json!(cast.mentor)), ("name", json!("Grace W.")), (entry.as_str(), role)];
    let id = RecordId::natural("example", &[&"card"]);
    vec![cast.sets(cast.administrator, cast.shared, id, CARD, &fields)]
}
