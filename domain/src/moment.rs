//! Times as people write them down: a half of a day, an hour in the time of its place, how long something took.

use std::{fmt, str::FromStr};

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::{
    declare::Takes,
    plain::{self, Read, Unreadable},
    sync::fields::Limit,
};

words! {
    /// A half of a day.
    Half {
        /// Until noon.
        Morning "am",
        /// From noon on.
        Afternoon "pm",
    }
}

/// A day, or one half of it: `2026-11-21`, `2026-11-21 am`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfDay {
    /// The day.
    pub day: NaiveDate,
    /// The half of it; none when it is the whole day.
    pub half: Option<Half>,
}

/// An instant with the place whose clocks showed it so: `2026-11-21T08:55:00+08:00[Asia/Shanghai]`.
///
/// Whether that place kept this offset then, nobody asks: no device carries the rules of the time zones.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Zoned {
    at: DateTime<FixedOffset>,
    zone: String,
}

/// A number of whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Minutes(pub u32);

/// The minutes that a day has: no work of one day is longer.
pub const DAY_MINUTES: u32 = 24 * 60;

/// A text that has not the form of a time as it is written down here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time as it is written down here")]
pub struct NotAMoment;

impl FromStr for HalfDay {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let (day, half) = text.split_once(' ').map_or((text, None), |(day, half)| (day, Some(half)));
        let half = half.map(|half| Half::read(half.into())).transpose().map_err(|_| NotAMoment)?;
        Ok(Self { day: plain::date(day).ok_or(NotAMoment)?, half })
    }
}

impl fmt::Display for HalfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.half {
            Some(half) => write!(f, "{} {}", self.day, half.word()),
            None => self.day.fmt(f),
        }
    }
}

impl Zoned {
    /// An instant in the time of a zone; none when it has a part of a second, or the zone no name as zones have.
    pub fn new(at: DateTime<FixedOffset>, zone: &str) -> Option<Self> {
        let zone = zone.to_owned();
        let zoned = Self { at, zone };
        (zoned.to_string().parse() == Ok(zoned.clone())).then_some(zoned)
    }

    /// The instant, as far from Greenwich as the place was then.
    pub const fn at(&self) -> DateTime<FixedOffset> {
        self.at
    }

    /// The IANA name of the zone.
    pub fn zone(&self) -> &str {
        &self.zone
    }
}

impl FromStr for Zoned {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let (at, zone) = text.strip_suffix(']').and_then(|text| text.split_once('[')).ok_or(NotAMoment)?;
        let read = DateTime::parse_from_rfc3339(at).map_err(|_| NotAMoment)?;
        if is_plain(at) && is_zone(zone) {
            Ok(Self { at: read, zone: zone.to_owned() })
        } else {
            Err(NotAMoment)
        }
    }
}

/// One form of the several of RFC 3339: to the second, and with the offset written out.
fn is_plain(at: &str) -> bool {
    let bytes = at.as_bytes();
    bytes.len() == "2026-11-21T08:55:00+08:00".len() && bytes[10] == b'T' && matches!(bytes[19], b'+' | b'-')
}

/// Whether a text has the form of the name of a time zone, as in `America/Argentina/Salta`.
fn is_zone(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
    let is_part =
        |part: &str| part.starts_with(|first: char| first.is_ascii_alphabetic()) && part.bytes().all(fits);
    text.len() <= 64 && text.split('/').count() <= 3 && text.split('/').all(is_part)
}

impl fmt::Display for Zoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What chrono shows to those who look for faults is RFC 3339.
        write!(f, "{:?}[{}]", self.at, self.zone)
    }
}

impl FromStr for Minutes {
    type Err = NotAMoment;

    /// Reads minutes as they are typed: `90`, or with hours, as `1:30`.
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let number = |text: &str| if is_number(text) { text.parse::<u32>().ok() } else { None };
        let minutes = match text.split_once(':') {
            Some((hours, rest)) if rest.len() == 2 => {
                let rest = number(rest).filter(|rest| *rest < 60);
                number(hours).zip(rest).and_then(|(hours, rest)| hours.checked_mul(60)?.checked_add(rest))
            }
            Some(_) => None,
            None => number(text),
        };
        minutes.map(Self).ok_or(NotAMoment)
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Read for Minutes {
    fn read(value: Value) -> Result<Self, Unreadable> {
        u32::read(value).map(Self)
    }
}

macro_rules! as_text {
    ($($type:ident, $limit:ident, $why:literal;)+) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl Read for $type {
            fn read(value: Value) -> Result<Self, Unreadable> {
                plain::parse(&value, $why)
            }
        }

        impl Takes for $type {
            const LIMIT: Limit = Limit::$limit;
        }
    )+};
}

