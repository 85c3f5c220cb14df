//! Tables with a sign between their cells: CSV as spreadsheets write it, TSV.

use crate::plan::import::source::{Block, Cell, MAX_COLUMNS, Row, Table, too_large};
use crate::trouble::{Result, Trouble};
use csv::{Position, ReaderBuilder, StringRecord};

/// Reads a table; without a `separator`, the sign that most rows agree on.
///
/// # Errors
/// When it is no table: more columns than any timetable has.
pub(super) fn read(text: &str, separator: Option<u8>) -> Result<Vec<Block>> {
    let separator = separator.unwrap_or_else(|| likely_separator(text));
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut table = Table::default();
    let mut record = StringRecord::new();
    loop {
        let more = reader.read_record(&mut record).map_err(|e| {
            Trouble::new("The table could not be read.", "Save it again as CSV from the spreadsheet.").because(e)
        })?;
        if !more {
            break;
        }
        if record.len() > MAX_COLUMNS {
            return Err(too_large());
        }
        let no = record.position().map_or(table.rows.len() + 1, |p| first_line(text, p));
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            table.rows.push(Row { no, cells: record.iter().map(Cell::new).collect(), more: Vec::new() });
        }
    }
    squared(&mut table);
    Ok(vec![Block::Table(table)])
}

/// The line a record begins on; its position may lie before blank lines.
fn first_line(text: &str, position: &Position) -> usize {
    let rest = usize::try_from(position.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
    let blank = rest.bytes().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| *b == b'\n').count();
    usize::try_from(position.line()).unwrap_or(1) + blank
}

/// The sign that stands in the most lines.
fn likely_separator(text: &str) -> u8 {
    let lines_with = |sign: char| text.lines().take(200).filter(|line| line.contains(sign)).count();
    // In a tie the comma wins: a semicolon may stand in any text.
    [(b',', ','), (b';', ';'), (b'\t', '\t')]
        .into_iter()
        .rev()
        .max_by_key(|(_, sign)| lines_with(*sign))
        .map_or(b',', |(byte, _)| byte)
}

/// Gives every row as many cells as the longest has, without empty columns at the right.
pub(super) fn squared(table: &mut Table) {
    let used = |row: &Row| row.cells.iter().rposition(|c| !c.is_blank() || c.covered).map_or(0, |last| last + 1);
    let width = table.rows.iter().map(used).max().unwrap_or(0);
    for row in &mut table.rows {
        row.cells.resize_with(width, Cell::default);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str, separator: Option<u8>) -> Table {
        match read(text, separator).unwrap().remove(0) {
            Block::Table(table) => table,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn quoted_cells_keep_their_lines_and_rows_their_numbers() {
        let table = table("Time;What\n\n9.00;\"Tour\nwith \"\"pupils\"\"\"\n9.30;Books\n;;\n", None);
        assert_eq!(table.rows.iter().map(|r| r.no).collect::<Vec<_>>(), [1, 3, 5]);
        assert_eq!(table.rows[1].cells[1].text, "Tour\nwith \"pupils\"");
        assert!(table.rows.iter().all(|r| r.cells.len() == 2));
    }

    #[test]
    fn too_many_columns_are_refused() {
        assert!(read(&",".repeat(MAX_COLUMNS + 5), None).is_err());
    }
}
