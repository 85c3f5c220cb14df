//! What was read, before it is settled which day and which half of it is meant.
//!
//! Every line and row of the source has one [`Read`] here, whatever became of it: nothing can be dropped
//! without standing in the report.

use super::clocks::Clock;
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
    /// How it stands to what is there already.
    pub standing: Option<&'static str>,
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
        // Wide gaps part columns.
        let parts: Vec<&str> = text.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
        let text = parts.join(" – ");
        if !text.is_empty() && !self.notes.contains(&text) {
            self.notes.push(text);
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
    /// When a bell rings, breaks included, in the order of the document.
    pub rings: Vec<Clock>,
    /// Bells of no numbered lesson: a break, registration. They are activities where nothing is numbered.
    pub rung: Vec<Entry>,
    /// The letter speaks of tomorrow.
    pub tomorrow: bool,
    /// When the letter that brings the timetable was sent.
    pub sent: Option<Mark>,
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

    /// Notes a bell: of a numbered lesson, or of what stands between them.
    pub fn bell(&mut self, entry: Entry) {
        self.rings.extend(entry.when.start);
        self.bells.extend(entry.period.clone().map(|period| (period, entry.when.clone())));
        self.rung.push(entry);
    }

    /// Bells are activities after all where nothing else is, or where none of them is numbered.
    pub fn bells_are_activities(&mut self) {
        if !self.entries.is_empty() && !self.bells.is_empty() {
            return;
        }
        for mut entry in std::mem::take(&mut self.rung) {
            if entry.title.is_empty() {
                entry.title = entry.period.take().map(|p| p.label).unwrap_or_default();
            }
            let at = self.entries.len();
            let bell = |r: &&mut Read| r.no == entry.no && r.readings == [Reading::Bells];
            if let Some(read) = self.reads.iter_mut().find(bell) {
                read.readings = vec![Reading::Activity(at)];
            }
            self.entries.push(entry);
        }
        self.in_order();
    }

    /// Puts the entries into the order of the document.
    fn in_order(&mut self) {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|at| self.entries[*at].no);
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        let mut old: Vec<Option<Entry>> = self.entries.drain(..).map(Some).collect();
        self.entries = order.iter().filter_map(|at| old[*at].take()).collect();
        for reading in self.reads.iter_mut().flat_map(|r| &mut r.readings) {
            if let Reading::Activity(at) | Reading::Detail(at) | Reading::Finish(at) = reading {
                *at = place[*at];
            }
        }
    }

    /// Adds the heading of a day; one that says the same again is the same day.
    pub fn day(&mut self, mark: Mark) -> usize {
        // What stands above "Day 2" is of day 1, and what stands above "Day 1" of a day before it.
        let timed = self.entries.iter().any(|e| e.day.is_none() && e.when.has_clock());
        if let Some(number) = mark.number.filter(|_| self.days.is_empty() && timed) {
            let number = (number > 1).then_some(number - 1);
            self.days.push(DayHead { mark: Mark { number, ..Mark::default() } });
            self.entries.iter_mut().for_each(|e| e.day = Some(0));
        }
        let known = self
            .days
            .iter()
            .position(|d| d.mark == mark && (mark.date.is_some() || mark.number.is_some() || mark.of_month.is_some()));
        // The same weekday on row after row is one day.
        let again = self.days.last().is_some_and(|d| d.mark == mark).then(|| self.days.len() - 1);
        known.or(again).unwrap_or_else(|| {
            self.days.push(DayHead { mark });
            self.days.len() - 1
        })
    }
}
