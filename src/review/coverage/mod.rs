//! Coverage: which questions have evidence, from where, and pointing which way.
//!
//! It counts open evidence only and is alike for everyone; of sealed notes only their number is
//! known. What the host says about itself never gets here. What is missing: [`gaps()`].

mod gaps;

pub use gaps::{ENOUGH_TO_TELL, Gap, GapKind, gaps};

use super::evidence::{Source, Valence};
use super::place;
use super::questions::Question;
use crate::ids::QuestionId;
use std::collections::BTreeMap;

/// So many open notes of one question that are alike in source, direction and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The question. A note on two questions is counted under both.
    pub question: QuestionId,
    /// Their source; none: not said.
    pub source: Option<Source>,
    /// Which way they point.
    pub valence: Valence,
    /// The year or phase (`place::year_of`); none: not said.
    pub year: Option<String>,
    /// How many.
    pub notes: u32,
}

/// A column of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// One source.
    Source(Source),
    /// All interviews together, where space is short.
    Interviews,
    /// Notes whose source was not said.
    Unsaid,
}

impl Column {
    /// What stands above it: `subject leader`, `interviews`, `no source`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Source(source) => source.label(),
            Self::Interviews => "interviews",
            Self::Unsaid => "no source",
        }
    }
}

/// A row of the matrix: one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The question.
    pub question: QuestionId,
    /// Notes in all.
    pub total: u32,
    /// Of these, strengths.
    pub strengths: u32,
    /// Of these, developments.
    pub developments: u32,
    /// Of these, wonderings.
    pub wonderings: u32,
    /// Notes by source; none: not said.
    pub by_source: BTreeMap<Option<Source>, u32>,
    /// Notes by year or phase; none: not said.
    pub by_year: BTreeMap<Option<String>, u32>,
}

impl Row {
    fn new(question: QuestionId) -> Self {
        Self {
            question,
            total: 0,
            strengths: 0,
            developments: 0,
            wonderings: 0,
            by_source: BTreeMap::new(),
            by_year: BTreeMap::new(),
        }
    }

    fn add(&mut self, tally: &Tally) {
        let add = |to: &mut u32| *to = to.saturating_add(tally.notes);
        add(&mut self.total);
        match tally.valence {
            Valence::Strength => add(&mut self.strengths),
            Valence::Development => add(&mut self.developments),
            Valence::Wondering => add(&mut self.wonderings),
            Valence::Neutral => {}
        }
        add(self.by_source.entry(tally.source).or_default());
        add(self.by_year.entry(tally.year.clone()).or_default());
    }

    /// How much there is, as 0 to 4 dots: none; 1-3; 4-6; 7-9; 10 and more.
    pub fn weight(&self) -> u8 {
        match self.total {
            0 => 0,
            1..=3 => 1,
            4..=6 => 2,
            7..=9 => 3,
            _ => 4,
        }
    }

    /// The weight as text: `●●●○`.
    pub fn dots(&self) -> String {
        (0..4).map(|i| if i < self.weight() { '●' } else { '○' }).collect()
    }

    /// Notes in a column.
    pub fn in_column(&self, column: Column) -> u32 {
        let is_in = |source: Option<Source>| match column {
            Column::Source(wanted) => source == Some(wanted),
            Column::Interviews => source.is_some_and(Source::is_interview),
            Column::Unsaid => source.is_none(),
        };
        self.by_source.iter().filter(|(source, _)| is_in(**source)).map(|(_, notes)| notes).sum()
    }

    /// Notes in a year or phase.
    pub fn in_year(&self, year: &str) -> u32 {
        self.by_year.get(&Some(year.to_owned())).copied().unwrap_or(0)
    }
}

/// The matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// One row per question, in the order of the questions.
    pub rows: Vec<Row>,
    /// Sealed notes, not counted.
    pub sealed: u32,
}

