//! The half-days of a visit: the stretches that may each end in a feedback of their own.
//!
//! A day falls into two at its lunch: a break or a gap around noon. A day that runs through without
//! either is cut at noon if it is long, otherwise it is one stretch.

use crate::ids::ActivityId;
use crate::review::timetable::Activity;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

/// A half-day: the stretch that ends in a summary meeting of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HalfDay {
    /// Its date.
    pub day: NaiveDate,
    /// What it is called: `morning`, `day 1 of 2`, `day 2 of 2, afternoon`; `the day` if there is but one.
    pub label: String,
    /// Its activities, by start; those without a time last.
    pub activities: Vec<ActivityId>,
}

/// A break or gap is lunch if it begins between these minutes of the day and lasts as long as this.
const LUNCH: std::ops::RangeInclusive<u32> = (11 * 60 + 30)..=(13 * 60 + 30);
const LUNCH_MINUTES: i64 = 20;

/// The half-days of the visit, in order. Dropped activities stay in theirs.
pub fn half_days(activities: &[Activity]) -> Vec<HalfDay> {
    let mut days: Vec<_> = activities.iter().map(|a| a.day).collect();
    days.sort_unstable();
    days.dedup();
    let count = days.len();
    let mut halves = Vec::new();
    for (n, day) in (1..).zip(days) {
        let mut on_day: Vec<_> = activities.iter().filter(|a| a.day == day).collect();
        on_day.sort_by_key(|a| (a.start.is_none(), a.start, a.end));
        let cut = noon(&on_day);
        let ids = |part: &[&Activity]| part.iter().map(|a| a.id).collect();
        let name = |half: Option<&str>| match (count, half) {
            (1, None) => "the day".to_owned(),
            (1, Some(half)) => half.to_owned(),
            (_, None) => format!("day {n} of {count}"),
            (_, Some(half)) => format!("day {n} of {count}, {half}"),
        };
        match cut {
            None => halves.push(HalfDay { day, label: name(None), activities: ids(&on_day) }),
            Some(cut) => {
                let (morning, afternoon) = on_day.split_at(cut);
                halves.push(HalfDay { day, label: name(Some("morning")), activities: ids(morning) });
                halves.push(HalfDay { day, label: name(Some("afternoon")), activities: ids(afternoon) });
            }
        }
    }
    halves
}

/// The first activity of the afternoon, if the day has two halves.
fn noon(on_day: &[&Activity]) -> Option<usize> {
    let minute = |t: NaiveDateTime| t.hour() * 60 + t.minute();
    let work = |part: &[&Activity]| part.iter().any(|a| a.start.is_some() && !a.kind.is_pause());
    let both_work = |cut: &usize| work(&on_day[..*cut]) && work(&on_day[*cut..]);
    let is_lunch = |from: NaiveDateTime, until: NaiveDateTime| {
        LUNCH.contains(&minute(from)) && until - from >= TimeDelta::minutes(LUNCH_MINUTES)
    };
    let at_break = on_day
        .iter()
        .position(|a| a.kind.is_pause() && a.start.zip(a.end).is_some_and(|(start, end)| is_lunch(start, end)));
    if let Some(cut) = at_break.map(|i| i + 1).filter(both_work) {
        return Some(cut);
    }
    let at_gap = (1..on_day.len()).find(|&i| {
        let until = on_day[..i].iter().filter_map(|a| a.end.or(a.start)).max();
        until.zip(on_day[i].start).is_some_and(|(until, start)| is_lunch(until, start))
    });
    if let Some(cut) = at_gap.filter(both_work) {
        return Some(cut);
    }
    let first = on_day.first()?.start.map(minute)?;
    let last = on_day.iter().filter_map(|a| a.end.or(a.start)).max().map(minute)?;
    let is_long = first < 10 * 60 + 30 && last > 14 * 60 + 30;
    on_day.iter().position(|a| a.start.is_some_and(|s| minute(s) >= 12 * 60)).filter(|_| is_long).filter(both_work)
}
