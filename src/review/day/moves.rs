//! How the rest of the day moves when something runs late, takes longer or is put in.
//!
//! Times are wall-clock times at the school, as people say them. Only what has not begun, ended or
//! been dropped moves; nothing is moved to another day.

use super::spans::{share, spans};
use crate::clock::{Moment, Tz};
use crate::ids::{ActivityId, PersonId};
use crate::review::timetable::Activity;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

/// A pause shorter than this, in milliseconds, moves nothing.
const SLIP: i64 = 15_000;

/// Nothing moves further than a day.
const MOST_MINUTES: i64 = 24 * 60;

/// New times of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Which one.
    pub activity: ActivityId,
    /// Its start from now on.
    pub start: Option<NaiveDateTime>,
    /// Its end from now on.
    pub end: Option<NaiveDateTime>,
}

impl Move {
    fn later(activity: &Activity, start: NaiveDateTime, by: TimeDelta) -> Self {
        Self { activity: activity.id, start: Some(plus(start, by)), end: activity.end.map(|end| plus(end, by)) }
    }
}

/// What it takes to start the next activity early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Early {
    /// The activities that end now (to be marked as ended by hand).
    pub ended: Vec<ActivityId>,
    /// The activity that starts now (to be marked as started by hand).
    pub started: ActivityId,
    /// Its new times. What comes later stays where it is: others were told a time.
    pub moves: Vec<Move>,
}

/// "Running 10 late": what is on at `from` (school time) keeps its start and ends `minutes` later;
/// everything later that day moves. Negative: earlier, but nothing ends or starts before `from`.
/// No moves for 0 or more than a day.
pub fn shift_rest(activities: &[Activity], from: NaiveDateTime, minutes: i64) -> Vec<Move> {
    let Some(by) = some_minutes(minutes) else { return Vec::new() };
    let is_on = |a: &Activity, start| start <= from && a.end.is_none_or(|end| end > from);
    movable(activities, from.date())
        .filter_map(|(activity, start)| {
            if is_on(activity, start) || (activity.run.started.is_some() && activity.end > Some(from)) {
                let end = plus(activity.end?, by).max(from).max(start);
                return Some(Move { activity: activity.id, start: Some(start), end: Some(end) });
            }
            (start > from).then(|| Move::later(activity, start, by.max(from - start)))
        })
        .collect()
}

/// One activity takes `minutes` longer; later ones of the same people that it would overlap give
/// way, gaps take up the rest. Negative: it ends earlier (not before its start), and nothing else moves.
pub fn extend(activities: &[Activity], activity: ActivityId, minutes: i64) -> Vec<Move> {
    let Some(longer) = activities.iter().find(|a| a.id == activity && !a.run.dropped) else { return Vec::new() };
    let (Some(start), Some(end), Some(by)) = (longer.start, longer.end, some_minutes(minutes)) else {
        return Vec::new();
    };
    let until = plus(end, by).max(start);
    let mut moves = vec![Move { activity, start: Some(start), end: Some(until) }];
    if until > end {
        moves.extend(give_way(activities, Some(activity), (end, until), &longer.people));
    }
    moves
}

/// Makes room for an activity of `people` (empty: everyone) from `start` to `end`: what of theirs
/// begins at `start` or later and would overlap gives way. What is on at `start` stays as it is.
pub fn make_room(activities: &[Activity], start: NaiveDateTime, end: NaiveDateTime, people: &[PersonId]) -> Vec<Move> {
    if end <= start || end - start > TimeDelta::minutes(MOST_MINUTES) {
        return Vec::new();
    }
    give_way(activities, None, (start, end), people)
}

/// Starts the next activity (for `me`) at `at`; none when nothing more comes that day.
pub fn start_next_early(activities: &[Activity], zone: Tz, at: Moment, me: Option<PersonId>) -> Option<Early> {
    let all = spans(activities, zone, at);
    let wall = at.local(zone);
    let next = all
        .iter()
        .filter(|span| span.start > at && span.activity.day == wall.date())
        .find(|span| me.is_none_or(|me| span.activity.includes(me)))?
        .activity;
    let ended = all
        .iter()
        .filter(|span| span.is_on(at) && share(&span.activity.people, &next.people))
        .map(|span| span.activity.id)
        .collect();
    let start = wall.with_second(0).and_then(|w| w.with_nanosecond(0)).unwrap_or(wall);
    let moves = next.start.map(|planned| Move::later(next, planned, start - planned)).into_iter().collect();
    Some(Early { ended, started: next.id, moves })
}

/// Resumes a paused activity at `at`: it ends later by the pause (a begun minute counts), and
/// everything later that day of the same people moves with it. A slip of a key, taken back at once, is no pause.
pub fn resume(activities: &[Activity], zone: Tz, activity: ActivityId, at: Moment) -> Vec<Move> {
    let Some(resumed) = activities.iter().find(|a| a.id == activity && !a.run.dropped) else { return Vec::new() };
    let Some(paused) = resumed.run.paused else { return Vec::new() };
    let lasted = at.0.saturating_sub(paused.0);
    if lasted < SLIP {
        return Vec::new();
    }
    let Some(by) = some_minutes(lasted.saturating_add(59_999) / 60_000) else { return Vec::new() };
    let since = paused.local(zone);
    let longer = resumed.end.map(|end| Move { activity, start: resumed.start, end: Some(plus(end, by)) });
    let rest = movable(activities, resumed.day)
        .filter(|(a, start)| a.id != activity && *start > since && a.run.started.is_none())
        .filter(|(a, _)| share(&a.people, &resumed.people))
        .map(|(a, start)| Move::later(a, start, by));
    longer.into_iter().chain(rest).collect()
}

/// A later time; a time at the end of all calendars stays.
fn plus(time: NaiveDateTime, by: TimeDelta) -> NaiveDateTime {
    time.checked_add_signed(by).unwrap_or(time)
}

/// So many minutes, if they are any and not more than a day.
fn some_minutes(minutes: i64) -> Option<TimeDelta> {
    (minutes != 0 && minutes.unsigned_abs() <= MOST_MINUTES.unsigned_abs()).then(|| TimeDelta::minutes(minutes))
}

/// The activities of a day that can still move, by start.
fn movable(activities: &[Activity], day: NaiveDate) -> impl Iterator<Item = (&Activity, NaiveDateTime)> {
    let mut movable: Vec<_> = activities
        .iter()
        .filter(|a| a.day == day && !a.run.dropped && a.run.ended.is_none())
        .filter_map(|a| a.start.map(|start| (a, start)))
        .collect();
    movable.sort_by_key(|(a, start)| (*start, a.end, a.id));
    movable.into_iter()
}

/// What has to move so that `people` are free during `taken`; each that moves may push the next.
fn give_way(
    activities: &[Activity],
    except: Option<ActivityId>,
    taken: (NaiveDateTime, NaiveDateTime),
    people: &[PersonId],
) -> Vec<Move> {
    let (from, until) = taken;
    let mut busy = vec![(people, until)];
    let mut moves = Vec::new();
    let later = movable(activities, from.date())
        .filter(|(a, start)| Some(a.id) != except && *start >= from && a.run.started.is_none());
    for (activity, start) in later {
        let free = busy.iter().filter(|(people, _)| share(people, &activity.people)).map(|(_, until)| *until).max();
        if let Some(free) = free.filter(|free| *free > start) {
            let given = Move::later(activity, start, free - start);
            if let Some(end) = given.end {
                busy.push((&activity.people, end));
            }
            moves.push(given);
        }
    }
    moves
}
