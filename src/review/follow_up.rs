//! The return visit: what the last one left, turned into what the next one asks.
//!
//! Some months after a review the same people come back to see what changed. Each area for development
//! becomes a question of its own, with what the school set out to do about it as the school's claim, so
//! that the new evidence is tagged, covered, weighed and reported like any other, beside what was said
//! last time. Two further questions ask whether the strengths hold, and what shows early signs of impact.

use super::actions::{Action, Part, Progress};
use super::feedback::{Point, PointKind};
use super::people::Role;
use super::questions::{Origin, Question};
use super::timetable::{Activity, ActivityKind};
use super::visit::{Choices, Review, TimelineRow, Visit};
use crate::ids::{ActivityId, NotebookId, PersonId, QuestionId};
use crate::text;
use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveTime, TimeDelta, Weekday};

/// A return visit comes two terms, about six months, after the visit, as the programmes' follow-ups do.
const MONTHS: Months = Months::new(6);

/// As many questions can be written with a digit key.
const MOST: usize = 9;

/// A title is at most so many terminal cells: it is a heading of the report, and narrow columns cut it themselves.
const TITLE: usize = 48;

/// What the last visit left.
#[derive(Debug, Clone, Copy)]
pub struct Left<'a> {
    /// The visit as it was planned and kept.
    pub review: &'a Review,
    /// Its points, in speaking order; those that are sealed or held back are passed over.
    pub points: &'a [Point],
    /// What the school set out to do.
    pub actions: &'a [Action],
}

/// The day of a return visit that nobody has set yet: counted from the last day with evidence, since a workshop may
/// come weeks later, and never at a weekend.
pub fn day_after(review: &Review) -> Option<NaiveDate> {
    let gathered = review.activities.iter().filter(|a| a.kind.yields_evidence() && !a.run.dropped).map(|a| a.day).max();
    let day = gathered.or_else(|| review.days().last().copied())?.checked_add_months(MONTHS)?;
    let over = match day.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    day.checked_add_days(Days::new(over))
}

/// The plan of the return visit, under an identifier of its own, for a half-day on `day`.
pub fn return_visit(left: Left<'_>, id: NotebookId, day: NaiveDate) -> Review {
    let before = left.review;
    let people = people(before, id);
    Review {
        visit: Visit {
            id,
            // Stands in a title as “Peer review of …”.
            focus: format!("{} (return visit)", before.visit.focus),
            documents: documents(left),
            timeline: timeline(before),
            choices: Choices::default(),
            keep_until: before.visit.keep_until.filter(|until| *until > day),
            ..before.visit.clone()
        },
        questions: questions(left, id),
        activities: activities(id, day),
        people,
    }
}

fn people(before: &Review, id: NotebookId) -> Vec<super::people::Person> {
    let goes = before.people.iter().filter(|p| !p.retired);
    goes.map(|p| super::people::Person { id: PersonId::of(id, &p.key), ..p.clone() }).collect()
}

/// What can leave of the last visit's points: neither sealed nor held back.
fn told<'a>(left: Left<'a>, kinds: &[PointKind]) -> Vec<&'a Point> {
    let open = |p: &&Point| p.sealed().is_none() && !p.deleted && !p.marks.withheld && !p.marks.head_alone;
    left.points.iter().filter(open).filter(|p| kinds.contains(&p.kind)).collect()
}

fn questions(left: Left<'_>, id: NotebookId) -> Vec<Question> {
    let mut asked: Vec<(String, String, String)> = Vec::new();
    let developments = told(left, &[PointKind::Development]);
    // The last two places are those of the strengths and of impact.
    let (own, more) = developments.split_at(developments.len().min(MOST - 3));
    for point in own {
        let text = format!("What has changed since the last visit, which noted: “{}”?", text::clean_line(&point.text));
        asked.push((title(&point.text), text, set_out(left, point)));
    }
    if !more.is_empty() {
        let lines: Vec<String> = more.iter().map(|p| text::clean_line(&p.text)).collect();
        let claim: Vec<String> = more.iter().map(|p| set_out(left, p)).filter(|c| !c.is_empty()).collect();
        asked.push((
            "Also noted".to_owned(),
            format!("What has changed of what else was noted: {}?", lines.join("; ")),
            claim.join("\n"),
        ));
    }
    let strengths: Vec<String> = told(left, &[PointKind::Strength, PointKind::Impact])
        .iter()
        .map(|p| format!("“{}”", text::clean_line(&p.text)))
        .collect();
    if !strengths.is_empty() {
        // What we noted is in the question: a claim is what the school says of itself.
        let text = format!("Do the strengths of the last visit hold, and for whom: {}?", strengths.join("; "));
        asked.push(("Strengths held".to_owned(), text, String::new()));
    }
    let others: Vec<String> = left
        .actions
        .iter()
        .filter(|a| a.point.is_none_or(|id| developments.iter().all(|p| p.id != id)))
        .map(in_words)
        .collect();
    asked.push((
        "Signs of impact".to_owned(),
        "What early signs are there that pupils gain from what was done?".to_owned(),
        others.join("\n"),
    ));
    let question = |(n, (title, text, claim)): (usize, (String, String, String))| {
        let number = (n + 1).to_string();
        let key = format!("return-{number}");
        let (origin, promised) = (Origin::Requested, Vec::new());
        Question { id: QuestionId::of(id, &key), key, number, title, text, claim, promised, origin }
    };
    asked.into_iter().enumerate().map(question).collect()
}

