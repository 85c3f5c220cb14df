//! What a new note is filed under, unasked.
//!
//! Notes are written when there is time, which is often after the event. At break and lunch, and in
//! a gap, a note goes to the activity before, because a break yields no evidence of its own; the
//! break (or what comes next) is one key away. In the first ten minutes of an activity it goes to
//! that activity, and the one before is one key away.

use super::spans::{Span, spans};
use crate::clock::{Moment, Tz};
use crate::ids::{ActivityId, PersonId};
use crate::review::timetable::Activity;

/// For so many minutes into an activity, a note may well be about the one before.
const FRESH_MINUTES: i64 = 10;

/// Where a new note is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filing {
    /// The activity it goes to unasked; none only where no activity has a time.
    pub activity: Option<ActivityId>,
    /// The one that it may well be about instead: one key away.
    pub alternative: Option<ActivityId>,
}

/// Where a note written at `at` by `me` is filed.
pub fn file_under(activities: &[Activity], zone: Tz, at: Moment, me: Option<PersonId>) -> Filing {
    let mut all = spans(activities, zone, at);
    let is_mine = |span: &Span<'_>| me.is_none_or(|me| span.activity.includes(me));
    if all.iter().any(is_mine) {
        all.retain(is_mine);
    }
    let today = at.local(zone).date();
    // The one begun last, should two be on: the earlier is running over, or is a long background.
    let current = all.iter().rfind(|span| span.is_on(at));
    let begun = current.map_or(at, |span| span.start);
    let before = all
        .iter()
        .filter(|s| s.activity.day == today && !s.activity.kind.is_pause() && s.start < begun && s.start < s.end)
        .filter(|s| current.is_none_or(|current| current.activity.id != s.activity.id))
        .max_by_key(|s| (s.end.min(begun), s.start));
    let next = all.iter().find(|span| span.start > at);
    let (activity, alternative) = match (current, before) {
        (Some(pause), Some(before)) if pause.activity.kind.is_pause() => (Some(before), Some(pause)),
        (Some(current), before) if at < current.start.plus_minutes(FRESH_MINUTES) => (Some(current), before),
        (Some(current), _) => (Some(current), None),
        (None, Some(before)) => (Some(before), next.filter(|next| next.activity.day == today)),
        (None, None) => (next.or(all.last()), None),
    };
    let id = |span: Option<&Span<'_>>| span.map(|span| span.activity.id);
    Filing { activity: id(activity), alternative: id(alternative) }
}
