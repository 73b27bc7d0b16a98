//! The words of the HTTP API that are not records: problems, and the answers outside sync.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{plain::Unreadable, sorted::Map};

/// A refusal a person can act on, as it goes over the wire (the shape of RFC 9457).
///
/// The words belong to the message files: `code` names the message, `params` fill it, and `field` says
/// where in the request the trouble lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// What went wrong, as a fixed word other programs can rely on.
    pub code: Code,
    /// What the message needs to be exact, by name: `max`, `until`, `retry_after`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = BTreeMap<String, String>)]
    pub params: Map<String, String>,
    /// The part of the request that is at fault, as a path from its root; absent when it is the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

reads! { Problem { needs code; may have params, field; } }

impl Problem {
    /// A problem with the whole request, which needs no parameters to be said.
    pub fn new(code: Code) -> Self {
        Self { code, params: Map::new(), field: None }
    }

    /// The same problem, with where in the request it lies.
    #[must_use]
    pub fn at(self, field: impl std::fmt::Display) -> Self {
        Self { field: Some(field.to_string()), ..self }
    }

    /// The same problem, with one more parameter of its message.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<Unreadable> for Problem {
    fn from(error: Unreadable) -> Self {
        let problem = Self::new(Code::Malformed).with("detail", &error);
        let field = error.path();
        if field.is_empty() { problem } else { problem.at(field) }
    }
}

words! {
    /// What can go wrong in a request, each with one meaning for ever and one HTTP status.
    Code {
        /// There is nothing at this address, or nothing this person may know of.
        NotFound "not_found",
        /// The address exists, but not for this method.
        MethodNotAllowed "method_not_allowed",
        /// The body is larger than this address takes.
        TooLarge "too_large",
        /// Nobody is signed in, or no longer: sign in again. What waits on the device stays there.
        SignedOut "signed_out",
        /// A request with cookies that does not come from our own pages.
        ForeignOrigin "foreign_origin",
        /// The code is not right, was used, or has run out.
        WrongCode "wrong_code",
        /// Not an e-mail address.
        NotAnEmail "not_an_email",
        /// Too many tries; the next one is possible in `retry_after` seconds.
        TooManyTries "too_many_tries",
        /// This person's roles do not allow it, here and in the present state of the record.
        NotAllowed "not_allowed",
        /// The request cannot be read: a part is missing, or of another type than it should be.
        Malformed "malformed",
        /// A kind of record this server does not know; a newer app may have sent it.
        UnknownKind "unknown_kind",
        /// A command this server does not know; a newer app may have sent it.
        UnknownCommand "unknown_command",
        /// A path at which this kind of record has no field that can be set.
        UnknownField "unknown_field",
        /// A text of more than `max` characters.
        TooLong "too_long",
        /// A collection of more than `max` entries, or a number above it.
        TooMany "too_many",
        /// A value that is not one of the words this field takes.
        NotOneOf "not_one_of",
        /// A date that is not in the calendar, or in a year no training is in.
        NotADate "not_a_date",
        /// A text that is not the address of a page, or not one that everyone reads as the same.
        NotALink "not_a_link",
        /// What was written here once cannot be changed or removed.
        AppendOnly "append_only",
        /// A field that only the server writes.
        ServerField "server_field",
        /// There is nothing in it to send.
        Empty "empty",
        /// The id does not follow from what the record is about.
        WrongId "wrong_id",
        /// Written by another person than the one signed in, or about a record of another author.
        WrongAuthor "wrong_author",
        /// A mutation id that has already been used for something else.
        IdReused "id_reused",
        /// The record is no longer what the person saw when they decided.
        Changed "changed",
        /// Too much of this person's work was refused and waits to be looked at; nothing more is taken until then.
        QuarantineFull "quarantine_full",
        /// Something failed on the server; it was logged, and trying again later may help.
        Internal "internal",
        /// The server or its database cannot answer just now; try again soon.
        Unavailable "unavailable",
    }
}

impl Code {
    /// The HTTP status that goes with the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::SignedOut => 401,
            Self::NotAllowed | Self::WrongAuthor | Self::ForeignOrigin => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Changed | Self::IdReused => 409,
            Self::TooLarge => 413,
            Self::UnknownKind
            | Self::UnknownCommand
            | Self::UnknownField
            | Self::TooLong
            | Self::TooMany
            | Self::NotOneOf
            | Self::NotADate
            | Self::NotALink
            | Self::AppendOnly
            | Self::ServerField
            | Self::Empty
            | Self::WrongId
            | Self::WrongCode
            | Self::NotAnEmail => 422,
            Self::TooManyTries => 429,
            Self::Internal => 500,
            // Only servers of today give a status to a code.
            Self::Other(_) => 502,
            Self::Unavailable => 503,
            Self::QuarantineFull => 507,
        }
    }
}