impl Coverage {
    /// The matrix of these questions. Tallies of unknown questions are left out.
    pub fn of(questions: &[Question], tallies: &[Tally], sealed: u32) -> Self {
        let row = |question: &Question| {
            let mut row = Row::new(question.id);
            tallies.iter().filter(|t| t.question == question.id).for_each(|t| row.add(t));
            row
        };
        Self { rows: questions.iter().map(row).collect(), sealed }
    }

    /// The columns that have notes, in the order of [`Source::ALL`]; `narrow`: interviews share one.
    pub fn columns(&self, narrow: bool) -> Vec<Column> {
        let column = |source: Source| {
            if narrow && source.is_interview() { Column::Interviews } else { Column::Source(source) }
        };
        let mut columns: Vec<_> = Source::ALL.into_iter().map(column).collect();
        columns.dedup();
        columns.push(Column::Unsaid);
        columns.retain(|column| self.rows.iter().any(|row| row.in_column(*column) > 0));
        columns
    }

    /// The years and phases that have notes, in a school's order.
    pub fn years(&self) -> Vec<String> {
        let all = self.rows.iter().flat_map(|row| row.by_year.keys()).flatten();
        let mut years: Vec<_> = all.cloned().collect();
        years.sort_by_cached_key(|year| place::year_order(year));
        years.dedup();
        years
    }

    /// "2 sealed, not counted", or nothing.
    pub fn sealed_words(&self) -> Option<String> {
        (self.sealed > 0).then(|| format!("{} sealed, not counted", self.sealed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::questions::Origin;

    fn question(n: u8) -> Question {
        Question {
            id: QuestionId([n; 16]),
            key: n.to_string(),
            number: n.to_string(),
            title: String::new(),
            text: String::new(),
            claim: String::new(),
            promised: Vec::new(),
            origin: Origin::Standard,
        }
    }

    fn tally(question: u8, source: Option<Source>, valence: Valence, year: Option<&str>, notes: u32) -> Tally {
        Tally { question: QuestionId([question; 16]), source, valence, year: year.map(str::to_owned), notes }
    }

    #[test]
    fn the_matrix_counts_by_source_year_and_direction() {
        let tallies = [
            tally(1, Some(Source::Lesson), Valence::Strength, Some("Y4"), 6),
            tally(1, Some(Source::Books), Valence::Development, Some("Reception"), 3),
            tally(2, Some(Source::SeniorLeader), Valence::Wondering, None, 1),
            tally(2, Some(Source::SubjectLeader), Valence::Neutral, Some("Y4"), 2),
            tally(2, None, Valence::Strength, Some("KS2"), 1),
            tally(9, Some(Source::Data), Valence::Strength, Some("Y9"), 5),
        ];
        let coverage = Coverage::of(&[question(1), question(2), question(3)], &tallies, 2);
        let [first, second, third] = &coverage.rows[..] else { panic!("three rows") };
        assert_eq!((first.total, first.strengths, first.developments, first.dots().as_str()), (9, 6, 3, "●●●○"));
        assert_eq!((second.total, second.wonderings, second.dots().as_str()), (4, 1, "●●○○"));
        assert_eq!((third.total, third.dots().as_str()), (0, "○○○○"));
        assert_eq!(
            coverage.columns(true),
            [Column::Source(Source::Lesson), Column::Source(Source::Books), Column::Interviews, Column::Unsaid]
        );
        assert_eq!(coverage.columns(false).len(), 5);
        assert_eq!((second.in_column(Column::Interviews), second.in_column(Column::Unsaid)), (3, 1));
        assert_eq!(coverage.years(), ["Reception", "KS2", "Y4"]);
        assert_eq!(first.in_year("Y4"), 6);
        assert_eq!(coverage.sealed_words().as_deref(), Some("2 sealed, not counted"));
        assert_eq!(Coverage::of(&[], &[], 0).sealed_words(), None);
    }

    #[test]
    fn absurd_counts_do_not_overflow() {
        let tallies = [tally(1, None, Valence::Strength, None, u32::MAX), tally(1, None, Valence::Strength, None, 7)];
        assert_eq!(Coverage::of(&[question(1)], &tallies, 0).rows[0].total, u32::MAX);
    }
}
