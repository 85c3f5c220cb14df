//! One person in two places at once, as the day stands now.
//!
//! A plan is checked for it before it is a plan; on the day a shift, a longer activity or two changes
//! made at once can bring it about. It is pointed out and never prevented: people know what they do.

use crate::ids::{ActivityId, PersonId};
use crate::review::timetable::Activity;
use chrono::NaiveDateTime;

/// Two activities that overlap and share people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The one that begins first.
    pub first: ActivityId,
    /// The one that begins while the first lasts.
    pub second: ActivityId,
    /// When, at the school: the second one's start.
    pub at: NaiveDateTime,
    /// Who would be in both.
    pub people: Vec<PersonId>,
}

/// What of the day clashes from `from` (school time) on, by time. An activity that names nobody needs all of `team`.
pub fn clashes(activities: &[Activity], team: &[PersonId], from: NaiveDateTime) -> Vec<Clash> {
    let mut coming: Vec<(NaiveDateTime, NaiveDateTime, &Activity)> = activities
        .iter()
        .filter(|a| !a.run.dropped && a.run.ended.is_none())
        .filter_map(|a| Some((a.start?, a.end?, a)))
        .filter(|(start, end, _)| start < end && *end > from)
        .collect();
    coming.sort_by_key(|(start, end, a)| (*start, *end, a.id));
    let mut clashes = Vec::new();
    for (i, (at, _, second)) in coming.iter().enumerate() {
        for (_, end, first) in &coming[..i] {
            let people = shared(first, second, team);
            if end > at && !people.is_empty() {
                clashes.push(Clash { first: first.id, second: second.id, at: *at, people });
            }
        }
    }
    clashes
}

fn shared(a: &Activity, b: &Activity, team: &[PersonId]) -> Vec<PersonId> {
    let of = |activity: &'_ Activity| if activity.people.is_empty() { team.to_vec() } else { activity.people.clone() };
    let others = of(b);
    of(a).into_iter().filter(|person| others.contains(person)).collect()
}
