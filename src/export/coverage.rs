//! Coverage: how much evidence each question rests on, by source, and what is missing, as a list or JSON.

use super::words::{self, add};
use crate::review::evidence::{Source, Valence};
use crate::review::release::{Release, ReleasedNote};
use crate::text::{clean_line, fit};
use crate::trouble::{Result, Trouble};
use serde::Serialize;
use std::collections::BTreeMap;

/// Question × source, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matrix {
    /// A row for each question, in order.
    pub rows: Vec<Row>,
    /// How many sealed notes are not counted in it.
    pub sealed: usize,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// As written in marks: `2b`.
    pub number: String,
    /// Two or three words.
    pub title: String,
    /// How many notes come from each source.
    pub sources: BTreeMap<Source, usize>,
    /// How many notes come from each year or phase, in a school's order.
    pub years: Vec<(String, usize)>,
    /// How many notes there are, those without a source included.
    pub total: usize,
    /// How many are strengths.
    pub strengths: usize,
    /// How many are developments.
    pub developments: usize,
    /// How many are wonderings.
    pub wonderings: usize,
    /// What is missing, each in words.
    pub gaps: Vec<String>,
}

impl Row {
    /// `lesson 4, books 3`.
    pub fn sources_in_words(&self) -> String {
        let said: Vec<String> = self.sources.iter().map(|(s, n)| format!("{} {n}", s.label())).collect();
        said.join(", ")
    }

    fn add(&mut self, note: &ReleasedNote) {
        self.total += 1;
        match note.valence {
            Valence::Strength => self.strengths += 1,
            Valence::Development => self.developments += 1,
            Valence::Wondering => self.wonderings += 1,
            Valence::Neutral => {}
        }
        if let Some(source) = note.source {
            *self.sources.entry(source).or_insert(0) += 1;
        }
    }
}

impl Matrix {
    /// What a release's evidence covers. A question with sub-questions counts theirs too, each note once.
    /// What the host says about itself and what is for the head alone count nowhere.
    pub fn of_release(release: &Release) -> Self {
        let row = |number: &str, title: &str| {
            let mut row = Row { number: number.to_owned(), title: title.to_owned(), ..Row::default() };
            let belongs = |n: &String| n == number || is_sub_of(n, number);
            release.open_notes().filter(|n| !n.context && n.questions.iter().any(belongs)).for_each(|n| row.add(n));
            row
        };
        Self { rows: release.questions.iter().map(|q| row(&q.number, &q.title)).collect(), sealed: 0 }
    }

    /// The sources that any question has, in the order of the matrix.
    pub fn columns(&self) -> Vec<Source> {
        Source::ALL.into_iter().filter(|s| self.rows.iter().any(|r| r.sources.contains_key(s))).collect()
    }
}

fn is_sub_of(number: &str, main: &str) -> bool {
    number.strip_prefix(main).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphabetic()))
}

/// The matrix as lines of at most `width` terminal cells (down to 50).
pub fn table(matrix: &Matrix, width: usize) -> String {
    let width = width.max(50);
    let title_cells = matrix.rows.iter().map(|r| crate::text::width(&r.title)).max().unwrap_or(0);
    let title_cells = title_cells.clamp(8, if width < 90 { 20 } else { 36 });
    let mut out =
        format!("{:<4}{}{:>5}{:>4}{:>4}{:>4}  Sources\n", "No.", pad("Question", title_cells), "all", "+", "-", "?");
    for row in &matrix.rows {
        let head = format!(
            "{}{}{:>5}{:>4}{:>4}{:>4}  ",
            pad(&clean_line(&row.number), 4),
            pad(&clean_line(&row.title), title_cells),
            row.total,
            row.strengths,
            row.developments,
            row.wonderings
        );
        let sources = row.sources_in_words();
        out.push_str(words::hang(&head, if sources.is_empty() { "none" } else { &sources }, width).trim_end());
        out.push('\n');
        if !row.years.is_empty() {
            let years: Vec<String> = row.years.iter().map(|(y, n)| format!("{} {n}", clean_line(y))).collect();
            out.push_str(&words::hang("    years: ", &years.join(", "), width));
            out.push('\n');
        }
        for gap in &row.gaps {
            out.push_str(&words::hang("    ! ", &clean_line(gap), width));
            out.push('\n');
        }
    }
    if matrix.sealed > 0 {
        add(&mut out, format_args!("{} sealed, not counted\n", matrix.sealed));
    }
    out
}

fn pad(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    let space = cells.saturating_sub(crate::text::width(&text));
    text + &" ".repeat(space)
}

/// The matrix as JSON.
///
/// # Errors
/// Only if the machine is out of memory.
pub fn json(matrix: &Matrix) -> Result<String> {
    #[derive(Serialize)]
    struct Whole {
        questions: Vec<Question>,
        sealed_not_counted: usize,
    }
    #[derive(Serialize)]
    struct Question {
        number: String,
        title: String,
        total: usize,
        strengths: usize,
        developments: usize,
        wonderings: usize,
        sources: BTreeMap<Source, usize>,
        years: Vec<Year>,
        gaps: Vec<String>,
    }
    #[derive(Serialize)]
    struct Year {
        year: String,
        notes: usize,
    }
    let question = |row: &Row| Question {
        number: clean_line(&row.number),
        title: clean_line(&row.title),
        total: row.total,
        strengths: row.strengths,
        developments: row.developments,
        wonderings: row.wonderings,
        sources: row.sources.clone(),
        years: row.years.iter().map(|(year, notes)| Year { year: clean_line(year), notes: *notes }).collect(),
        gaps: row.gaps.iter().map(|g| clean_line(g)).collect(),
    };
    to_json(&Whole { questions: matrix.rows.iter().map(question).collect(), sealed_not_counted: matrix.sealed })
}

/// A value as readable JSON with a line end.
pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|e| Trouble::new("The data could not be written as JSON.", "Please report this fault.").because(e))?;
    text.push('\n');
    Ok(text)
}
