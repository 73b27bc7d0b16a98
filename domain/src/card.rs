//! Cards: how the members of a scope know each other.

use serde::Serialize;

use crate::{
    id::{EntryId, PersonId},
    people::{
        Role::{self, Administrator, CourseLead},
        ScopeKind, Span,
    },
    permission::rule,
    sorted::Map,
    sync::{
        Body,
        command::{DELETE, EDIT},
        fields::{Class, Limit, Table, field},
        kind::{Kind, RecordKind},
        record::reads_as,
        stage::{KEPT, NEW},
    },
};

/// A name and roles, in each scope whose member the person is.
pub const CARD: RecordKind = RecordKind::of(&Kind {
    // Whoever makes a grant writes the card; an administrator need not be able to read what it opens.
    rules: &[rule(&[CourseLead, Administrator], WITH_MEMBERS, &[EDIT, DELETE], &[NEW, KEPT])],
    ..Kind::new("card", FIELDS, reads_as::<Card>)
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
pub const FIELDS: Table = &[&[
    field("person", Class::Append, Limit::Id),
    field("name", Class::Both, Limit::Text(120)),
    field("roles/*", Class::Member, Limit::Entries(20)),
    field("roles/*/role", Class::Both, Limit::OneOf(Role::GRANTED)),
    field("roles/*/from", Class::Both, Limit::Time),
    field("roles/*/until", Class::Both, Limit::Time),
]];

/// A name and roles, as the members of one scope see them; there is no directory of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// Who.
    pub person: PersonId,
    /// As they wish to be called.
    pub name: String,
    /// What they are here, by grant.
    #[serde(default)]
    pub roles: Map<EntryId, CardRole>,
    /// Fields of newer releases.
    #[serde(flatten)]
    pub rest: Body,
}

/// A role on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardRole {
    /// The role.
    pub role: Role,
    /// For how long.
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
