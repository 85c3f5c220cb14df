//! The running day: what is on, what a note is filed under, and how the rest moves when it slips.
//!
//! Nobody presses "start" in a corridor, so the clock leads and hands only correct it: a started,
//! ended, dropped or paused run is believed over the timetable. Changes of the timetable come back
//! as [`Move`]s to be offered and written by others.

use super::timetable::Activity;
use crate::clock::{Moment, Tz};
use crate::ids::{ActivityId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};

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
    /// What is on now, mine first, then by start.
    pub current: Vec<ActivityId>,
    /// What comes next (for me, if a person was given); on a later day, too.
    pub next: Option<ActivityId>,
    /// Minutes until the first current activity ends, begun minutes counted; none if it has no end.
    /// While it is paused they stand still.
    pub minutes_left: Option<i64>,
    /// Minutes until the next activity starts.
    pub minutes_to_next: Option<i64>,
    /// How late (or, negative, how early) the day runs against the plan.
    pub drift_minutes: i64,
    /// The first current activity is paused.
    pub paused: bool,
}

/// Where a new note is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filing {
    /// The activity it goes to unasked; none only where no activity has a time.
    pub activity: Option<ActivityId>,
    /// The one that it may well be about instead: one key away.
    pub alternative: Option<ActivityId>,
}

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

/// How the moment `at` stands in the day; with `me`, for that person first.
pub fn now(activities: &[Activity], zone: Tz, at: Moment, me: Option<PersonId>) -> Standing {
    let _ = (activities, zone, at, me);
    Standing {
        phase: Phase::Before,
        current: Vec::new(),
        next: None,
        minutes_left: None,
        minutes_to_next: None,
        drift_minutes: 0,
        paused: false,
    }
}

/// Where a note written at `at` by `me` is filed.
pub fn file_under(activities: &[Activity], zone: Tz, at: Moment, me: Option<PersonId>) -> Filing {
    let _ = (activities, zone, at, me);
    Filing::default()
}

/// "Running 10 late": what is on at `from` (school time) ends `minutes` later, everything later that day moves.
pub fn shift_rest(activities: &[Activity], from: NaiveDateTime, minutes: i64) -> Vec<Move> {
    let _ = (activities, from, minutes);
    Vec::new()
}

/// One activity takes `minutes` longer; later ones that it would overlap give way, gaps take up the rest.
pub fn extend(activities: &[Activity], activity: ActivityId, minutes: i64) -> Vec<Move> {
    let _ = (activities, activity, minutes);
    Vec::new()
}

/// Makes room for an activity of `people` (empty: everyone) from `start` to `end`: what it would overlap gives way.
pub fn make_room(activities: &[Activity], start: NaiveDateTime, end: NaiveDateTime, people: &[PersonId]) -> Vec<Move> {
    let _ = (activities, start, end, people);
    Vec::new()
}

/// Starts the next activity (for `me`) at `at`; none when nothing more comes that day.
pub fn start_next_early(activities: &[Activity], zone: Tz, at: Moment, me: Option<PersonId>) -> Option<Early> {
    let _ = (activities, zone, at, me);
    None
}

/// Resumes a paused activity at `at`: it ends later by the pause, and the rest of the day moves with it.
pub fn resume(activities: &[Activity], zone: Tz, activity: ActivityId, at: Moment) -> Vec<Move> {
    let _ = (activities, zone, activity, at);
    Vec::new()
}

/// The half-days of the visit, in order.
pub fn half_days(activities: &[Activity]) -> Vec<HalfDay> {
    let _ = activities;
    Vec::new()
}
