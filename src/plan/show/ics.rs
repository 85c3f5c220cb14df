//! The timetable as an iCalendar file (RFC 5545), for the calendars people already carry.
//!
//! Times stay wall-clock times in the school's zone, and the zone's rules go with them, because some
//! calendars refuse a zone that the file does not define. The UID of an event is the id of its
//! activity, so that a later version of the plan replaces the events instead of doubling them; the
//! output depends on the plan alone.

use crate::clock::{Tz, instant_of};
use crate::plan::show::sheet::who;
use crate::review::timetable::Activity;
use crate::review::visit::Review;
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::{OffsetComponents as _, OffsetName as _};
use icalendar::{Calendar, CalendarDateTime, Component as _, Event, EventLike as _, Property};
use std::fmt::Write as _;

/// Writes the calendar.
pub(super) fn render(review: &Review) -> String {
    let zone = review.visit.zone;
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//visitbook//plan//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", &format!("{}: {} review", review.visit.school, review.visit.focus)),
        ("X-WR-TIMEZONE", zone.name()),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.extend(review.activities.iter().filter(|a| !a.run.dropped).map(|a| event(review, a)));
    // icalendar stamps every component it writes with the machine's time, which a VTIMEZONE must not
    // have; so the zone is written here. No text of a plan can hold the line break before it.
    calendar.to_string().replacen("\r\nBEGIN:VEVENT", &format!("\r\n{}BEGIN:VEVENT", zone_rules(review)), 1)
}

fn event(review: &Review, activity: &Activity) -> Event {
    let zone = review.visit.zone;
    let mut event = Event::new();
    event.uid(&format!("{}@visitbook", activity.id));
    event.summary(&format!("{} ({})", activity.title, review.visit.school));
    // A plan does not know when it was changed; RFC 5545 wants a stamp, and this one is always the same.
    event.timestamp(instant(activity.start.unwrap_or_else(|| midnight(activity.day)), zone));
    if let (Some(start), Some(end)) = (activity.start, activity.end) {
        event.starts(wall(start, zone)).ends(wall(end, zone));
    } else if let Some(start) = activity.start {
        event.starts(wall(start, zone));
    } else {
        // The end of a whole day is the day after it.
        event.starts(activity.day);
        event.ends(activity.day.checked_add_days(Days::new(1)).unwrap_or(activity.day));
    }
    if !activity.place.is_empty() {
        event.location(&activity.place);
    } else if !activity.link.is_empty() {
        event.location("on line");
    }
    if !activity.link.is_empty() {
        event.url(&activity.link);
    }
    event.description(&description(review, activity));
    event.done()
}

fn description(review: &Review, activity: &Activity) -> String {
    let mut lines = vec![format!("Who: {}", who(review, activity))];
    if !activity.online.is_empty() {
        let names: Vec<&str> = activity.online.iter().map(|id| review.name(*id)).collect();
        lines.push(format!("On line: {}", names.join(", ")));
    }
    if !activity.link.is_empty() {
        lines.push(format!("Link: {}", activity.link));
    }
    if !activity.accompanied_by.is_empty() {
        lines.push(format!("With: {}", activity.accompanied_by));
    }
    if !activity.audience.is_empty() {
        lines.push(format!("Feedback to: {}", activity.audience));
    }
    lines.extend(
        activity
            .prompts
            .iter()
            .map(String::as_str)
            .chain(review.visit.prompts_for(activity.kind))
            .map(|prompt| format!("- {prompt}")),
    );
    lines.join("\n")
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

fn instant(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    instant_of(local, zone).utc()
}

/// A time at the school; by way of the instant, so that a skipped hour never gets into a calendar.
fn wall(local: NaiveDateTime, zone: Tz) -> CalendarDateTime {
    CalendarDateTime::from(&instant(local, zone).with_timezone(&zone))
}

/// The zone's rules from the first year of the visit to the last, as a VTIMEZONE; none for UTC.
fn zone_rules(review: &Review) -> String {
    let zone = review.visit.zone;
    let days = review.days();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return String::new() };
    if zone == Tz::UTC {
        return String::new();
    }
    let mut out = format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", zone.name());
    let start = NaiveDate::from_yo_opt(first.year(), 1).unwrap_or(*first);
    let end = NaiveDate::from_ymd_opt(last.year(), 12, 31).unwrap_or(*last);
    let mut before = midnight(start);
    observance(&mut out, zone, before, offset(zone, before));
    for day in start.iter_days().skip(1).take_while(|day| *day <= end) {
        let after = midnight(day);
        if offset(zone, before) != offset(zone, after) {
            let change = change_between(zone, before, after);
            observance(&mut out, zone, change, offset(zone, before));
        }
        before = after;
    }
    out.push_str("END:VTIMEZONE\r\n");
    out
}

/// Seconds from UTC at an instant given in UTC.
fn offset(zone: Tz, utc: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()
}

/// The minute, in UTC, at which the clocks change between two instants with different offsets.
fn change_between(zone: Tz, before: NaiveDateTime, after: NaiveDateTime) -> NaiveDateTime {
    let old = offset(zone, before);
    let (mut low, mut high) = (before, after);
    while (high - low).num_minutes() > 1 {
        let middle = low + chrono::TimeDelta::minutes((high - low).num_minutes() / 2);
        if offset(zone, middle) == old {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The rule that holds from an instant (in UTC) on; its start is told on the old clock.
fn observance(out: &mut String, zone: Tz, from: NaiveDateTime, old: i32) {
    let rule = zone.offset_from_utc_datetime(&from);
    let kind = if rule.dst_offset().is_zero() { "STANDARD" } else { "DAYLIGHT" };
    let start = from + chrono::TimeDelta::seconds(i64::from(old));
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        "BEGIN:{kind}\r\nDTSTART:{}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\n",
        start.format("%Y%m%dT%H%M%S"),
        utc_offset(old),
        utc_offset(rule.fix().local_minus_utc()),
    );
    if let Some(name) = rule.abbreviation() {
        let _ = write!(out, "TZNAME:{name}\r\n");
    }
    let _ = write!(out, "END:{kind}\r\n");
}

/// `+0100`.
fn utc_offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}
