//! The timetable as activities of a review that is running: what is pasted on the day.
//!
//! A plan is not written anew there, so whoever the text names and the review does not know stays in the
//! words of the activity; and a line that was not understood becomes an activity without a time.

use super::outline::{Outline, Reading};
use super::settle::Settled;
use super::write::{note, short, slug, team_of, unique};
use crate::ids::{ActivityId, PersonId};
use crate::review::timetable::{Activity, ActivityKind};
use crate::review::visit::Review;
use crate::trouble::Result;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::BTreeSet;

/// The longest note, in characters.
const MAX_NOTE: usize = 4_000;

/// The activities of all entries but those that only end the day, in their order; then the lines that were
/// not understood.
///
/// # Errors
/// When no random number is to be had.
pub(super) fn activities(settled: &[Settled], outline: &Outline, review: &Review) -> Result<Vec<Activity>> {
    let mut keys: BTreeSet<String> = review.activities.iter().map(|a| a.key.clone()).collect();
    let mut found = Vec::new();
    for one in settled.iter().filter(|one| !one.entry.finish) {
        found.push(activity(one, review, &mut keys)?);
    }
    let day = settled.first().map(|one| one.day);
    for read in &outline.reads {
        let unclear = read.readings.iter().any(|r| matches!(r, Reading::Unclear(_)));
        if let Some(day) = day.filter(|_| unclear) {
            found.push(bare(&read.source, day, &mut keys)?);
        }
    }
    Ok(found)
}

fn activity(one: &Settled, review: &Review, keys: &mut BTreeSet<String>) -> Result<Activity> {
    let entry = &one.entry;
    let mut activity = bare(&entry.title, one.day, keys)?;
    activity.kind = entry.kind_or_other();
    let (start, end) = both(one.start, one.end, one.day);
    (activity.start, activity.end, activity.planned_start, activity.planned_end) = (start, end, start, end);
    activity.place = short(&entry.place);
    activity.accompanied_by = short(&entry.with);
    let mut said: Vec<String> = Vec::new();
    if entry.link.starts_with("http") && !entry.link.contains([' ', '"', '<', '>', '\\']) {
        activity.link.clone_from(&entry.link);
    } else {
        said.push(entry.link.clone());
    }
    let (people, others) = going(one, review);
    activity.people = people;
    if !others.is_empty() {
        said.push(format!("for {}", others.join(", ")));
    }
    said.extend([&entry.title, &entry.place, &entry.with].into_iter().filter(|t| short(t) != **t).cloned());
    said.push(note(one));
    said.retain(|part| !part.is_empty());
    activity.note = said.join("; ").chars().take(MAX_NOTE).collect();
    Ok(activity)
}

/// An activity that only has a title.
fn bare(title: &str, day: NaiveDate, keys: &mut BTreeSet<String>) -> Result<Activity> {
    let title = if title.trim().is_empty() { "Activity".to_owned() } else { short(title) };
    let key = unique(&slug(&title).unwrap_or_else(|| "activity".to_owned()), keys);
    Ok(Activity { key, ..Activity::new(ActivityId::fresh()?, title, ActivityKind::Other, day) })
}

fn both(
    start: Option<NaiveTime>,
    end: Option<NaiveTime>,
    day: NaiveDate,
) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
    match (start, end) {
        (Some(start), Some(end)) if start < end => (Some(day.and_time(start)), Some(day.and_time(end))),
        _ => (None, None),
    }
}

/// Those of the team who go, and whom the text names beside them.
fn going(one: &Settled, review: &Review) -> (Vec<PersonId>, Vec<String>) {
    let team = team_of(review);
    let (mut people, mut others) = (Vec::new(), Vec::new());
    for name in one.entry.groups.iter().chain(&one.entry.people) {
        match team.iter().find(|member| member.is(name)) {
            Some(member) if people.contains(&member.id) => {}
            Some(member) => people.push(member.id),
            None => others.push(name.clone()),
        }
    }
    (people, others)
}
