//! How the fields of a subject are declared: one line for each.
//!
//! [`record!`] makes of a line the field of a struct, how it is written and read, the constant by which screens and rules
//! know it, and its row in the field table. [`fields!`] makes constants and rows alone, for what is no field of one struct.

use chrono::{DateTime, NaiveDate, Utc};

use crate::sync::fields::Limit;

/// A type that says by itself what may stand in a field of it; of a text or a number the line says how much.
pub trait Takes {
    /// What may stand in the field.
    const LIMIT: Limit;
}

impl Takes for NaiveDate {
    const LIMIT: Limit = Limit::Date;
}

impl Takes for DateTime<Utc> {
    const LIMIT: Limit = Limit::Time;
}

impl Takes for bool {
    const LIMIT: Limit = Limit::YesNo;
}

impl<T: Takes> Takes for Option<T> {
    const LIMIT: Limit = T::LIMIT;
}

/// Makes the structs of a subject, each with its constants, its reader and its rows. A struct stands `in body`, or in the
/// members of a collection, as `in foci`; it ends with `..rest` when it keeps the fields of newer releases itself. Its line
/// says
///
/// - what the field is, in a sentence for both the struct and the constant;
/// - the constant, the name (as in `foci/each` for a collection) and the type;
/// - whether bodies `need` it or `may` have it: an `Option` of nothing is not written, and whatever else is absent reads
///   as empty;
/// - how it merges, or that only the server writes it: a [`Class`](crate::sync::fields::Class);
/// - what may stand in it: a [`Limit`], where the type does not say that by itself.
///
/// What several structs share is a struct of its own: `with agreed: Agreed` has its fields in the same object.
macro_rules! record {
    ($(
        $(#[$about:meta])* $type:ident in $place:ident $(with $part:ident: $shared:ty)? {
            $(
                $(#[$doc:meta])*
                $const:ident $name:ident $(/ $each:ident)?: $of:ty = $presence:ident, $class:ident $(, $limit:expr)?;
            )+
            $(..$rest:ident)?
        }
    )+) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        pub struct $type {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "crate::plain::Read::is_absent")]
                pub $name: $of,
            )+
            $(
                /// What it shares with others.
                #[serde(flatten)]
                pub $part: $shared,
            )?
            $(
                /// Fields of newer releases.
                #[serde(flatten)]
                pub $rest: $crate::sync::Body,
            )?
        }

        impl $crate::plain::ReadFields for $type {
            fn take(fields: &mut $crate::plain::Fields) -> Result<Self, $crate::plain::Unreadable> {
                Ok(Self {
                    $($name: fields.$presence(stringify!($name))?,)+
                    $($part: $crate::plain::ReadFields::take(fields)?,)?
                    $($rest: fields.rest(),)?
                })
            }
        }
        reads_fields!($type);

        $(constant! { $place $($each)?; $(#[$doc])* $const $name, $class, limit!($of $(, $limit)?) })+

        impl $type {
            /// Its rows of the field table.
            pub const ROWS: &'static [$crate::sync::fields::Field] = &[$($const.row()),+];
        }
    )+};
}

/// The constant of a field, in the shape that its place gives it.
macro_rules! constant {
    (body; $(#[$doc:meta])* $const:ident $name:ident, $class:ident, $limit:expr) => {
        fields! { $(#[$doc])* $const: One = stringify!($name), $class, $limit; }
    };
    (body each; $(#[$doc:meta])* $const:ident $name:ident, $class:ident, $limit:expr) => {
        fields! { $(#[$doc])* $const: List = concat!(stringify!($name), "/*"), $class, $limit; }
    };
    ($list:ident; $(#[$doc:meta])* $const:ident $name:ident, $class:ident, $limit:expr) => {
        fields! {
            $(#[$doc])* $const: Inner = concat!(stringify!($list), "/*/", stringify!($name)), $class, $limit;
        }
    };
}

/// What may stand in a field: what its line says, or else its type.
macro_rules! limit {
    ($of:ty) => {
        <$of as $crate::declare::Takes>::LIMIT
    };
    ($of:ty, $limit:expr) => {{
        use $crate::sync::fields::Limit::*;
        $limit
    }};
}

/// Makes the constants of fields, and with a name for it the part of a field table that they stand in.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident: $shape:ident = $pattern:expr, $class:ident, $limit:expr;)+) => {$(
        $(#[$doc])* pub const $name: $crate::field::$shape =
            $crate::field::$shape::new($pattern, $crate::sync::fields::Class::$class, $limit);
    )+};
    ($(#[$about:meta])* $table:ident;
        $($(#[$doc:meta])* $name:ident: $shape:ident = $pattern:expr, $class:ident, $limit:expr;)+) => {
        fields! { $($(#[$doc])* $name: $shape = $pattern, $class, $limit;)+ }
        $(#[$about])*
        pub const $table: &[$crate::sync::fields::Field] = &[$($name.row()),+];
    };
}
