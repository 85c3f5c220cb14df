//! What the clock says about the day.

use super::spans::{Span, spans};
use crate::clock::{Moment, Tz};
use crate::ids::{ActivityId, PersonId};
use crate::review::timetable::Activity;

/// Where a moment stands in the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Before the first activity of a day (of the coming day, if that is later).
    Before,
    /// Something is on.
    During,
    /// Between two activities of one day.
    Between,
    /// After the last activity of the last day.
    After,
}

/// What the clock says about the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where the moment stands.
    pub phase: Phase,
    /// What is on now for me, by start; for everyone if nobody was given, or the plan sends them nowhere.
    pub current: Vec<ActivityId>,
    /// What is on now for others of the team, by start.
    pub others: Vec<ActivityId>,
    /// What comes next (for me, if a person was given); on a later day, too.
    pub next: Option<ActivityId>,
    /// Minutes until the first current activity ends, begun minutes counted; none if it has no end.
    /// While it is paused they stand still.
    pub minutes_left: Option<i64>,
    /// Minutes until the next activity starts, begun minutes counted.
    pub minutes_to_next: Option<i64>,
    /// How late (or, negative, how early) the day runs against the plan.
    pub drift_minutes: i64,
    /// The first current activity is paused.
    pub paused: bool,
}

/// How the moment `at` stands in the day; with `me`, for that person first.
pub fn now(activities: &[Activity], zone: Tz, at: Moment, me: Option<PersonId>) -> Standing {
    let all = spans(activities, zone, at);
    // Whoever the plan sends nowhere looks on at everything.
    let me = me.filter(|me| all.iter().any(|span| span.activity.includes(*me)));
    let is_mine = |span: &Span<'_>| me.is_none_or(|me| span.activity.includes(me));
    let (current, others): (Vec<_>, Vec<_>) = all.iter().filter(|span| span.is_on(at)).partition(|span| is_mine(span));
    let next = all.iter().find(|span| span.start > at && is_mine(span));
    let today = at.local(zone).date();
    let last = all.iter().filter(|s| s.end <= at && s.activity.day == today && is_mine(s)).max_by_key(|s| s.end);
    let phase = match (current.is_empty(), last, next) {
        (false, _, _) => Phase::During,
        (true, Some(_), Some(next)) if next.activity.day == today => Phase::Between,
        (true, _, Some(_)) => Phase::Before,
        (true, _, None) if all.is_empty() => Phase::Before,
        (true, _, None) => Phase::After,
    };
    let telling = current.first().copied().or(match phase {
        Phase::After => last,
        _ => next,
    });
    Standing {
        phase,
        minutes_left: current.first().filter(|span| span.has_end).map(|span| minutes(at, span.end)),
        minutes_to_next: next.map(|span| minutes(at, span.start)),
        drift_minutes: telling.map_or(0, |span| drift(span.activity, zone)),
        paused: current.first().is_some_and(|span| span.activity.run.paused.is_some()),
        next: next.map(|span| span.activity.id),
        current: current.into_iter().map(|span| span.activity.id).collect(),
        others: others.into_iter().map(|span| span.activity.id).collect(),
    }
}

/// Minutes from one instant to a later one; a begun minute counts, so that 0 means over.
fn minutes(from: Moment, to: Moment) -> i64 {
    to.0.saturating_sub(from.0).saturating_add(59_999).div_euclid(60_000)
}

/// How late an activity runs: by its end, since that is what makes others wait; else by its start.
fn drift(activity: &Activity, zone: Tz) -> i64 {
    let by_end = activity.end.zip(activity.planned_end).map_or(0, |(end, planned)| (end - planned).num_minutes());
    if by_end != 0 {
        return by_end;
    }
    let start = activity.run.started.map(|started| started.local(zone)).or(activity.start);
    start.zip(activity.planned_start).map_or(0, |(start, planned)| (start - planned).num_minutes())
}
