//! From what each line says to times that hold together: morning or afternoon, ends, numbered lessons.
//!
//! A school's day runs from seven to six, and its lines mostly follow the clock; every step beyond what
//! is written is named.

use super::clocks::{Clock, Half};
use super::days::Day;
use super::outline::{Entry, Outline};
use super::periods::{Bells, ring};
use crate::review::timetable::ActivityKind;
use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike as _};
use std::collections::BTreeMap;

/// An entry with its time, in the order of the document.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub entry: Entry,
    pub day: NaiveDate,
    pub guessed_day: bool,
    pub start: Option<NaiveTime>,
    pub end: Option<NaiveTime>,
}

/// An hour before this one, without am or pm, is in the afternoon.
const MORNING_STARTS: u32 = 7;

/// Settles the times of all entries.
pub(super) fn settle(outline: &Outline, days: &[Day], school_bells: &Bells) -> Vec<Settled> {
    let bells = bells(outline, school_bells);
    let mut before: BTreeMap<(NaiveDate, String), NaiveTime> = BTreeMap::new();
    let mut settled: Vec<Settled> = Vec::new();
    for (at, entry) in outline.entries.iter().enumerate() {
        let day = days.get(entry.day.unwrap_or(0)).or(days.first());
        let Some(day) = day else { continue };
        let mut one = Settled { entry: entry.clone(), day: day.date, guessed_day: day.guessed, start: None, end: None };
        let key = (one.day, one.entry.groups.first().cloned().unwrap_or_default());
        let above = before.get(&key).copied();
        written(&mut one, above, &bells);
        turn_back(&mut one, above, outline, at);
        if let Some(start) = one.start {
            before.insert(key, start);
        }
        settled.push(one);
    }
    for at in 0..settled.len() {
        after_the_one_before(&mut settled, at);
    }
    for at in 0..settled.len() {
        end_of(&mut settled, at);
    }
    settled
}

/// What the entry itself says, with the half of the day decided.
fn written(one: &mut Settled, before: Option<NaiveTime>, bells: &Bells) {
    if let Some((start, end)) = one.entry.dated {
        one.day = start.date();
        one.guessed_day = false;
        one.start = Some(start.time());
        match end {
            Some(end) if end.date() == start.date() && end > start => one.end = Some(end.time()),
            Some(_) => one.entry.doubts.push("it ends on another day, or before it starts".to_owned()),
            None => {}
        }
        return;
    }
    let when = one.entry.when.clone();
    one.start = when.start.and_then(|clock| time(clock, before, &mut one.entry.assumed));
    if let Some(clock) = when.end {
        let floor = one.start.or(before);
        one.end = end_time(clock, floor, when.start.is_some(), &mut one.entry.assumed);
        if let (Some(start), Some(end)) = (one.start, one.end)
            && end <= start
        {
            one.entry.doubts.push(format!("its end, {}, is not after its start", hm(end)));
            one.end = None;
        }
    }
    if when.about {
        one.entry.add_note("times approximate");
    }
    if when.unsure {
        one.entry.doubts.push("its time is still to be confirmed".to_owned());
        one.entry.add_note("time to be confirmed");
    }
    if let Some(words) = &when.beside {
        one.entry.doubts.push(format!("“{words}” stands beside its time: the first of the two is taken"));
        one.entry.add_note(words);
    }
    if let Some(period) = one.entry.period.clone() {
        match ring(bells, &period) {
            Some((start, end)) if one.start.is_none() => {
                (one.start, one.end) = (Some(start), Some(end));
                one.entry.assumed.push(format!("{} is {}–{} by the bells", period.label, hm(start), hm(end)));
            }
            None if one.start.is_none() => {
                one.entry.doubts.push(format!("when {} is: no bells are known", period.label));
            }
            _ => {}
        }
        // Whoever reads the timetable looks for the lesson by its number.
        if one.entry.title.is_empty() {
            one.entry.title.clone_from(&period.label);
        } else if period.series == super::periods::Series::Session {
            one.entry.title = format!("{}: {}", period.label, one.entry.title);
        } else {
            one.entry.add_note(&period.label);
        }
    }
}