as_text! {
    HalfDay, HalfDay, "not a day or half of one";
    Zoned, Zoned, "not an instant with its zone";
}
through_plain!(HalfDay, Zoned, Minutes);

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn a_half_of_a_day_has_one_form() {
        for text in ["2026-11-21", "2026-11-21 am", "2026-11-21 pm", "2026-11-21 night"] {
            let half: HalfDay = from_value(json!(text)).unwrap();
            assert_eq!(to_value(half).unwrap(), json!(text));
        }
        for text in [
            "",
            "am",
            " am",
            "2026-11-21 ",
            "2026-11-21 AM",
            "2026-11-21  am",
            "2026-11-21am",
            "2026-02-30 am",
            "21.11.2026",
        ] {
            assert_eq!(text.parse::<HalfDay>(), Err(NotAMoment), "{text:?}");
        }
        let order = ["2026-11-21", "2026-11-21 am", "2026-11-21 pm", "2026-11-22"]
            .map(|text| text.parse::<HalfDay>().unwrap());
        assert!(order.is_sorted());
    }

    #[test]
    fn an_instant_with_its_zone_has_one_form() {
        for text in [
            "2026-11-21T08:55:00+08:00[Asia/Shanghai]",
            "2026-11-21T08:55:00-03:00[America/Argentina/Salta]",
            "2026-11-21T08:55:00+00:00[UTC]",
            "2026-11-21T08:55:00+05:45[Asia/Kathmandu]",
            "2026-11-21T08:55:00-10:00[Etc/GMT+10]",
        ] {
            let zoned: Zoned = from_value(json!(text)).unwrap();
            assert_eq!(to_value(&zoned).unwrap(), json!(text));
            assert_eq!(Zoned::new(zoned.at(), zoned.zone()), Some(zoned));
        }
        for text in [
            "",
            "2026-11-21T08:55:00+08:00",
            "2026-11-21T08:55:00Z[UTC]",
            "2026-11-21T08:55:00.1234Z[UTC]",
            "2026-11-21t08:55:00+08:00[Asia/Shanghai]",
            "2026-11-21 08:55:00+08:00[Asia/Shanghai]",
            "2026-11-31T08:55:00+08:00[Asia/Shanghai]",
            "2026-11-21T08:55:00+08:00[]",
            "2026-11-21T08:55:00+08:00[Asia/]",
            "2026-11-21T08:55:00+08:00[Asia Shanghai]",
            "2026-11-21T08:55:00+08:00[a/b/c/d]",
            "2026-11-21T08:55:00+08:00[Asia/Shanghai][u-ca=chinese]",
            "2026-11-21T08:55:00+08:00[Asia/Shanghai] ",
        ] {
            assert_eq!(text.parse::<Zoned>(), Err(NotAMoment), "{text:?}");
        }
    }

    #[test]
    fn minutes_are_typed_with_or_without_hours() {
        for (text, minutes) in [
            ("0", Some(0)),
            ("90", Some(90)),
            ("1:30", Some(90)),
            ("24:00", Some(1_440)),
            ("10:05", Some(605)),
        ] {
            assert_eq!(text.parse().ok(), minutes.map(Minutes), "{text}");
        }
        for text in [
            "",
            "-1",
            "+5",
            "1.5",
            "1:5",
            "1:60",
            ":30",
            "1:",
            "1:30:00",
            "an hour",
            "99999999999",
            "99999999:00",
        ] {
            assert_eq!(text.parse::<Minutes>(), Err(NotAMoment), "{text:?}");
        }
        assert_eq!(to_value(from_value::<Minutes>(json!(90)).unwrap()).unwrap(), json!(90));
        assert!(from_value::<Minutes>(json!(-1)).is_err() && from_value::<Minutes>(json!("90")).is_err());
    }
}