/// What the school set out to do about a point.
fn set_out(left: Left<'_>, point: &Point) -> String {
    let actions: Vec<String> = left.actions.iter().filter(|a| a.point == Some(point.id)).map(in_words).collect();
    actions.join("\n")
}

/// An action as a claim: what, by when, what it should change, and how far it is. A claim leaves to every audience, so
/// who owns it and how it stands in words stay in the action plan (see `review::release::ReleasedAction`).
fn in_words(action: &Action) -> String {
    let part = |part| text::clean_line(action.parts.get(part));
    let mut words = format!("Set out: {}", part(Part::What));
    let by = part(Part::By);
    if !by.is_empty() {
        words.push_str(&format!(" ({by})"));
    }
    for (label, of) in [("should change", Part::Impact), ("seen by", Part::Measure)] {
        let said = part(of);
        if !said.is_empty() {
            words.push_str(&format!("; {label}: {said}"));
        }
    }
    if action.progress != Progress::Planned {
        // It is kept as it was then; how it stands on the day is the action plan's to say.
        words.push_str(&format!(". When the return was planned: {}", action.progress.label()));
    }
    if !words.ends_with(['.', '!', '?']) {
        words.push('.');
    }
    words
}

/// A point as a heading: whole if it is short, else as many whole words as fit.
fn title(words: &str) -> String {
    let whole = text::clean_line(words);
    let cut = text::fit(&whole, TITLE);
    if cut == whole {
        return whole.trim_end_matches('.').to_owned();
    }
    match cut.trim_end_matches('…').rsplit_once(' ') {
        Some((words, _)) => format!("{}…", words.trim_end_matches([',', ';', ':', ' '])),
        None => cut,
    }
}

fn documents(left: Left<'_>) -> Vec<String> {
    let mut documents = vec!["The report of the last visit".to_owned()];
    if !left.actions.is_empty() {
        documents.push("The action plan, as it stands".to_owned());
    }
    documents
}

fn timeline(before: &Review) -> Vec<TimelineRow> {
    let row = |when: &str, what: &str, responsible: &str| TimelineRow {
        when: when.to_owned(),
        what: what.to_owned(),
        resources: String::new(),
        responsible: responsible.to_owned(),
    };
    let lead = before.lead().map_or("lead reviewer", |p| p.role.label());
    vec![
        row("TBC", "Agree the date and the timetable of the return visit", lead),
        row("before", "Say how each action stands", "host head"),
        row("after", "Short note on what changed, agreed with the host", lead),
        row("after", "Tell staff and governors what changed", "host head"),
    ]
}

fn activities(id: NotebookId, day: NaiveDate) -> Vec<Activity> {
    // Lengths in minutes: a morning, from which the lead moves what the school wants elsewhere.
    let morning = [
        ("arrival", "Arrival, protocol", ActivityKind::Arrival, 10),
        ("progress", "What the school did, and how it stands", ActivityKind::Introduction, 25),
        ("classes", "Visits to classes", ActivityKind::Lessons, 50),
        ("books", "Books, then and now", ActivityKind::Books, 25),
        ("pupils", "Pupils", ActivityKind::Pupils, 20),
        ("leader", "Leaders on what changed", ActivityKind::Leader, 25),
        ("team", "Team meeting", ActivityKind::TeamMeeting, 25),
        ("summary", "Summary meeting", ActivityKind::Summary, 30),
    ];
    let mut at = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(9 * 60);
    let activity = |(key, title, kind, minutes): (&str, &str, ActivityKind, i64)| {
        let (start, end) = (at, at + TimeDelta::minutes(minutes));
        at = end;
        Activity {
            key: key.to_owned(),
            audience: if kind == ActivityKind::Summary { Role::HostHead.label().to_owned() } else { String::new() },
            ..Activity::new(ActivityId::of(id, key), title, kind, day).planned(Some(start), Some(end))
        }
    };
    morning.into_iter().map(activity).collect()
}

#[cfg(test)]
mod tests;
