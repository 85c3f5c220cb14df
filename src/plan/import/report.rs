//! What was understood, what was assumed and what was not, line by line beside the source.

use crate::text::fit;
use crate::trouble::count;
use std::fmt;

/// How much of a source line is shown, in terminal cells.
const SHOWN: usize = 200;

/// How a line was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It is an activity.
    Activity,
    /// It says more about an activity.
    Detail,
    /// It is a heading, or gives the bells or the end of the day.
    Frame,
    /// It is no activity.
    Remark,
    /// It was not understood.
    Unclear,
}

impl Mark {
    /// The sign it has in the account.
    pub fn sign(self) -> char {
        match self {
            Self::Activity => '=',
            Self::Detail => '+',
            Self::Frame => '#',
            Self::Remark => '.',
            Self::Unclear => '?',
        }
    }
}

impl Told {
    /// It in words, each part with its sign: what it was taken for, what was assumed, what was not understood.
    pub fn words(&self) -> Vec<(char, String)> {
        let mut words = vec![(self.mark.sign(), self.what.clone())];
        for (sign, label, list) in [('~', "assumed", &self.assumed), ('?', "not understood", &self.doubts)] {
            if !list.is_empty() {
                words.push((sign, format!("{label}: {}", list.join("; "))));
            }
        }
        words
    }
}

/// What became of a line, or of one part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// How it was taken.
    pub mark: Mark,
    /// What it was taken for.
    pub what: String,
    /// What was taken for granted.
    pub assumed: Vec<String>,
    /// What was not understood although the rest was.
    pub doubts: Vec<String>,
}

/// A line of the source with all that became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// Its number in the file; of a document, its paragraph or row.
    pub no: usize,
    /// Its words.
    pub source: String,
    /// What became of it; never empty.
    pub told: Vec<Told>,
}

/// The whole account of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Name and format of the source.
    pub title: String,
    /// What holds for the whole timetable.
    pub overall: Vec<String>,
    /// Every line that is not blank.
    pub lines: Vec<ReportLine>,
    /// What was added or is still to be filled in.
    pub remaining: Vec<String>,
}

impl Report {
    /// How many activities, assumptions, and things not understood there are.
    pub fn counts(&self) -> (usize, usize, usize) {
        let told = || self.lines.iter().flat_map(|l| &l.told);
        let activities = told().filter(|t| t.mark == Mark::Activity).count();
        let assumed = told().map(|t| t.assumed.len()).sum::<usize>();
        let unclear = told().map(|t| t.doubts.len() + usize::from(t.mark == Mark::Unclear)).sum::<usize>();
        (activities, assumed, unclear)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (activities, assumed, unclear) = self.counts();
        writeln!(
            f,
            "{}: {}, {}, {} not understood.",
            self.title,
            count(activities, "activity", "activities"),
            count(assumed, "assumption", "assumptions"),
            if unclear == 0 { "nothing".to_owned() } else { count(unclear, "thing", "things") },
        )?;
        for line in &self.overall {
            writeln!(f, "  ~ {line}")?;
        }
        let width = self.lines.iter().map(|l| l.no.to_string().len()).max().unwrap_or(1);
        for line in &self.lines {
            writeln!(f, "{:>width$} | {}", line.no, fit(&line.source, SHOWN))?;
            for told in &line.told {
                for (at, (sign, words)) in told.words().into_iter().enumerate() {
                    let indent = if at == 0 { "" } else { "    " };
                    writeln!(f, "{:>width$} {indent}{sign} {words}", "")?;
                }
            }
        }
        for line in &self.remaining {
            writeln!(f, "  > {line}")?;
        }
        Ok(())
    }
}
