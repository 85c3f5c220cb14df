//! Which dates the days of a timetable are.
//!
//! A date in full is taken as it stands; what is missing (a year, a date, everything) comes from the
//! rest of the document, from the plan, and only then from the calendar, and is named as an assumption.

use super::dates::Mark;
use super::outline::Outline;
use chrono::{Datelike as _, NaiveDate, TimeDelta, Weekday};

/// What is known beside the document.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub today: NaiveDate,
    /// The first day, as the person said.
    pub first: Option<NaiveDate>,
    /// The days of the plan it goes into.
    pub plan_days: Vec<NaiveDate>,
}

/// The date of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub date: NaiveDate,
    /// Nothing in the document or the plan gave it.
    pub guessed: bool,
    /// What was taken for granted, or does not agree.
    pub told: Option<String>,
}

/// The date of each heading, in their order; at least one.
pub(super) fn resolve(outline: &Outline, known: &Known) -> Vec<Day> {
    let marks: Vec<Mark> = outline.days.iter().map(|d| d.mark).collect();
    if marks.is_empty() {
        return vec![unheaded(outline, known)];
    }
    let mut days: Vec<Day> = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        let day = match mark.date {
            Some((day, month, Some(year))) => in_full(mark, day, month, year),
            Some((day, month, None)) => without_year(mark, day, month, outline, known),
            None => without_month(mark, outline, known),
        };
        let day = day.unwrap_or_else(|| without_date(mark, at, days.last(), outline, known));
        days.push(day);
    }
    days
}

fn in_full(mark: &Mark, day: u32, month: u32, year: i32) -> Option<Day> {
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let told = mark
        .weekday
        .filter(|w| *w != date.weekday())
        .map(|said| format!("{} is a {}; the timetable says {}", long(date), name(date.weekday()), name(said)));
    Some(Day { date, guessed: false, told })
}

/// The year of the document, else of the plan, else the one whose weekday agrees, else the next.
fn without_year(mark: &Mark, day: u32, month: u32, outline: &Outline, known: &Known) -> Option<Day> {
    let written = outline.days.iter().map(|d| &d.mark).chain(&outline.mentioned).find_map(|m| m.date.and_then(|d| d.2));
    let planned = known.first.or(known.plan_days.first().copied()).map(|d| d.year());
    let from_today = || {
        let this = sent(outline, known).unwrap_or(known.today).year();
        let fits = |year: &i32| {
            NaiveDate::from_ymd_opt(*year, month, day)
                .is_some_and(|d| d >= sent(outline, known).unwrap_or(known.today) - TimeDelta::days(60))
        };
        let agrees = |year: &i32| {
            NaiveDate::from_ymd_opt(*year, month, day).is_some_and(|d| mark.weekday.is_none_or(|w| w == d.weekday()))
        };
        let mut years = this..=this + 2;
        years.clone().find(|y| fits(y) && agrees(y)).or_else(|| years.find(|y| fits(y)))
    };
    let year = written.or(planned).or_else(from_today)?;
    let mut found = in_full(mark, day, month, year)?;
    let assumed = format!("the year {year} for {day} {}", found.date.format("%B"));
    found.told = Some(found.told.map_or(assumed.clone(), |doubt| format!("{assumed}; but {doubt}")));
    Some(found)
}

/// `Wednesday 14th`: the first such day of the plan, or after the letter was sent.
fn without_month(mark: &Mark, outline: &Outline, known: &Known) -> Option<Day> {
    let day = mark.of_month?;
    let agrees = |date: &NaiveDate| date.day() == day && mark.weekday.is_none_or(|w| w == date.weekday());
    let planned = known.first.iter().chain(&known.plan_days).copied().find(agrees);
    let from = sent(outline, known).unwrap_or(known.today);
    let date = planned.or_else(|| (0..400).map(|n| from + TimeDelta::days(n)).find(agrees))?;
    let told = format!("{} for {} {day}, whose month is not said", long(date), label(mark));
    Some(Day { date, guessed: planned.is_none() && outline.sent.is_none(), told: Some(told) })
}

/// When the letter was sent, as a date.
fn sent(outline: &Outline, known: &Known) -> Option<NaiveDate> {
    let (day, month, year) = outline.sent?.date?;
    NaiveDate::from_ymd_opt(year.unwrap_or(known.today.year()), month, day)
}

