//! Mistakes and warnings, and the lines of the plan they stand on.
//!
//! Everything shown of a plan is cleaned and cut here: a plan comes from elsewhere, its lines may be a
//! megabyte long, and it may hold ten thousand mistakes.

use crate::text::{clean_line, fit};
use std::fmt;

/// How many findings are kept; whoever made more has not made a plan.
const MAX_FINDINGS: usize = 200;
/// How much of a line is shown, in terminal cells.
const SHOWN_CELLS: usize = 120;
/// How much is shown before a mistake that stands far to the right, in characters.
const LEAD_IN: usize = 40;

/// A mistake (or a warning) in a plan, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line itself, cleaned, and cut if it is long.
    pub source_line: String,
    /// What is wrong, in a whole sentence.
    pub what: String,
    /// What to write instead.
    pub instead: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)?;
        if !self.source_line.is_empty() {
            write!(f, "\n    {}", self.source_line)?;
        }
        write!(f, "\n  {}", self.instead)
    }
}

/// Collects what is found in one plan.
pub(super) struct Findings<'a> {
    file: String,
    text: &'a str,
    line_starts: Vec<usize>,
    mistakes: Vec<Mistake>,
    warnings: Vec<Mistake>,
}

impl<'a> Findings<'a> {
    /// Nothing found yet in `text`. A byte order mark, which some editors put first, is no part of it.
    pub fn new(text: &'a str, file: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Self { file: clean_line(file), text, line_starts, mistakes: Vec::new(), warnings: Vec::new() }
    }

    /// The plan's text; offsets count from its start.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Where something that is missing altogether would be added: the last line that is not empty.
    pub fn end(&self) -> usize {
        self.text.trim_end().len().saturating_sub(1)
    }

    /// Whether more mistakes would be dropped, so that looking for them is wasted.
    pub fn full(&self) -> bool {
        self.mistakes.len() >= MAX_FINDINGS
    }

    /// Notes a mistake at a byte offset.
    pub fn mistake(&mut self, at: usize, what: impl Into<String>, instead: impl Into<String>) {
        if self.mistakes.len() < MAX_FINDINGS {
            let found = self.place(at, what.into(), instead.into());
            self.mistakes.push(found);
        }
    }

    /// Notes something that is allowed but deserves a second look.
    pub fn warning(&mut self, at: usize, what: impl Into<String>, instead: impl Into<String>) {
        if self.warnings.len() < MAX_FINDINGS {
            let found = self.place(at, what.into(), instead.into());
            self.warnings.push(found);
        }
    }

    /// The line number of a byte offset, from 1.
    pub fn line_of(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at).max(1)
    }

    /// The mistakes and the warnings, each in order of line.
    pub fn in_order(mut self) -> (Vec<Mistake>, Vec<Mistake>) {
        // Stable: two on one spot stay in the order in which they were found.
        self.mistakes.sort_by_key(|m| (m.line, m.column));
        self.warnings.sort_by_key(|m| (m.line, m.column));
        (self.mistakes, self.warnings)
    }

    fn place(&self, at: usize, what: String, instead: String) -> Mistake {
        let line = self.line_of(at);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let whole = self.text.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or("");
        let column = self.text.get(start..at).map_or(1, |before| before.chars().count() + 1);
        let skip = if column > SHOWN_CELLS / 2 { column - LEAD_IN } else { 0 };
        // Cleaning is linear in what it is given, so cut first: four characters fit no cell less than one.
        let window: String = whole.chars().skip(skip).take(SHOWN_CELLS * 4).collect();
        let shown = clean_line(window.trim());
        let source_line = fit(&if skip > 0 { format!("…{shown}") } else { shown }, SHOWN_CELLS);
        Mistake { file: self.file.clone(), line, column, source_line, what, instead }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_shows_file_line_the_line_itself_and_what_to_write() {
        let mut findings = Findings::new("\u{feff}one\r\n  two = 2\r\n", "plan.toml");
        findings.mistake(7, "This is wrong.", "Write it right.");
        let (mistakes, _) = findings.in_order();
        assert_eq!(mistakes[0].to_string(), "plan.toml:2: This is wrong.\n    two = 2\n  Write it right.");
        assert_eq!((mistakes[0].line, mistakes[0].column), (2, 3));
    }

    #[test]
    fn hostile_lines_are_cleaned_and_cut_around_the_mistake() {
        let text = format!("{}\x1b[2J\u{202e}HERE{}", "x".repeat(500_000), "y".repeat(400_000));
        let mut findings = Findings::new(&text, "p\x1b.toml");
        findings.mistake(500_000, "w", "i");
        let (mistakes, _) = findings.in_order();
        let shown = &mistakes[0].source_line;
        assert!(shown.contains("HERE") && shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(crate::text::width(shown) <= SHOWN_CELLS);
        assert!(!mistakes[0].to_string().replace('\n', "").chars().any(char::is_control));
    }

    #[test]
    fn findings_come_in_order_of_line_and_not_without_end() {
        let text = "a\n".repeat(1000);
        let mut findings = Findings::new(&text, "p");
        (0..1000).rev().for_each(|line| findings.mistake(line * 2, "w", "i"));
        let (mistakes, _) = findings.in_order();
        assert_eq!(mistakes.len(), MAX_FINDINGS);
        assert!(mistakes.is_sorted_by_key(|m| m.line));
    }

    #[test]
    fn an_offset_outside_the_text_is_harmless() {
        let mut findings = Findings::new("", "p");
        findings.mistake(99, "w", "i");
        assert_eq!(findings.in_order().0[0].line, 1);
    }
}
