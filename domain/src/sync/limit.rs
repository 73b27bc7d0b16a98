//! What may stand in a field, and what is wrong with a value that may not.

use std::ops::Range;

use chrono::Datelike;
use serde_json::Value;
use uuid::Uuid;

use super::canonical::canonical;
use crate::{
    api::{Code, Problem},
    link::is_link,
    moment::{Half, HalfDay, Zoned},
    plain,
    sorted::Set,
};

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Text of at most so many characters.
    Text(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A day of this century, `2026-11-21`.
    Date,
    /// A day of this century, or one half of it, as in `2026-11-21 am`: a [`HalfDay`].
    HalfDay,
    /// An instant, as RFC 3339: by the clock of a device, which may be set to any year.
    Time,
    /// An instant of this century with the zone in which it was said, as in `2026-11-21T08:55:00+08:00[Asia/Shanghai]`: a
    /// [`Zoned`].
    Zoned,
    /// A whole number from nought to this.
    Integer(i64),
    /// So many whole minutes at most.
    Minutes(u32),
    /// Yes or no; until it is answered it is neither.
    YesNo,
    /// An id.
    Id,
    /// A list of at most so many ids, each of them once.
    Ids(usize),
    /// A [`Link`](crate::link::Link) of at most so many characters.
    Link(usize),
    /// An object that is one of at most so many members of its collection.
    Entries(usize),
    /// A field of a newer release, kept as it is.
    Unknown,
}

/// The years that training lies in; one like 0202 is a slip of the thumb.
pub const YEARS: Range<i32> = 2000..2100;
/// How many bytes a field of a newer release may have, in canonical form.
const MAX_UNKNOWN: usize = 16 * 1024;

impl Limit {
    /// The number of characters that fit, of ids or of members; whatever else it takes has no such number.
    pub const fn most(self) -> Option<usize> {
        match self {
            Self::Text(most) | Self::Link(most) | Self::Ids(most) | Self::Entries(most) => Some(most),
            _ => None,
        }
    }

    /// Whether a value may stand there. What is in the member of a collection has limits of its own.
    pub fn check(self, value: &Value) -> Result<(), Problem> {
        match self {
            Self::Text(max) => length(text(value)?, max),
            Self::OneOf(words) => demand(words.contains(&text(value)?), Code::NotOneOf),
            Self::Date => a_date(plain::date(text(value)?).is_some_and(|when| in_this_century(&when))),
            Self::HalfDay => a_date(text(value)?.parse().is_ok_and(is_half_day)),
            Self::Time => {
                a_date(plain::instant(text(value)?).is_some_and(|when| is_kept_by_databases(&when)))
            }
            Self::Zoned => a_date(text(value)?.parse().is_ok_and(|when: Zoned| in_this_century(&when.at()))),
            Self::Integer(max) => number(value, max),
            Self::Minutes(max) => number(value, max.into()),
            Self::YesNo => demand(value.is_boolean(), Code::Malformed),
            Self::Id => demand(is_uuid(text(value)?), Code::Malformed),
            Self::Ids(max) => ids(value, max),
            Self::Link(max) => link(text(value)?, max),
            Self::Entries(_) => demand(value.is_object(), Code::Malformed),
            Self::Unknown => unknown(value),
        }
    }
}

fn demand(fine: bool, code: Code) -> Result<(), Problem> {
    if fine { Ok(()) } else { Err(Problem::new(code)) }
}

fn a_date(fine: bool) -> Result<(), Problem> {
    demand(fine, Code::NotADate)
}

fn text(value: &Value) -> Result<&str, Problem> {
    value.as_str().ok_or_else(|| Problem::new(Code::Malformed))
}

fn length(text: &str, max: usize) -> Result<(), Problem> {
    demand(text.chars().count() <= max, Code::TooLong).map_err(|found| found.with("max", max))
}

fn number(value: &Value, max: i64) -> Result<(), Problem> {
    let number = value.as_i64().filter(|number| *number >= 0).ok_or_else(|| Problem::new(Code::Malformed))?;
    demand(number <= max, Code::TooMany).map_err(|found| found.with("max", max))
}

fn ids(value: &Value, max: usize) -> Result<(), Problem> {
    let list = value.as_array().ok_or_else(|| Problem::new(Code::Malformed))?;
    demand(list.len() <= max, Code::TooMany).map_err(|found| found.with("max", max))?;
    let ids: Set<&str> = list.iter().filter_map(Value::as_str).filter(|id| is_uuid(id)).collect();
    demand(ids.len() == list.len(), Code::Malformed)
}

fn link(text: &str, max: usize) -> Result<(), Problem> {
    length(text, max)?;
    demand(is_link(text), Code::NotALink)
}

fn unknown(value: &Value) -> Result<(), Problem> {
    let bytes = canonical(value).map_err(|_| Problem::new(Code::Malformed))?;
    demand(bytes.len() <= MAX_UNKNOWN, Code::TooLong).map_err(|found| found.with("max", MAX_UNKNOWN))
}

/// What is read of a newer release may say more of a day than its halves; what is written here does not.
fn is_half_day(when: HalfDay) -> bool {
    in_this_century(&when.day) && !matches!(when.half, Some(Half::Other(_)))
}

/// One spelling only: the same id in capitals would be another key.
pub(super) fn is_uuid(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|id| id.to_string() == text)
}

