//! Cards: how the members of a scope know each other.

use serde_json::json;

use crate::{
    examples::Cast,
    id::RecordId,
    people::{
        Role::{self, Administrator, CourseLead},
        ScopeKind,
    },
    permission::rule,
    sync::{
        command::{DELETE, EDIT},
        kind::{Kind, RecordKind},
        mutation::Mutation,
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

pub use self::fields::{Card, CardRole};

/// A name and roles, in each scope whose member the person is.
pub const CARD: RecordKind = RecordKind::of(&Kind {
    // Whoever makes a grant writes the card; an administrator need not be able to read what it opens.
    rules: &[rule(&[CourseLead, Administrator], WITH_MEMBERS, &[EDIT, DELETE], &[NEW, KEPT])],
    ..Kind::new("card", &[Card::ROWS, CardRole::ROWS, fields::SPAN], reads_as::<Card>)
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
        id::{EntryId, PersonId},
        people::{Role, Span},
        sorted::Map,
        sync::fields::Limit::Time,
    };

    record! {
        /// A name and roles, as the members of one scope see them; there is no directory of people.
        Card in body {
            /// The person whose card it is.
            PERSON person: PersonId = need, Append;
            /// The name by which they wish to be called.
            NAME name: String = need, Both, Text(120);
            /// The roles they hold in this scope, each under the id of its grant.
            ROLES_HELD roles/each: Map<EntryId, CardRole> = may, Member, Entries(20);
            ..rest
        }

        /// A role on a card, and the time for which they hold it.
        CardRole in roles with span: Span {
            /// The role itself.
            ROLE role: Role = need, Both, OneOf(Role::GRANTED);
            ..rest
        }
    }

    fields! {
        /// The rows of the time for which a role is held; grants have such a time too, and are no records.
        SPAN;
        /// The instant at which the role begins.
        FROM: Inner = "roles/*/from", Both, Time;
        /// The instant at which the role ends.
        UNTIL: Inner = "roles/*/until", Both, Time;
    }
}

/// What a device sends of cards, for the API document.
pub fn examples(cast: &Cast) -> Vec<Mutation> {
    let role = json!({ "role": Role::Mentor, "from": "2026-09-01T00:00:00Z" });
    let entry = format!("roles/{}", cast.entry("role"));
    let fields = [("person", json!(cast.mentor)), ("name", json!("Grace W.")), (entry.as_str(), role)];
    let id = RecordId::natural("example", &[&"card"]);
    vec![cast.sets(cast.administrator, cast.shared, id, CARD, &fields)]
}
