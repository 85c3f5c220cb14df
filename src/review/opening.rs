//! The opening of the feedback, made from the day: thanks, and what was really done.
//!
//! Counted, never named: activities that took place, and what notes say of where they were made. What
//! is not known is left out, and every number is one that the team can stand by. A class is counted
//! by its year (by its room where the year is not said), so two classes of one year count as one.

use super::evidence::Source;
use super::place::year_of;
use super::timetable::{Activity, ActivityKind};
use super::visit::Review;
use crate::ids::ActivityId;
use crate::text::listed;
use chrono::NaiveDateTime;
use std::collections::BTreeSet;

/// What is known of a note: nothing of its words.
#[derive(Debug, Clone, Copy)]
pub struct Trace<'a> {
    /// Where it is filed.
    pub activity: Option<ActivityId>,
    /// What kind of source it comes from.
    pub source: Option<Source>,
    /// Where it was made.
    pub place: Option<&'a str>,
}

/// With whom there are talks, and by what a talk with them is known.
const TALKS: [(&str, ActivityKind, &[Source]); 5] = [
    ("pupils", ActivityKind::Pupils, &[Source::Pupils]),
    ("staff", ActivityKind::Staff, &[Source::Staff]),
    (
        "leaders",
        ActivityKind::Leader,
        &[Source::Interview, Source::SeniorLeader, Source::MiddleLeader, Source::SubjectLeader],
    ),
    ("parents", ActivityKind::Parents, &[Source::Parents]),
    ("governors", ActivityKind::Governors, &[Source::Governors]),
];

/// The words of the opening, as of `now` (the school's own time).
pub fn opening<'a>(review: &Review, notes: impl IntoIterator<Item = Trace<'a>>, now: NaiveDateTime) -> String {
    let took_place: Vec<&Activity> = review.activities.iter().filter(|a| took_place(a, now)).collect();
    let dropped = |id: ActivityId| review.activity(id).is_some_and(|a| a.run.dropped);
    let notes: Vec<Trace<'a>> = notes.into_iter().filter(|n| n.activity.is_none_or(|a| !dropped(a))).collect();
    let is_from = |sources: &[Source]| notes.iter().any(|n| n.source.is_some_and(|s| sources.contains(&s)));

    let mut thanked = Vec::new();
    let mut talks = Vec::new();
    for (whom, kind, sources) in TALKS {
        let held = took_place.iter().filter(|a| a.kind == kind).count();
        if held > 0 {
            talks.push(format!("with {whom} {}", times(held)));
        } else if is_from(sources) {
            talks.push(format!("with {whom}"));
        } else {
            continue;
        }
        thanked.push(whom);
    }
    let mut did = Vec::new();
    let lessons = took_place.iter().any(|a| a.kind == ActivityKind::Lessons) || is_from(&[Source::Lesson]);
    did.extend(lessons.then(|| format!("visited {}", classes(&notes, Source::Lesson).unwrap_or("classes".into()))));
    did.extend(
        (!talks.is_empty())
            .then(|| format!("talked {}", listed(&talks.iter().map(String::as_str).collect::<Vec<_>>()))),
    );
    let books = took_place.iter().any(|a| a.kind == ActivityKind::Books) || is_from(&[Source::Books]);
    did.extend(books.then(|| {
        let from = classes(&notes, Source::Books).map_or_else(String::new, |classes| format!(" from {classes}"));
        format!("looked at pupils’ work{from}")
    }));

    let thanks = match listed(&thanked) {
        whom if whom.is_empty() => "Thank you for having us.".to_owned(),
        whom => format!("Thank you for having us, and for the time that {whom} gave us."),
    };
    if did.is_empty() { thanks } else { format!("{thanks} We {}.", in_a_row(&did)) }
}

/// Whether it has begun, by hand or by the clock.
fn took_place(activity: &Activity, now: NaiveDateTime) -> bool {
    !activity.run.dropped && (activity.run.started.is_some() || activity.start.is_some_and(|start| start <= now))
}

/// `seven classes`: the places from which there are notes of a source; none where no place is known.
fn classes(notes: &[Trace<'_>], source: Source) -> Option<String> {
    let of_source = notes.iter().filter(|n| n.source == Some(source));
    let places: BTreeSet<String> = of_source
        .filter_map(|n| n.place)
        .map(|p| year_of(p).unwrap_or_else(|| p.to_owned()))
        .filter(is_class)
        .collect();
    match places.len() {
        0 => None,
        1 => Some("one class".to_owned()),
        n => Some(format!("{} classes", in_words(n))),
    }
}

/// A phase is no class: it says only between which classes somebody went about.
fn is_class(place: &String) -> bool {
    !place.starts_with("KS") && place != "EYFS"
}

fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{} times", in_words(n)),
    }
}

fn in_words(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// Parts of a sentence that may hold an "and" of their own.
fn in_a_row(parts: &[String]) -> String {
    match parts {
        [first @ .., last] if !first.is_empty() => format!("{}, and {last}", first.join(", ")),
        _ => parts.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at(day: u32, hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 6, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    fn review() -> Review {
        crate::plan::read(include_str!("../../sample-data/fernhollow.toml"), "fernhollow.toml").unwrap().review
    }

    fn trace(source: Source, place: Option<&str>) -> Trace<'_> {
        Trace { activity: None, source: Some(source), place }
    }

    #[test]
    fn it_says_what_was_done_and_nothing_that_was_not() {
        let review = review();
        let notes = [
            trace(Source::Lesson, Some("Y4")),
            trace(Source::Lesson, Some("Year 4 room 7")),
            trace(Source::Lesson, Some("Reception")),
            trace(Source::Lesson, Some("KS2")),
            trace(Source::Books, Some("Y5")),
            trace(Source::Parents, None),
        ];
        assert_eq!(
            opening(&review, notes, at(11, 18)),
            "Thank you for having us, and for the time that pupils, staff, leaders and parents gave us. \
             We visited two classes, talked with pupils twice, with staff once, with leaders twice and with parents, \
             and looked at pupils’ work from one class."
        );
        assert_eq!(opening(&review, [], at(9, 8)), "Thank you for having us.");
    }

    #[test]
    fn what_was_dropped_did_not_take_place() {
        let mut review = review();
        let talks = |review: &Review| opening(review, [], at(11, 18));
        assert!(talks(&review).contains("with pupils"), "{}", talks(&review));
        let pupils: Vec<ActivityId> =
            review.activities.iter().filter(|a| a.kind == ActivityKind::Pupils).map(|a| a.id).collect();
        for activity in review.activities.iter_mut().filter(|a| a.kind == ActivityKind::Pupils) {
            activity.run.dropped = true;
        }
        assert!(!talks(&review).contains("pupils gave") && !talks(&review).contains("with pupils"));
        // A note that was filed under it all the same says nothing either.
        let note = Trace { activity: Some(pupils[0]), source: Some(Source::Pupils), place: None };
        assert!(!opening(&review, [note], at(11, 18)).contains("with pupils"));
    }

    #[test]
    fn nobody_is_named() {
        let review = review();
        let words = opening(&review, [trace(Source::Lesson, Some("Y4"))], at(11, 18));
        for person in &review.people {
            for name in person.name.split_whitespace() {
                assert!(!words.split(|c: char| !c.is_alphanumeric()).any(|w| w == name), "{name} in {words}");
            }
        }
        for name in &review.visit.do_not_name {
            assert!(!words.contains(&name.name), "{} in {words}", name.name);
        }
    }
}
