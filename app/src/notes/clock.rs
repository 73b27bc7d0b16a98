//! The lesson clock: it runs by a clock that nobody can set, and is right again after the phone has slept.

use chrono::{DateTime, TimeDelta, Utc};
use domain::notes::DAY_MS;
use leptos::{ev, prelude::*};
use std::time::Duration;

use crate::device;
use crate::sync::browser;

/// A lesson that began longer ago is over: what is added later stands after its last note.
const LONGEST: TimeDelta = TimeDelta::hours(6);

/// The clock of a lesson.
#[derive(Clone, Copy)]
pub struct Clock {
    began: Option<DateTime<Utc>>,
    /// The milliseconds of the lesson when the other clock showed the number beside them.
    anchor: StoredValue<(u64, f64)>,
    shown: RwSignal<u64>,
}

impl Clock {
    /// A clock that runs as long as the screen it is made for.
    pub fn start(began: Option<DateTime<Utc>>, last: u64) -> Self {
        let now = device::running_milliseconds();
        let clock = Self { began, anchor: StoredValue::new((last, now)), shown: RwSignal::new(last) };
        clock.catch_up();
        if let Ok(ticks) = set_interval_with_handle(move || clock.show(), Duration::from_millis(250)) {
            on_cleanup(move || ticks.clear());
        }
        // While a phone sleeps, the clock that nobody can set may sleep too.
        let woken = window_event_listener(ev::visibilitychange, move |_| clock.catch_up());
        on_cleanup(move || woken.remove());
        clock
    }

    /// The milliseconds of the lesson now.
    pub fn elapsed(self) -> u64 {
        let (at, then) = self.anchor.get_value();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole milliseconds since then"
        )]
        let since = (device::running_milliseconds() - then).max(0.0) as u64;
        (at + since).min(DAY_MS.unsigned_abs())
    }

    /// The time of the lesson for a person, as it passes.
    pub fn words(self) -> String {
        in_words(self.shown.get() * 1_000)
    }

    fn catch_up(self) {
        let since = self.began.map_or(TimeDelta::zero(), |began| browser::now() - began);
        self.anchor.set_value((resumed(self.elapsed(), since), device::running_milliseconds()));
        self.show();
    }

    fn show(self) {
        let seconds = self.elapsed() / 1_000;
        if self.shown.get_untracked() != seconds {
            self.shown.set(seconds);
        }
    }
}

/// The time at which the clock goes on: never before what was noted, and never hours after the lesson.
fn resumed(last: u64, since_began: TimeDelta) -> u64 {
    let since = if since_began > LONGEST { 0 } else { since_began.num_milliseconds() };
    last.max(u64::try_from(since).unwrap_or(0))
}

/// A time of the lesson for a person: minutes and seconds.
pub fn in_words(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_on_where_the_lesson_is() {
        let cases = [
            (0, TimeDelta::zero(), 0),
            (90_000, TimeDelta::minutes(5), 300_000),
            (400_000, TimeDelta::minutes(5), 400_000),
            // The device's clock was set back.
            (90_000, TimeDelta::minutes(-5), 90_000),
            // The next day.
            (90_000, TimeDelta::hours(20), 90_000),
        ];
        for (last, since, expected) in cases {
            assert_eq!(resumed(last, since), expected, "{last} {since}");
        }
    }

    #[test]
    fn lesson_time_is_minutes_and_seconds() {
        assert_eq!(in_words(0), "00:00");
        assert_eq!(in_words(130_999), "02:10");
        assert_eq!(in_words(6_000_000), "100:00");
    }
}
