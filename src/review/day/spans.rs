//! From when to when activities really are, as instants: the timetable corrected by what was done by hand.

use crate::clock::{Moment, Tz, instant_of};
use crate::ids::PersonId;
use crate::review::timetable::Activity;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// An activity with its real time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) activity: &'a Activity,
    pub(super) start: Moment,
    /// The first instant after it.
    pub(super) end: Moment,
    /// Someone or something says when it ends; otherwise it lasts until the next one or the night.
    pub(super) has_end: bool,
}

impl Span<'_> {
    pub(super) fn is_on(&self, at: Moment) -> bool {
        self.start <= at && at < self.end
    }
}

/// Whether two lists of people have anyone in common; an empty list means everyone.
pub(super) fn share(a: &[PersonId], b: &[PersonId]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|person| b.contains(person))
}

/// Every activity that takes place and has a time, by start, as things are known at `at`.
pub(super) fn spans(activities: &[Activity], zone: Tz, at: Moment) -> Vec<Span<'_>> {
    let mut spans: Vec<_> = activities.iter().filter_map(|activity| span(activity, zone, at)).collect();
    spans.sort_by_key(|span| (span.start, span.activity.id));
    let known = spans.clone();
    for span in &mut spans {
        if let Some(cut) = cut_short(*span, &known, zone) {
            span.end = span.end.min(cut);
        }
    }
    spans
}

fn span(activity: &Activity, zone: Tz, at: Moment) -> Option<Span<'_>> {
    let run = &activity.run;
    if run.dropped {
        return None;
    }
    let planned = activity.start.map(|start| instant_of(start, zone));
    let start = run.started.or(planned).or(run.ended)?;
    let night = instant_of(night(activity.day), zone).max(start);
    let due = activity.end.map(|end| instant_of(end, zone));
    // Begun after it should have been over: it still takes as long as it was to take.
    let due = match (due, planned) {
        (Some(due), Some(planned)) if due <= start && due > planned => {
            Some(later(start, due.0.saturating_sub(planned.0)))
        }
        _ => due,
    };
    // While it is paused, its end moves away as time goes by.
    let paused_for = run.paused.map_or(0, |since| at.0.saturating_sub(since.0).max(0));
    let due = due.map(|due| if paused_for == 0 { due } else { later(due, paused_for).min(night.max(due)) });
    let end = run.ended.or(due);
    Some(Span {
        activity,
        start: start.min(run.ended.unwrap_or(start)),
        end: end.unwrap_or(night),
        has_end: end.is_some(),
    })
}

fn later(moment: Moment, milliseconds: i64) -> Moment {
    Moment(moment.0.saturating_add(milliseconds))
}

/// The midnight after `day`.
fn night(day: NaiveDate) -> NaiveDateTime {
    day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN)
}

/// When `span` gives way to a later one of the same people: to the next one, if it has no end of
/// its own; to one that was started early by hand, if nobody ended it by hand.
fn cut_short(span: Span<'_>, all: &[Span<'_>], zone: Tz) -> Option<Moment> {
    if span.activity.run.ended.is_some() {
        return None;
    }
    let later = all.iter().filter(|other| {
        other.activity.day == span.activity.day
            && other.start > span.start
            && share(&other.activity.people, &span.activity.people)
    });
    let gives_way = |other: &&Span<'_>| {
        let comes_after = match (other.activity.start, span.activity.end) {
            (Some(start), Some(end)) => instant_of(start, zone) >= instant_of(end, zone),
            _ => false,
        };
        !span.has_end || (other.activity.run.started.is_some() && comes_after)
    };
    later.filter(gives_way).map(|other| other.start).min()
}
