//! When a job that failed is tried again, and when no longer.

use chrono::{DateTime, TimeDelta, Utc};

use super::Job;

/// How long the first wait is; each is three times the one before.
const FIRST: TimeDelta = TimeDelta::seconds(5);

/// How often a job is tried: with these waits, for about fourteen hours, which is longer than a night.
pub const TRIES: i32 = 10;

/// When a job that has just failed may be tried again; never, when it was tried often enough or would come too late.
pub fn next(job: &Job, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let waits = u32::try_from(job.tries - 1).unwrap_or_default();
    let again = now + FIRST * 3_i32.checked_pow(waits).filter(|_| job.tries < TRIES)?;
    job.good_until.is_none_or(|until| again < until).then_some(again)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use uuid::Uuid;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn failed(tries: i32, good_until: Option<i64>) -> Job {
        let good_until = good_until.map(|seconds| now() + TimeDelta::seconds(seconds));
        let (id, kind, trouble) = (Uuid::nil(), String::new(), None);
        Job { id, kind, payload: Value::Null, made_at: now(), good_until, tries, trouble }
    }

    #[test]
    fn waits_grow_and_end() {
        let cases = [
            (1, None, Some(5)),
            (2, None, Some(15)),
            (3, None, Some(45)),
            (9, None, Some(32_805)),
            (10, None, None),
            (i32::MAX, None, None),
            (3, Some(46), Some(45)),
            (3, Some(45), None),
        ];
        for (tries, until, wait) in cases {
            let found = next(&failed(tries, until), now()).map(|again| (again - now()).num_seconds());
            assert_eq!(found, wait, "after {tries} tries, good until {until:?}");
        }
    }
}
