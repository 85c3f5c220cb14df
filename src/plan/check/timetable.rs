//! The rules of the timetable: times that exist, nobody in two places, and a summary meeting at the end.

use super::unknown_person;
use crate::clock::{Tz, instant_of};
use crate::plan::findings::Findings;
use crate::plan::read::{ActivityDraft, Draft};
use crate::plan::section::Placed;
use crate::review::people::Role;
use crate::review::timetable::ActivityKind;
use chrono::{LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Timelike as _};
use std::collections::BTreeMap;

/// The most days between the first and the last day of one visit; more is a slip of the year.
const MAX_SPAN_DAYS: i64 = 366;

/// Tells every mistake in the timetable.
pub(super) fn check(draft: &Draft, f: &mut Findings) {
    if draft.activities.is_empty() {
        f.mistake(
            draft.end,
            "The timetable is empty.",
            "Add a section [[activity]] for each entry: key, title, kind, day, start, end.",
        );
        return;
    }
    let zone = draft.visit.as_ref().and_then(|v| v.zone);
    for activity in &draft.activities {
        times(activity, zone, f);
        link(activity, f);
        feedback(activity, f);
        activity.people.iter().for_each(|key| unknown_person(draft, key, f));
        online(draft, activity, f);
    }
    days(draft, f);
    two_places(draft, f);
    summaries(draft, f);
}

/// A date as people write it in messages: `10 June 2026`.
fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// Start and end belong together, in this order, at times that exist at the school.
fn times(activity: &ActivityDraft, zone: Option<Tz>, f: &mut Findings) {
    match (&activity.start, &activity.end) {
        (Some(start), Some(end)) if end.value <= start.value => ends_too_early(activity, start.value, end, f),
        (Some(start), None) if activity.times_read => f.mistake(
            start.at,
            format!("“{}” has a start but no end.", activity.called()),
            "Add a line: end = \"09:15\" (or remove the start while the time is open)",
        ),
        (None, Some(end)) if activity.times_read => f.mistake(
            end.at,
            format!("“{}” has an end but no start.", activity.called()),
            "Add a line: start = \"08:50\" (or remove the end while the time is open)",
        ),
        _ => {}
    }
    if let (Some(day), Some(zone)) = (activity.day, zone) {
        for (key, time) in [("start", &activity.start), ("end", &activity.end)] {
            if let Some(time) = time {
                skipped(key, NaiveDateTime::new(day, time.value), time.at, zone, f);
            }
        }
    }
}

fn ends_too_early(activity: &ActivityDraft, start: NaiveTime, end: &Placed<NaiveTime>, f: &mut Findings) {
    // Half past one is often written 1:30.
    let in_the_afternoon = end.value + TimeDelta::hours(12);
    let instead = if (1..7).contains(&end.value.hour()) && in_the_afternoon > start {
        format!("Write an end after the start, on the 24-hour clock; perhaps end = \"{}\"", hm(in_the_afternoon))
    } else {
        format!("Write an end after {}, on the same day.", hm(start))
    };
    f.mistake(
        end.at,
        format!("“{}” ends at {}, which is not after its start at {}.", activity.called(), hm(end.value), hm(start)),
        instead,
    );
}

/// A time in the hour that the clocks skip does not exist.
fn skipped(key: &str, local: NaiveDateTime, at: usize, zone: Tz, f: &mut Findings) {
    if !matches!(zone.from_local_datetime(&local), LocalResult::None) {
        return;
    }
    let after = instant_of(local, zone).local(zone);
    let what = format!(
        "There is no {} on {} in {}: the clocks are put forward then.",
        hm(local.time()),
        date(local.date()),
        zone.name()
    );
    // A zone may skip midnight, or (rarely) a whole day.
    let instead = if after.date() == local.date() {
        format!("Write {key} = \"{}\", the first time that exists after it.", hm(after.time()))
    } else {
        "Choose another time, or another day.".to_owned()
    };
    f.mistake(at, what, instead);
}