/// No database takes the year nought.
fn is_kept_by_databases(when: &impl Datelike) -> bool {
    (1..=9999).contains(&when.year())
}

/// Whether it lies in the years that training lies in.
pub fn in_this_century(when: &impl Datelike) -> bool {
    YEARS.contains(&when.year())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "01936c1e-0000-7000-8000-000000000001";
    const OTHER: &str = "01936c1e-0000-7000-8000-000000000002";

    #[test]
    fn what_may_stand_in_a_field_by_table() {
        let cases = [
            (Limit::Text(3), json!("çğö"), None),
            (Limit::Text(3), json!("four"), Some(Code::TooLong)),
            (Limit::Text(3), json!(3), Some(Code::Malformed)),
            (Limit::OneOf(&["a", "b"]), json!("b"), None),
            (Limit::OneOf(&["a", "b"]), json!("c"), Some(Code::NotOneOf)),
            (Limit::Date, json!("2000-01-01"), None),
            (Limit::Date, json!("2099-12-31"), None),
            (Limit::Date, json!("1999-12-31"), Some(Code::NotADate)),
            (Limit::Date, json!("2100-01-01"), Some(Code::NotADate)),
            (Limit::Date, json!("2026-02-30"), Some(Code::NotADate)),
            (Limit::Date, json!("2026-11-21 am"), Some(Code::NotADate)),
            (Limit::HalfDay, json!("2026-11-21"), None),
            (Limit::HalfDay, json!("2026-11-21 am"), None),
            (Limit::HalfDay, json!("2026-11-21 pm"), None),
            (Limit::HalfDay, json!("2026-11-21 night"), Some(Code::NotADate)),
            (Limit::HalfDay, json!("0202-11-21 am"), Some(Code::NotADate)),
            (Limit::HalfDay, json!("am"), Some(Code::NotADate)),
            (Limit::HalfDay, json!({"day": "2026-11-21"}), Some(Code::Malformed)),
            (Limit::Time, json!("1970-01-01T00:00:00Z"), None),
            (Limit::Time, json!("0000-01-01T00:00:00Z"), Some(Code::NotADate)),
            (Limit::Zoned, json!("2026-11-21T08:55:00+08:00[Asia/Shanghai]"), None),
            (Limit::Zoned, json!("2026-11-21T08:55:00+08:00"), Some(Code::NotADate)),
            (Limit::Zoned, json!("1926-11-21T08:55:00+08:00[Asia/Shanghai]"), Some(Code::NotADate)),
            (Limit::Zoned, json!(0), Some(Code::Malformed)),
            (Limit::Integer(90), json!(90), None),
            (Limit::Integer(90), json!(91), Some(Code::TooMany)),
            (Limit::Integer(90), json!(-1), Some(Code::Malformed)),
            (Limit::Minutes(480), json!(0), None),
            (Limit::Minutes(480), json!(480), None),
            (Limit::Minutes(480), json!(481), Some(Code::TooMany)),
            (Limit::Minutes(480), json!(7.5), Some(Code::Malformed)),
            (Limit::Minutes(480), json!("1:30"), Some(Code::Malformed)),
            (Limit::YesNo, json!(false), None),
            (Limit::YesNo, json!("no"), Some(Code::Malformed)),
            (Limit::Id, json!(ID), None),
            (Limit::Id, json!(ID.to_uppercase()), Some(Code::Malformed)),
            (Limit::Ids(2), json!([]), None),
            (Limit::Ids(2), json!([OTHER, ID]), None),
            (Limit::Ids(2), json!([ID, ID]), Some(Code::Malformed)),
            (Limit::Ids(2), json!([ID, "x"]), Some(Code::Malformed)),
            (Limit::Ids(2), json!([ID, 1]), Some(Code::Malformed)),
            (Limit::Ids(1), json!([ID, OTHER]), Some(Code::TooMany)),
            (Limit::Ids(2), json!(ID), Some(Code::Malformed)),
            (Limit::Link(40), json!("https://example.org/plan.pdf"), None),
            (Limit::Link(20), json!("https://example.org/plan.pdf"), Some(Code::TooLong)),
            (Limit::Link(40), json!("http://example.org"), Some(Code::NotALink)),
            (Limit::Link(40), json!(["https://example.org"]), Some(Code::Malformed)),
            (Limit::Entries(1), json!({}), None),
            (Limit::Entries(1), json!("x"), Some(Code::Malformed)),
            (Limit::Unknown, json!({"any": [1, null]}), None),
            (Limit::Unknown, json!("x".repeat(MAX_UNKNOWN)), Some(Code::TooLong)),
        ];
        for (limit, value, code) in cases {
            assert_eq!(limit.check(&value).err().map(|problem| problem.code), code, "{limit:?} {value}");
        }
    }

    #[test]
    fn a_refusal_says_how_much_would_fit() {
        for (limit, value) in [
            (Limit::Text(3), json!("four")),
            (Limit::Link(3), json!("https://example.org")),
            (Limit::Integer(3), json!(4)),
            (Limit::Minutes(3), json!(4)),
            (Limit::Ids(3), json!([1, 2, 3, 4])),
        ] {
            assert_eq!(
                limit.check(&value).unwrap_err().params.get("max").map(String::as_str),
                Some("3"),
                "{limit:?}"
            );
        }
    }
}