/// A day without a date: named elsewhere in the document, in the plan, or after the day before it.
fn without_date(mark: &Mark, at: usize, before: Option<&Day>, outline: &Outline, known: &Known) -> Day {
    let nth = mark.number.and_then(|n| usize::try_from(n).ok()).map_or(at, |n| n.saturating_sub(1));
    let agrees = |date: &NaiveDate| mark.weekday.is_none_or(|w| w == date.weekday());
    let elsewhere = outline.mentioned.iter().filter_map(|m| m.date.map(|_| *m)).collect::<Vec<_>>();
    let mentioned = elsewhere.get(nth).and_then(|m| {
        let (day, month, year) = m.date?;
        match year {
            Some(year) => in_full(mark, day, month, year),
            None => without_year(mark, day, month, outline, known),
        }
    });
    if let Some(found) = mentioned.filter(|d| agrees(&d.date)) {
        let told = format!("{} for {}, from elsewhere in the document", long(found.date), label(mark));
        return Day { told: Some(told), ..found };
    }
    if let Some(date) = known.plan_days.get(nth).filter(|d| agrees(d)) {
        return Day {
            date: *date,
            guessed: false,
            told: Some(format!("{} for {}, as in the plan", long(*date), label(mark))),
        };
    }
    let said = known.first.filter(|_| before.is_none());
    let from = match before {
        Some(day) => next(day.date, mark.weekday),
        None => said.unwrap_or_else(|| next(sent(outline, known).unwrap_or(known.today), mark.weekday)),
    };
    let guessed = said.is_none() && before.is_none_or(|b| b.guessed || mark.weekday.is_none());
    let told =
        if said.is_some() { None } else { Some(format!("{} for {}, which has no date", long(from), label(mark))) };
    Day { date: from, guessed, told }
}

/// No day is headed at all.
fn unheaded(outline: &Outline, known: &Known) -> Day {
    let mark = Mark::default();
    if let Some(first) = known.first {
        return Day { date: first, guessed: false, told: None };
    }
    let found = outline.mentioned.iter().find_map(|m| match m.date {
        Some((day, month, Some(year))) => in_full(m, day, month, year),
        Some((day, month, None)) => without_year(m, day, month, outline, known),
        None => without_month(m, outline, known),
    });
    if let Some(found) = found {
        let named = format!("{}, named in the document, is the day", long(found.date));
        let told = found.told.map_or(named.clone(), |told| format!("{named}; {told}"));
        return Day { told: Some(told), ..found };
    }
    if let Some(date) = known.plan_days.first() {
        return Day { date: *date, guessed: false, told: Some(format!("{}, the first day of the plan", long(*date))) };
    }
    if outline.tomorrow && outline.mentioned.is_empty() {
        let date = sent(outline, known).unwrap_or(known.today) + TimeDelta::days(1);
        let told = format!("{}, as the text says “tomorrow”", long(date));
        return Day { date, guessed: outline.sent.is_none(), told: Some(told) };
    }
    // A weekday alone, somewhere in the letter: the first after it was sent.
    let weekday = outline.mentioned.iter().find_map(|m| m.weekday);
    let date = next(sent(outline, known).unwrap_or(known.today), weekday.or(mark.weekday));
    Day { date, guessed: true, told: Some(format!("{}: the timetable says no date", long(date))) }
}

/// The next school day after `date`, on this weekday if it is said.
fn next(date: NaiveDate, weekday: Option<Weekday>) -> NaiveDate {
    let fits = |d: &NaiveDate| match weekday {
        Some(weekday) => d.weekday() == weekday,
        None => !matches!(d.weekday(), Weekday::Sat | Weekday::Sun),
    };
    (1..=7).map(|n| date + TimeDelta::days(n)).find(fits).unwrap_or(date)
}

fn label(mark: &Mark) -> String {
    match (mark.number, mark.weekday) {
        (Some(n), Some(w)) => format!("day {n}, {}", name(w)),
        (Some(n), None) => format!("day {n}"),
        (None, Some(w)) => name(w).to_owned(),
        (None, None) => "the day".to_owned(),
    }
}

fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

fn long(date: NaiveDate) -> String {
    date.format("%a %-d %B %Y").to_string()
}
