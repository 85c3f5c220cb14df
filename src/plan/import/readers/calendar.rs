//! Calendars (ICS): each event is one entry.
//!
//! Times come to the school's zone. Rules of repetition are not followed, and said so; a calendar's own
//! housekeeping (identifiers, stamps, alarms) is no part of a timetable.

use crate::clock::{Moment, Tz};
use crate::plan::import::source::{Block, Event, line};
use crate::text::{clean_block, clean_line};
use crate::trouble::{Result, Trouble};
use chrono::{NaiveDateTime, TimeDelta};
use icalendar::parser::{read_calendar, unfold};
use icalendar::{
    Calendar, CalendarComponent, CalendarDateTime, Component as _, DatePerhapsTime, EventLike as _, EventStatus,
};

/// Properties that say something about the day; the others are housekeeping.
const TOLD: [&str; 4] = ["CATEGORIES", "CONTACT", "COMMENT", "RESOURCES"];

/// Reads a calendar.
///
/// # Errors
/// When the calendar is damaged.
pub(super) fn read(text: &str, zone: Tz) -> Result<Vec<Block>> {
    let unfolded = unfold(text);
    let calendar: Calendar = read_calendar(&unfolded)
        .map_err(|e| {
            Trouble::new("The calendar is damaged.", "Save it again from the program it comes from.")
                .because(clean_line(&e.chars().take(200).collect::<String>()))
        })?
        .into();
    let mut starts = text
        .lines()
        .enumerate()
        .filter(|(_, l)| l.trim_end().eq_ignore_ascii_case("BEGIN:VEVENT"))
        .map(|(at, _)| at + 1);
    let mut blocks: Vec<Block> = Vec::new();
    if let Some(name) = calendar.get_name() {
        blocks.push(line(1, name));
    }
    for component in &calendar.components {
        match component {
            CalendarComponent::Event(found) => {
                blocks.push(Block::Event(event(found, starts.next().unwrap_or(1), zone)));
            }
            CalendarComponent::Todo(todo) => {
                let title = todo.get_summary().or_else(|| todo.get_description()).unwrap_or("an unnamed task");
                blocks.push(line(1, &format!("Task: {title}")));
            }
            _ => {}
        }
    }
    Ok(blocks)
}

fn event(found: &icalendar::Event, no: usize, zone: Tz) -> Event {
    let mut event = Event {
        no,
        title: clean_line(found.get_summary().unwrap_or_default()).trim().to_owned(),
        place: clean_line(found.get_location().unwrap_or_default()).trim().to_owned(),
        link: clean_line(found.get_url().unwrap_or_default()).trim().to_owned(),
        cancelled: found.get_status() == Some(EventStatus::Cancelled),
        repeats: found.property_value("RRULE").is_some() || found.property_value("RDATE").is_some(),
        ..Event::default()
    };
    let mut told = found.get_description().unwrap_or_default().to_owned();
    for property in TOLD {
        if let Some(value) = found.property_value(property) {
            told.push_str(&format!("\n{value}"));
        }
    }
    let block = clean_block(&told);
    event.more = block.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
    match found.get_start() {
        Some(DatePerhapsTime::Date(day)) => event.day = Some(day),
        Some(DatePerhapsTime::DateTime(at)) => {
            let (start, other_zone) = local(&at, zone);
            event.moved_zone = other_zone;
            event.day = Some(start.date());
            event.start = Some(start);
            event.end = match found.get_end() {
                Some(DatePerhapsTime::DateTime(end)) => Some(local(&end, zone).0),
                _ => duration(found.property_value("DURATION").unwrap_or_default())
                    .and_then(|d| start.checked_add_signed(d)),
            };
        }
        None => {}
    }
    event
}

/// The time at the school, and the name of the other zone it was given in.
fn local(at: &CalendarDateTime, zone: Tz) -> (NaiveDateTime, Option<String>) {
    match at {
        CalendarDateTime::Floating(local) => (*local, None),
        CalendarDateTime::Utc(instant) => {
            let here = Moment(instant.timestamp_millis()).local(zone);
            (here, (here != instant.naive_utc()).then(|| "UTC".to_owned()))
        }
        CalendarDateTime::WithTimezone { date_time, tzid } => match tzid.parse::<Tz>() {
            Ok(theirs) if theirs != zone => {
                let here = crate::clock::instant_of(*date_time, theirs).local(zone);
                (here, (here != *date_time).then(|| clean_line(tzid)))
            }
            // Outlook writes "GMT Standard Time" and means the wall clock there.
            _ => (*date_time, None),
        },
    }
}

/// `PT45M`, `PT1H30M`.
fn duration(text: &str) -> Option<TimeDelta> {
    let mut minutes = 0_i64;
    let mut number = 0_i64;
    for c in text.strip_prefix("PT")?.chars().take(12) {
        match c {
            '0'..='9' => number = number * 10 + i64::from(c.to_digit(10)?),
            'H' => minutes += std::mem::take(&mut number) * 60,
            'M' => minutes += std::mem::take(&mut number),
            'S' => number = 0,
            _ => return None,
        }
    }
    (1..24 * 60).contains(&minutes).then(|| TimeDelta::minutes(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_with_their_times_at_the_school() {
        let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Tour\r\nDTSTART:20261014T080000Z\r\nDURATION:PT45M\r\nLOCATION:Hall\r\nDESCRIPTION:with the\\nhead\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Data\r\nDTSTART;VALUE=DATE:20261015\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let blocks = read(text, Tz::Europe__London).unwrap();
        let Block::Event(tour) = &blocks[0] else { panic!("{blocks:?}") };
        assert_eq!((tour.no, tour.title.as_str(), tour.place.as_str()), (4, "Tour", "Hall"));
        assert_eq!(tour.start.unwrap().to_string(), "2026-10-14 09:00:00", "British Summer Time");
        assert_eq!(tour.end.unwrap().to_string(), "2026-10-14 09:45:00");
        assert_eq!(tour.more, ["with the", "head"]);
        let Block::Event(data) = &blocks[1] else { panic!("{blocks:?}") };
        assert!(data.start.is_none() && data.day.unwrap().to_string() == "2026-10-15");
    }

    #[test]
    fn a_damaged_calendar_is_told() {
        assert!(read("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", Tz::UTC).is_err());
    }
}