fn hm(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// A link is opened in a browser, so it may only be a web address.
fn link(activity: &ActivityDraft, f: &mut Findings) {
    if let Some(link) = &activity.link {
        let rest = link.value.strip_prefix("https://").or_else(|| link.value.strip_prefix("http://"));
        if !rest.is_some_and(|rest| !rest.is_empty() && !rest.contains([' ', '"', '<', '>', '\\'])) {
            f.mistake(
                link.at,
                "A link must be a web address without spaces.",
                "Write for example link = \"https://meeting.example/room\"; a room goes into `place`.",
            );
        }
    }
}

/// Whoever joins on line needs a link, and takes part in the first place.
fn online(draft: &Draft, activity: &ActivityDraft, f: &mut Findings) {
    let Some(first) = activity.online.first() else { return };
    if activity.link.is_none() {
        f.mistake(
            first.at,
            format!("Somebody joins “{}” on line, and it has no link.", activity.called()),
            "Add a line: link = \"https://meeting.example/room\"",
        );
    }
    for key in &activity.online {
        unknown_person(draft, key, f);
        if !activity.people.is_empty() && activity.people.iter().all(|p| p.value != key.value) {
            f.mistake(
                key.at,
                format!("`online` names somebody who does not go to “{}”.", activity.called()),
                "Name them in `people` too, or take them out of `online`.",
            );
        }
    }
}

/// Audience and the host's minutes belong to a summary meeting only.
fn feedback(activity: &ActivityDraft, f: &mut Findings) {
    let summary = activity.kind.is_none_or(|kind| kind == ActivityKind::Summary);
    let mut only_there = |key: &str, at: Option<usize>| {
        if let Some(at) = at.filter(|_| !summary) {
            f.mistake(
                at,
                format!("`{key}` belongs to a summary meeting, and “{}” is none.", activity.called()),
                "Remove the line, or write kind = \"summary\".",
            );
        }
    };
    only_there("audience", activity.audience.as_ref().map(|a| a.at));
    only_there("host_minutes", activity.host_minutes.as_ref().map(|m| m.at));
    if let (true, Some(Placed { value, at })) = (summary, &activity.host_minutes) {
        let length = match (&activity.start, &activity.end) {
            (Some(start), Some(end)) => (end.value - start.value).num_minutes().max(1),
            _ => 24 * 60,
        };
        if !(0..=length).contains(value) {
            f.mistake(
                *at,
                format!("The host's minutes must lie between 0 and the {length} minutes of the meeting."),
                "Write how many of its minutes are the host's, for example host_minutes = 10",
            );
        }
    }
}

/// The days lie close together, and the notebook is kept until they are over.
fn days(draft: &Draft, f: &mut Findings) {
    let dated = || draft.activities.iter().filter_map(|a| Some((a.day?, a)));
    let (Some((first, _)), Some((last, far))) = (dated().min_by_key(|(d, _)| *d), dated().max_by_key(|(d, _)| *d))
    else {
        return;
    };
    if last - first > TimeDelta::days(MAX_SPAN_DAYS) {
        f.mistake(
            far.at,
            format!("The visit would last from {} to {}.", date(first), date(last)),
            "Check the year of each day; a plan is for one visit.",
        );
    }
    let keep = draft.visit.as_ref().and_then(|v| v.keep_until.as_ref());
    if let Some(keep) = keep.filter(|keep| keep.value < last) {
        f.mistake(
            keep.at,
            format!("The notebook would be purged before the last day, {}.", date(last)),
            "Write a date after the visit and its report, or remove the line.",
        );
    }
}

/// An activity as the rule about two places needs it.
struct Slot<'d> {
    activity: &'d ActivityDraft,
    start: NaiveTime,
    end: NaiveTime,
    start_at: usize,
    /// Those who take part, by key.
    people: Vec<&'d str>,
}

