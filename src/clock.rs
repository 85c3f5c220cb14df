//! Time, injected: the only place that asks the machine what time it is.
//!
//! A review runs in the *school's* time zone whatever the machine's, so a [`Moment`] (an instant)
//! is only ever shown or planned through a zone. A rehearsal clock runs on from a chosen time, so
//! that a day can be tried out beforehand; what is written meanwhile is marked as rehearsal.

use chrono::{DateTime, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
pub use chrono_tz::Tz;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct Moment(#[n(0)] pub i64);

impl Moment {
    /// The wall-clock time of this instant in `zone`.
    pub fn local(self, zone: Tz) -> NaiveDateTime {
        self.utc().with_timezone(&zone).naive_local()
    }

    /// The zone's offset from UTC at this instant, in minutes.
    pub fn offset_minutes(self, zone: Tz) -> i16 {
        let seconds = self.utc().with_timezone(&zone).offset().fix().local_minus_utc();
        i16::try_from(seconds / 60).unwrap_or(0)
    }

    /// This instant as a UTC date and time.
    pub fn utc(self) -> DateTime<Utc> {
        // A foreign notebook may hold any number: beyond the year 9999 it is shown as that year's end,
        // far from where adding a zone's offset would leave the calendar.
        const LAST: i64 = 253_402_300_799_999;
        DateTime::from_timestamp_millis(self.0.clamp(-LAST, LAST)).unwrap_or_default()
    }

    /// The instant `minutes` later (or earlier, if negative).
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// ISO 8601 with the zone's offset, to the second: `2026-06-10T10:02:31+01:00`.
    pub fn iso(self, zone: Tz) -> String {
        self.utc().with_timezone(&zone).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

/// The instant of a wall-clock time in a zone.
///
/// A time that the clocks skip (the hour lost in spring) becomes the first instant after the gap;
/// a time that happens twice (autumn) means its first occurrence, as people mean it.
pub fn instant_of(local: NaiveDateTime, zone: Tz) -> Moment {
    let mut wall = local;
    // No zone skips more than a day (Samoa, 2011), so this loop is bounded.
    for _ in 0..=(25 * 60) {
        match zone.from_local_datetime(&wall) {
            LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => {
                return Moment(t.timestamp_millis());
            }
            LocalResult::None => wall += TimeDelta::minutes(1),
        }
    }
    Moment(local.and_utc().timestamp_millis())
}

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Machine,
    /// The machine's clock moved by so many milliseconds.
    Moved(i64),
    Fixed(Moment),
}

impl Clock {
    /// The machine's own clock.
    pub fn machine() -> Self {
        Self { source: Source::Machine }
    }

    /// A clock that shows `start` now and runs on from there: a rehearsal.
    pub fn rehearsal(start: Moment) -> Self {
        Self { source: Source::Moved(start.0.saturating_sub(machine_now().0)) }
    }

    /// A clock that stands still; for tests.
    pub fn fixed(at: Moment) -> Self {
        Self { source: Source::Fixed(at) }
    }

    /// The time now.
    pub fn now(&self) -> Moment {
        match self.source {
            Source::Machine => machine_now(),
            Source::Moved(by) => Moment(machine_now().0.saturating_add(by)),
            Source::Fixed(at) => at,
        }
    }

    /// The time that orders changes: the machine's even in a rehearsal, so that trying out a day
    /// cannot put its changes before or after everybody else's.
    pub fn order_time(&self) -> Moment {
        match self.source {
            Source::Machine | Source::Moved(_) => machine_now(),
            Source::Fixed(at) => at,
        }
    }

    /// Whether what is written now must be marked as rehearsal.
    pub fn is_rehearsal(&self) -> bool {
        matches!(self.source, Source::Moved(_))
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn machine_now() -> Moment {
    Moment(Utc::now().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at(y: i32, mo: u32, d: u32, h: u32, mi: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(y, mo, d).and_then(|d| d.and_hms_opt(h, mi, 0)).unwrap()
    }

    #[test]
    fn summer_time_is_the_schools_not_the_servers() {
        let m = instant_of(at(2026, 6, 10, 8, 30), Tz::Europe__London);
        assert_eq!(m.iso(Tz::UTC), "2026-06-10T07:30:00+00:00");
        assert_eq!(m.iso(Tz::Europe__London), "2026-06-10T08:30:00+01:00");
        assert_eq!(m.offset_minutes(Tz::Europe__London), 60);
    }

    #[test]
    fn the_hour_lost_in_spring_becomes_the_first_instant_after_it() {
        let m = instant_of(at(2026, 3, 29, 1, 30), Tz::Europe__London);
        assert_eq!(m.local(Tz::Europe__London), at(2026, 3, 29, 2, 0));
    }

    #[test]
    fn an_hour_that_happens_twice_means_the_first() {
        let m = instant_of(at(2026, 10, 25, 1, 30), Tz::Europe__London);
        assert_eq!(m.iso(Tz::UTC), "2026-10-25T00:30:00+00:00");
    }

    #[test]
    fn an_impossible_instant_is_shown_and_never_panics() {
        for at in [i64::MAX, i64::MIN, 8_210_266_876_799_999] {
            let _ = Moment(at).iso(Tz::Pacific__Kiritimati);
        }
    }

    #[test]
    fn a_rehearsal_runs_on_and_says_so() {
        let start = instant_of(at(2026, 6, 10, 10, 18), Tz::Europe__London);
        let clock = Clock::rehearsal(start);
        assert!(clock.is_rehearsal());
        assert!(clock.now().0 - start.0 < 60_000);
        assert!(!Clock::machine().is_rehearsal());
    }
}
