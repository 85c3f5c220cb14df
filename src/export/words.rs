//! Dates, times and set phrases as documents say them, in one place so that all formats agree.

use crate::review::evidence::Valence;
use crate::review::release::{Audience, Release, ReleasedActivity, ReleasedNote};
use crate::review::visit::Wording;
use chrono::{NaiveDate, NaiveDateTime};
use std::fmt::{self, Write};

/// What every list for the team says above it.
pub(super) const UNRELEASED: &str = "Unreleased: for the review team only.";

/// `Wednesday 10 June 2026`.
pub(super) fn long_day(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// `Wed 10 June`.
pub(super) fn short_day(day: NaiveDate) -> String {
    day.format("%a %-d %B").to_string()
}

/// `10:02`.
pub(super) fn clock(at: NaiveDateTime) -> String {
    at.format("%H:%M").to_string()
}

/// `09:15–10:45`, or as much of it as is known.
pub(super) fn span(activity: &ReleasedActivity) -> String {
    match (activity.start, activity.end) {
        (Some(start), Some(end)) => format!("{}–{}", clock(start), clock(end)),
        (Some(start), None) => clock(start),
        (None, _) => "no time set".to_owned(),
    }
}

/// The days of the visit in words.
pub(super) fn days(days: &[NaiveDate]) -> String {
    join(&days.iter().map(|d| long_day(*d)).collect::<Vec<_>>())
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The word for a valence in the plan's own pair of words.
pub(super) fn valence(valence: Valence, wording: Wording) -> &'static str {
    match (valence, wording) {
        (Valence::Strength, Wording::WwwEbi) => "what went well",
        (Valence::Development, Wording::WwwEbi) => "even better if",
        (other, _) => other.label(),
    }
}

/// The heading over strengths.
pub(super) fn strengths(wording: Wording) -> &'static str {
    match wording {
        Wording::StrengthDevelopment => "Strengths",
        Wording::WwwEbi => "What went well",
    }
}

/// The heading over developments.
pub(super) fn developments(wording: Wording) -> &'static str {
    match wording {
        Wording::StrengthDevelopment => "Areas for development",
        Wording::WwwEbi => "Even better if",
    }
}

/// Who decides who else sees a document for this audience.
pub(super) fn confidence(audience: Audience) -> &'static str {
    match audience {
        Audience::HostHead | Audience::HostHeadAndSubjectLead => {
            "Confidential between the reviewers and the host school. The head of the host school decides who else sees it."
        }
        Audience::AllSchools => {
            "For the schools of the group, as the host school agreed. Please do not pass it on further."
        }
        Audience::SteeringGroup => {
            "For the steering group, as the host school agreed. Please do not pass it on further."
        }
    }
}

/// The title of the report.
pub(super) fn title(release: &Release) -> String {
    let visit = &release.visit;
    if visit.focus.is_empty() {
        format!("Peer review at {}", visit.school)
    } else {
        format!("Peer review of {} at {}", visit.focus, visit.school)
    }
}

/// When a note was seen, with the day where the visit had several.
pub(super) fn when(note: &ReleasedNote, release: &Release) -> String {
    if release.visit.days.len() == 1 && release.visit.days.first() == Some(&note.at.date()) {
        clock(note.at)
    } else {
        format!("{} {}", short_day(note.at.date()), clock(note.at))
    }
}

/// Everything about a note but its words: when, source, where, activity, which way it points, who.
pub(super) fn facts(note: &ReleasedNote, release: &Release) -> Vec<String> {
    let mut facts = vec![when(note, release)];
    facts.extend(note.source.map(|s| s.label().to_owned()));
    facts.extend(note.place.clone().filter(|p| !p.is_empty()));
    facts.extend(release.activity(note.activity).map(|a| a.title.clone()).filter(|t| !t.is_empty()));
    if note.valence != Valence::Neutral {
        facts.push(valence(note.valence, release.visit.wording).to_owned());
    }
    if note.impact {
        facts.push("shows impact".to_owned());
    }
    facts.push(note.author.clone());
    facts
}

/// Writes at the end of `out`; writing into a string cannot fail.
pub(super) fn add(out: &mut String, what: fmt::Arguments) {
    let _ = out.write_fmt(what);
}

/// `text` in lines of at most `width` terminal cells, broken between words; a longer word stands alone.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let cells = crate::text::width(word);
            if used > 0 && used + 1 + cells > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += cells;
        }
        if used > 0 {
            lines.push(line);
        }
    }
    lines
}

/// `text` wrapped behind `first`, its further lines indented to stand below the first one's text.
pub(super) fn hang(first: &str, text: &str, width: usize) -> String {
    let indent = crate::text::width(first);
    let mut out = first.to_owned();
    for (i, line) in wrap(text, width.saturating_sub(indent).max(20)).iter().enumerate() {
        if i > 0 {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_people_say_them() {
        let words = |s: &[&str]| join(&s.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        assert_eq!(words(&[]), "");
        assert_eq!(words(&["a"]), "a");
        assert_eq!(words(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn wrapping_counts_cells_and_loses_nothing() {
        assert_eq!(wrap("one two three\nfour", 7), ["one two", "three", "four"]);
        assert_eq!(wrap("日本 日本", 5), ["日本", "日本"]);
        assert_eq!(wrap(&"x".repeat(50), 10), ["x".repeat(50)]);
        assert!(wrap(" \n ", 10).is_empty());
        assert_eq!(hang("- ", "aaaaaaaaaaaaaaaaa bbbbbbb", 22), "- aaaaaaaaaaaaaaaaa\n  bbbbbbb");
    }
}