/// Nobody can be in two places at once. Sub-teams may work side by side; an activity that names
/// nobody needs the whole visiting team (a host partner is only where the plan says so).
fn two_places(draft: &Draft, f: &mut Findings) {
    let team: Vec<&str> = draft
        .people
        .iter()
        .filter(|p| p.role.as_ref().is_none_or(|r| Role::is_team(r.value)))
        .filter_map(|p| p.key.as_ref().map(|k| k.value.as_str()))
        .collect();
    let mut by_day: BTreeMap<NaiveDate, Vec<Slot>> = BTreeMap::new();
    for activity in &draft.activities {
        if let (Some(day), Some(start), Some(end)) = (activity.day, &activity.start, &activity.end) {
            let named: Vec<&str> = activity.people.iter().map(|p| p.value.as_str()).collect();
            by_day.entry(day).or_default().push(Slot {
                activity,
                start: start.value,
                end: end.value,
                start_at: start.at,
                people: if named.is_empty() { team.clone() } else { named },
            });
        }
    }
    for (day, mut slots) in by_day {
        slots.sort_by_key(|s| (s.start, s.start_at));
        for (i, later) in slots.iter().enumerate() {
            // The first clash is enough: mending it usually mends the others.
            let clash = slots[..i].iter().filter(|earlier| earlier.end > later.start && later.end > later.start);
            if let Some((earlier, who)) = clash.map(|e| (e, shared(e, later))).find(|(_, who)| !who.is_empty()) {
                tell_clash(draft, day, earlier, later, &who, f);
            }
        }
    }
}

fn shared<'d>(a: &Slot<'d>, b: &Slot<'d>) -> Vec<&'d str> {
    a.people.iter().copied().filter(|person| b.people.contains(person)).collect()
}

fn tell_clash(draft: &Draft, day: NaiveDate, earlier: &Slot, later: &Slot, who: &[&str], f: &mut Findings) {
    let name = |key: &str| {
        let person = draft.people.iter().find(|p| p.key.as_ref().is_some_and(|k| k.value == key));
        person.and_then(|p| p.name.clone()).unwrap_or_else(|| key.to_owned())
    };
    let mut names: Vec<String> = who.iter().take(3).map(|key| name(key)).collect();
    if who.len() > names.len() {
        names.push(format!("{} more", who.len() - names.len()));
    }
    let (last, others) = names.split_last().map_or((String::new(), Vec::new()), |(l, o)| (l.clone(), o.to_vec()));
    let people = if others.is_empty() { last } else { format!("{} and {last}", others.join(", ")) };
    f.mistake(
        later.start_at,
        format!(
            "{people} would be in two places on {} at {}: in “{}” (line {}, until {}) and in “{}”.",
            date(day),
            hm(later.start),
            earlier.activity.called(),
            f.line_of(earlier.start_at),
            hm(earlier.end),
            later.activity.called(),
        ),
        format!("Write start = \"{}\", or say with people = [\"…\"] who goes where.", hm(earlier.end)),
    );
}

/// A visit ends with a summary meeting, and so should each of its days.
fn summaries(draft: &Draft, f: &mut Findings) {
    let kinds = || draft.activities.iter().filter_map(|a| Some((a.kind?, a)));
    let all_known = draft.activities.iter().all(|a| a.kind.is_some() && a.day.is_some());
    if !all_known {
        return;
    }
    if !kinds().any(|(kind, _)| kind == ActivityKind::Summary) {
        let at = draft.activities.last().map_or(draft.end, |a| a.at);
        f.mistake(
            at,
            "There is no summary meeting: the host would leave without feedback.",
            "Add after the last [[activity]] of each day another one with kind = \"summary\".",
        );
        return;
    }
    let mut last_evidence: BTreeMap<NaiveDate, &ActivityDraft> = BTreeMap::new();
    for (_, activity) in kinds().filter(|(kind, a)| kind.yields_evidence() && a.start.is_some()) {
        let Some(day) = activity.day else { continue };
        let last = last_evidence.entry(day).or_insert(activity);
        if start_of(activity) > start_of(last) {
            *last = activity;
        }
    }
    for (day, last) in last_evidence {
        let has_summary = kinds().any(|(kind, a)| {
            kind == ActivityKind::Summary && a.day == Some(day) && (a.start.is_none() || start_of(a) >= start_of(last))
        });
        if !has_summary {
            f.warning(
                last.at,
                format!("{} has no summary meeting after “{}”.", date(day), last.called()),
                "Add an [[activity]] with kind = \"summary\" at the end of the day, if the host wishes feedback then.",
            );
        }
    }
}

fn start_of(activity: &ActivityDraft) -> Option<NaiveTime> {
    activity.start.as_ref().map(|s| s.value)
}
