//! Coverage: which questions have evidence, from where, pointing which way, and what is missing.
//!
//! It counts open evidence only and is alike for everyone; of sealed notes only their number is
//! known. What the host says about itself never gets here. Gaps are said in words while there is
//! still an activity that could fill them.

use super::evidence::{Source, Valence};
use super::questions::Question;
use super::visit::Review;
use crate::ids::{ActivityId, QuestionId};
use chrono::NaiveDateTime;
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
    /// How much there is, as 0 to 4 dots: none; 1-3; 4-6; 7-9; 10 and more.
    pub fn weight(&self) -> u8 {
        0
    }

    /// The weight as text: `●●●○`.
    pub fn dots(&self) -> String {
        String::new()
    }

    /// Notes in a column.
    pub fn in_column(&self, column: Column) -> u32 {
        let _ = column;
        0
    }

    /// Notes in a year or phase.
    pub fn in_year(&self, year: &str) -> u32 {
        let _ = year;
        0
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
        let _ = (questions, tallies);
        Self { rows: Vec::new(), sealed }
    }

    /// The columns that have notes, in the order of [`Source::ALL`]; `narrow`: interviews share one.
    pub fn columns(&self, narrow: bool) -> Vec<Column> {
        let _ = narrow;
        Vec::new()
    }

    /// The years and phases that have notes, in a school's order.
    pub fn years(&self) -> Vec<String> {
        Vec::new()
    }

    /// "2 sealed, not counted", or nothing.
    pub fn sealed_words(&self) -> Option<String> {
        None
    }
}

/// What sort of gap it is, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// No evidence at all.
    Nothing,
    /// The host promised this source and nobody looked at it for this question.
    Promised(Source),
    /// All evidence comes from one kind of source (interviews are one kind).
    OneSource(Source),
    /// Strengths only.
    OnlyPraise,
    /// Developments only.
    OnlyCriticism,
}

/// Something missing, and who or what could still give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What is missing.
    pub kind: GapKind,
    /// For which question.
    pub question: QuestionId,
    /// The coming (or current) activity that could fill it.
    pub activity: Option<ActivityId>,
    /// In words: `nothing from pupils on 3; 11.45 pupil perceptions could`.
    pub words: String,
}

/// The gaps at `now` (school time), the most urgent first.
pub fn gaps(review: &Review, tallies: &[Tally], now: NaiveDateTime) -> Vec<Gap> {
    let _ = (review, tallies, now);
    Vec::new()
}