/// An evening is believed only while the day goes on from there: a list that goes back to the morning is that
/// of another day, or of somebody else.
fn turn_back(one: &mut Settled, above: Option<NaiveTime>, outline: &Outline, at: usize) {
    let (Some(above), Some(start)) = (above, one.start) else { return };
    let written_open = one.entry.when.start.is_some_and(|c| c.half == Half::Open && c.hour >= 6);
    if written_open && start.hour() >= 18 {
        let same = |other: &&super::outline::Entry| other.day == one.entry.day && other.groups == one.entry.groups;
        // The times that follow, until the afternoon is plain: does one of them say that it is morning?
        let next = outline.entries[at + 1..].iter().filter(same).filter_map(|e| e.when.start);
        let afternoon = |c: &Clock| c.half == Half::Afternoon || (c.half == Half::Told && c.hour > 12);
        let back = next.take_while(|c| !afternoon(c)).any(|c| {
            c.half == Half::Morning || (c.half == Half::Open && (c.hour >= 10 || c.hour < 6)) || c.half == Half::Told
        });
        let far = start - above > TimeDelta::hours(4);
        if back || far {
            let half = TimeDelta::hours(12);
            one.start = Some(start - half);
            one.end = one.end.map(|end| if end.hour() >= 12 && end - half > start - half { end - half } else { end });
            one.entry.assumed.retain(|a| !a.contains("in the evening") && !a.contains("in the afternoon"));
        }
    }
    if one.start.is_some_and(|start| start + TimeDelta::hours(3) < above) {
        one.entry.doubts.push(format!("it is earlier than what stands above it, {}: is it another day?", hm(above)));
    }
}

/// A clock time as a time of the school's day.
fn time(clock: Clock, before: Option<NaiveTime>, assumed: &mut Vec<String>) -> Option<NaiveTime> {
    let Clock { hour, minute, half } = clock;
    let at = |hour: u32| NaiveTime::from_hms_opt(hour, minute, 0);
    match half {
        Half::Told => at(hour),
        Half::Afternoon => at(if hour < 12 { hour + 12 } else { hour }),
        Half::Morning if hour == 12 => {
            assumed.push(format!("“12.{minute:02} am” is around noon"));
            at(12)
        }
        Half::Morning => at(hour),
        Half::Open => {
            let morning = at(hour)?;
            let late = before.filter(|b| b.hour() >= 14 && *b > morning);
            let evening = (6..10).contains(&hour) && late.is_some();
            if hour < MORNING_STARTS && hour != 6 || evening {
                let afternoon = at(hour + 12)?;
                assumed.push(format!("{hour}.{minute:02} is in the {}", if evening { "evening" } else { "afternoon" }));
                return Some(afternoon);
            }
            Some(morning)
        }
    }
}

/// An end is the first time of its name after the start.
fn end_time(clock: Clock, floor: Option<NaiveTime>, has_start: bool, assumed: &mut Vec<String>) -> Option<NaiveTime> {
    if clock.half != Half::Open {
        return time(clock, floor, assumed);
    }
    let morning = NaiveTime::from_hms_opt(clock.hour, clock.minute, 0)?;
    let afternoon = NaiveTime::from_hms_opt(clock.hour % 12 + 12, clock.minute, 0)?;
    let Some(floor) = floor.filter(|_| has_start) else { return time(clock, floor, assumed) };
    if morning > floor {
        return Some(morning);
    }
    // Half a day later would be another mistake.
    if afternoon > floor && afternoon - floor <= TimeDelta::hours(8) {
        if floor.hour() < 12 || clock.hour >= MORNING_STARTS {
            assumed.push(format!("{}.{:02} is in the afternoon", clock.hour, clock.minute));
        }
        return Some(afternoon);
    }
    Some(morning)
}

/// The bells of the document, then those of the school, then numbered lessons with a time of their own.
fn bells(outline: &Outline, school_bells: &Bells) -> Bells {
    let mut found = Bells::new();
    let own = outline.entries.iter().filter_map(|e| e.period.clone().map(|p| (p, e.when.clone())));
    let in_order = outline.bells.iter().cloned();
    let rings: Vec<(u32, u32)> = outline.rings.iter().map(|c| (c.hour % 12, c.minute)).collect();
    // Without an end a lesson lasts until the next bell, be it that of a break.
    let until_next = |start: NaiveTime, order: (u32, u32)| {
        let at = rings.iter().position(|ring| *ring == order)?;
        let (hour, minute) = *rings.get(at + 1)?;
        [hour, hour + 12].into_iter().filter_map(|h| NaiveTime::from_hms_opt(h, minute, 0)).find(|t| *t > start)
    };
    let mut unused = Vec::new();
    let mut take = |bells: &mut Bells, rows: &mut dyn Iterator<Item = (super::periods::Period, super::times::When)>| {
        let mut before = None;
        for (period, when) in rows {
            let Some(start) = when.start.and_then(|c| time(c, before, &mut unused)) else { continue };
            let end = match (when.end, when.minutes) {
                (Some(end), _) => end_time(end, Some(start), true, &mut unused),
                (None, Some(minutes)) => Some(later(start, minutes)),
                _ => until_next(start, (start.hour() % 12, start.minute())),
            };
            before = Some(start);
            if let Some(end) = end.filter(|e| *e > start).filter(|_| period.first == period.last) {
                bells.entry((period.series, period.first)).or_insert((start, end));
            }
        }
    };
    take(&mut found, &mut in_order.into_iter());
    for (key, value) in school_bells {
        found.entry(*key).or_insert(*value);
    }
    take(&mut found, &mut own.into_iter());
    found
}

