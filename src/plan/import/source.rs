//! What every format is read into: lines and tables, each with the number of its line in the file.
//!
//! A source knows nothing of timetables; a reader for another format only has to give these.

use crate::text::{clean_block, clean_line};
use crate::trouble::{Result, Trouble};
use chrono::{NaiveDate, NaiveDateTime};

/// The largest file that is read, in bytes.
pub(super) const MAX_BYTES: usize = 8_000_000;
/// The most text a file may hold, in bytes.
pub(super) const MAX_TEXT: usize = 2_000_000;
/// The most lines and rows of a file: a term's timetable has fewer.
pub(super) const MAX_LINES: usize = 5_000;
/// The most columns of a table.
pub(super) const MAX_COLUMNS: usize = 60;
/// A longer line is kept as a remark, and not searched for times.
pub(super) const MAX_LINE: usize = 2_000;

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Line(Line),
    Blank,
    Table(Table),
    Event(Event),
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub no: usize,
    /// Its words, cleaned, without the mark of a list.
    pub text: String,
    /// It stands in a list, or further in than its neighbours.
    pub indented: bool,
    /// It is a heading by its format.
    pub heading: bool,
}

/// A table, with as many cells in each row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub no: usize,
    pub cells: Vec<Cell>,
    /// Lines of the file that went on with its cells, each with its number.
    pub more: Vec<(usize, String)>,
}

/// A cell; lines within it end with `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub text: String,
    /// How many columns it spans.
    pub across: usize,
    /// How many rows it spans.
    pub down: usize,
    /// It only continues a cell on its left or above.
    pub covered: bool,
}

impl Default for Cell {
    fn default() -> Self {
        Self { text: String::new(), across: 1, down: 1, covered: false }
    }
}

impl Cell {
    /// A cell with this text.
    pub fn new(text: &str) -> Self {
        Self { text: tidy(text), ..Self::default() }
    }

    /// Nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// An entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Event {
    pub no: usize,
    pub title: String,
    pub start: Option<NaiveDateTime>,
    pub end: Option<NaiveDateTime>,
    /// The day, where no time is said.
    pub day: Option<NaiveDate>,
    pub place: String,
    pub link: String,
    /// What else it says, line by line.
    pub more: Vec<String>,
    pub cancelled: bool,
    /// It comes again by a rule that is not followed here.
    pub repeats: bool,
    /// Its times were given in another zone, and are the school's now.
    pub moved_zone: Option<String>,
}

/// Lines of a cell: cleaned, without blank ones.
fn tidy(text: &str) -> String {
    let block = clean_block(text);
    let lines: Vec<&str> = block.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n")
}

/// A line of text as a block.
pub(super) fn line(no: usize, raw: &str) -> Block {
    let depth: usize = raw.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum();
    let text = clean_line(raw);
    // A reply quotes with ">".
    let text = text.trim().trim_start_matches(['>', '|']).trim();
    let (text, listed) = without_bullet(text);
    if text.is_empty() {
        return Block::Blank;
    }
    Block::Line(Line { no, text: text.to_owned(), indented: listed || depth >= 2, heading: false })
}

/// A line without the bullet or number of a list, and whether there was one.
pub(super) fn without_bullet(text: &str) -> (&str, bool) {
    const BULLETS: [char; 14] = ['•', '·', '◦', '▪', '■', '●', '○', '*', '-', '–', '□', '➢', '\u{f0b7}', '\u{f0a7}'];
    let rest = text.trim_start_matches(BULLETS).trim_start();
    if rest.len() < text.len() && !rest.is_empty() {
        // "-9.30" is an end without a start; "- 9.30" an entry of a list.
        let stuck = text.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        return if stuck { (text, false) } else { (rest, true) };
    }
    if let Some(rest) = text.strip_prefix("o ").filter(|r| !r.starts_with("clock")) {
        return (rest.trim_start(), true);
    }
    (without_number(text).unwrap_or(text), false)
}

/// `1. Welcome`, `2) Tour`: the number only counts the lines.
fn without_number(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?.strip_prefix(['.', ')'])?;
    let spaced = rest.starts_with(char::is_whitespace);
    ((1..=2).contains(&digits) && spaced && !rest.trim().is_empty()).then(|| rest.trim_start())
}

/// # Errors
/// When there are more lines than a timetable has.
pub(super) fn count_lines(lines: usize) -> Result<()> {
    if lines <= MAX_LINES {
        return Ok(());
    }
    Err(Trouble::new(
        format!("The file has {lines} lines; a timetable has at most {MAX_LINES}."),
        "Check that this is the right file, or copy the timetable out of it into a file of its own.",
    ))
}

/// # Errors
/// When there is more text than a timetable has.
pub(super) fn too_large() -> Trouble {
    Trouble::new(
        "The file is far larger than a timetable.",
        "Check that this is the right file, or copy the timetable out of it into a file of its own.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_and_numbers_of_lists_are_no_words() {
        assert_eq!(without_bullet("• Tour"), ("Tour", true));
        assert_eq!(without_bullet("- 9.30 Tour"), ("9.30 Tour", true));
        assert_eq!(without_bullet("-9.30 Tour"), ("-9.30 Tour", false));
        assert_eq!(without_bullet("2. Tour"), ("Tour", false));
        assert_eq!(without_bullet("9.30 Tour"), ("9.30 Tour", false));
        assert_eq!(without_bullet("o Tour"), ("Tour", true));
        assert_eq!(without_bullet("---"), ("---", false));
    }
}
