//! What was read, before it is settled which day and which half of it is meant.
//!
//! Every line and row of the source has one [`Read`] here, whatever became of it: nothing can be dropped
//! without standing in the report.

use super::dates::Mark;
use super::periods::Period;
use super::times::When;
use crate::review::timetable::ActivityKind;
use chrono::NaiveDateTime;

/// An activity as its line says it.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// The line it stands on.
    pub no: usize,
    pub when: When,
    pub period: Option<Period>,
    /// Words that leave its time open: `TBC`, `afternoon`.
    pub open: Option<String>,
    pub title: String,
    pub place: String,
    pub link: String,
    /// Who of the host is there.
    pub with: String,
    /// Who of the team goes, as written.
    pub people: Vec<String>,
    /// The kind that its words suggest, with the word that does.
    pub kind: Option<(ActivityKind, String)>,
    /// The sub-teams it is for; none is everyone.
    pub groups: Vec<String>,
    /// What else is said of it.
    pub notes: Vec<String>,
    /// Which of the days it belongs to.
    pub day: Option<usize>,
    /// Start and end where a calendar gives them whole.
    pub dated: Option<(NaiveDateTime, Option<NaiveDateTime>)>,
    /// It only says when the visit ends.
    pub finish: bool,
    /// The line whose start is its end: a cell over several rows.
    pub until_line: Option<usize>,
    /// What was taken for granted.
    pub assumed: Vec<String>,
    /// What was not understood although the rest was.
    pub doubts: Vec<String>,
}

impl Entry {
    /// The kind, where a plan needs one.
    pub fn kind_or_other(&self) -> ActivityKind {
        self.kind.as_ref().map_or(ActivityKind::Other, |(kind, _)| *kind)
    }

    /// Puts words beside it, once.
    pub fn add_note(&mut self, text: &str) {
        if !text.is_empty() && !self.notes.iter().any(|n| n == text) {
            self.notes.push(text.to_owned());
        }
    }
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// An activity, by its number among the entries.
    Activity(usize),
    /// More about an activity.
    Detail(usize),
    /// The heading of a day.
    Day(usize),
    /// A heading: of a group, a table, the document.
    Heading,
    /// The time of a numbered lesson.
    Bells,
    /// When the visit ends.
    Finish(usize),
    /// No activity, and why.
    Remark(&'static str),
    /// Not understood, and why.
    Unclear(&'static str),
}

/// A line or row of the source, and what became of it.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub no: usize,
    pub source: String,
    pub readings: Vec<Reading>,
}

/// The heading of a day.
#[derive(Debug, Clone)]
pub(super) struct DayHead {
    pub mark: Mark,
}

/// All that was read.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub reads: Vec<Read>,
    pub entries: Vec<Entry>,
    pub days: Vec<DayHead>,
    /// Dates named outside the headings of days.
    pub mentioned: Vec<Mark>,
    /// Numbered lessons with their times.
    pub bells: Vec<(Period, When)>,
}

impl Outline {
    /// Notes what became of a line.
    pub fn read(&mut self, no: usize, source: &str, reading: Reading) {
        self.reads.push(Read { no, source: source.to_owned(), readings: vec![reading] });
    }

    /// Adds an entry and gives its number.
    pub fn add(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// Adds the heading of a day; one that says the same again is the same day.
    pub fn day(&mut self, mark: Mark) -> usize {
        let known = self.days.iter().position(|d| d.mark == mark && (mark.date.is_some() || mark.number.is_some()));
        known.unwrap_or_else(|| {
            self.days.push(DayHead { mark });
            self.days.len() - 1
        })
    }
}