/// The bells that a document gives, for a file of bells.
pub(super) fn bells_of(outline: &Outline) -> Bells {
    bells(outline, &Bells::new())
}

/// A length alone follows on what stands above it; an end alone begins there.
fn after_the_one_before(settled: &mut [Settled], at: usize) {
    let one = &settled[at];
    let needs = one.start.is_none()
        && one.entry.open.is_none()
        && !one.entry.when.by
        && (one.entry.when.minutes.is_some() || one.end.is_some());
    if !needs || one.entry.period.is_some() {
        return;
    }
    let above = settled[..at].iter().rev().find(|other| other.day == one.day && goes_together(other, one));
    let from = above.and_then(|other| {
        let by_length = || other.start.zip(other.entry.when.minutes).map(|(start, minutes)| later(start, minutes));
        other.end.or_else(by_length).map(|end| (end, other.entry.no))
    });
    let Some((from, line)) = from else { return };
    let one = &mut settled[at];
    if one.end.is_some_and(|end| end <= from) {
        return;
    }
    one.start = Some(from);
    one.entry.assumed.push(format!("it starts at {}, when line {line} ends", hm(from)));
}

/// Ends: from the length, the row below, the next start, and last from the kind.
fn end_of(settled: &mut [Settled], at: usize) {
    let one = &settled[at];
    let (Some(start), None) = (one.start, one.end) else {
        if one.start.is_none() && one.end.is_some() {
            let end = one.end.map(hm).unwrap_or_default();
            let one = &mut settled[at];
            let (ends, words) = if one.entry.when.by { ("is to be done by", "by") } else { ("ends at", "until") };
            one.entry.doubts.push(format!("it {ends} {end}; when it starts is not said"));
            one.entry.open.get_or_insert(format!("{words} {end}"));
            one.end = None;
        }
        return;
    };
    if one.entry.finish {
        return;
    }
    if let Some(minutes) = one.entry.when.minutes {
        settled[at].end = Some(later(start, minutes));
        return;
    }
    let others =
        settled.iter().enumerate().filter(|(other, o)| *other != at && o.day == one.day && goes_together(o, one));
    let row = one.entry.until_line;
    let next = others
        .filter_map(|(_, o)| {
            o.start.filter(|s| *s > start).filter(|_| row.is_none_or(|no| o.entry.no >= no)).map(|s| (s, o.entry.no))
        })
        .min();
    // Nobody tours a school until supper: so long a gap says nothing about an end.
    let near = next.filter(|(next, _)| *next - start <= TimeDelta::hours(5));
    let gap = next.filter(|_| near.is_none()).map(|(next, _)| hm(next));
    let (end, why) = match near {
        Some((next, line)) if line == one.entry.no => (next, format!("it ends at {}, when the next starts", hm(next))),
        Some((next, line)) => (next, format!("it ends at {}, when line {line} starts", hm(next))),
        None => {
            let minutes = usual_minutes(one.entry.kind_or_other());
            let but = gap.map(|next| format!(", and the next starts at {next} only")).unwrap_or_default();
            (later(start, minutes), format!("it lasts {minutes} minutes: no end is said{but}"))
        }
    };
    let one = &mut settled[at];
    one.end = Some(end);
    one.entry.assumed.push(why);
}

/// How long an activity usually is, for the last one of a day, in minutes.
fn usual_minutes(kind: ActivityKind) -> u32 {
    match kind {
        ActivityKind::Arrival | ActivityKind::Break => 15,
        ActivityKind::Lessons => 60,
        _ => 30,
    }
}

/// Whether two are in one another's way: one is for all, or they share a group.
fn goes_together(a: &Settled, b: &Settled) -> bool {
    let (a, b) = (&a.entry.groups, &b.entry.groups);
    a.is_empty() || b.is_empty() || a.iter().any(|group| b.contains(group))
}

/// A time some minutes later, on the same day.
fn later(start: NaiveTime, minutes: u32) -> NaiveTime {
    let (end, days) = start.overflowing_add_signed(TimeDelta::minutes(i64::from(minutes)));
    let last = NaiveTime::from_hms_opt(23, 59, 0).unwrap_or(end);
    if days == 0 && end > start { end } else { last }
}

/// `09:05`.
pub(super) fn hm(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}
