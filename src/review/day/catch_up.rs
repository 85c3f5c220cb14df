//! What the other sub-teams brought: at break, at lunch and in the team's meeting the halves meet.
//!
//! A sub-team is whoever goes to the same activities while I am elsewhere. What they brought is told
//! from the last catch-up on, so that nothing is told twice and nothing is left out.

use crate::ids::{ActivityId, PersonId};
use crate::review::timetable::{Activity, ActivityKind};
use chrono::NaiveDateTime;

/// Some of the team who were elsewhere, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubTeam {
    /// Who, in the order in which the plan first names them.
    pub people: Vec<PersonId>,
    /// What they did since the last catch-up, by start.
    pub activities: Vec<ActivityId>,
}

/// The sub-teams with whom `me` catches up in the activity `at`; none if that is no catch-up of mine.
pub fn catch_up(activities: &[Activity], at: ActivityId, me: PersonId) -> Vec<SubTeam> {
    let Some(meeting) = activities.iter().find(|a| a.id == at && is_catch_up(a) && a.includes(me)) else {
        return Vec::new();
    };
    let Some(begins) = meeting.start else { return Vec::new() };
    let same_day = || activities.iter().filter(|a| a.day == meeting.day && !a.run.dropped);
    let last = same_day().filter(|a| is_catch_up(a) && a.includes(me)).filter_map(|a| a.start).filter(|s| *s < begins);
    let since = last.max();
    let mut elsewhere: Vec<&Activity> = same_day()
        .filter(|a| a.kind.yields_evidence() && !a.includes(me))
        .filter(|a| a.start.is_some_and(|start| start < begins && since.is_none_or(|since| start >= since)))
        .collect();
    elsewhere.sort_by_key(|a| (a.start, a.id));
    let mut teams: Vec<SubTeam> = Vec::new();
    for activity in elsewhere {
        match teams.iter_mut().find(|team| are_the_same(&team.people, &activity.people)) {
            Some(team) => team.activities.push(activity.id),
            None => teams.push(SubTeam { people: activity.people.clone(), activities: vec![activity.id] }),
        }
    }
    teams
}

/// Whether two lists name the same people, in whatever order.
fn are_the_same(one: &[PersonId], other: &[PersonId]) -> bool {
    one.iter().all(|p| other.contains(p)) && other.iter().all(|p| one.contains(p))
}

/// The catch-up of `me` that is on at `now` (school time), else the next one of that day.
pub fn coming_catch_up(activities: &[Activity], now: NaiveDateTime, me: PersonId) -> Option<ActivityId> {
    let mine = activities.iter().filter(|a| a.day == now.date() && is_catch_up(a) && a.includes(me));
    let coming = mine.filter(|a| a.end.or(a.start).is_some_and(|end| end > now));
    coming.min_by_key(|a| (a.start, a.id)).map(|a| a.id)
}

fn is_catch_up(activity: &Activity) -> bool {
    matches!(activity.kind, ActivityKind::Break | ActivityKind::TeamMeeting) && !activity.run.dropped
}
