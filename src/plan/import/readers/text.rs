//! Plain text: lines, and tables that were pasted with tabs between their cells.
//!
//! Word and Outlook paste a table as one line a row with tabs, so lines in a row that have tabs inside
//! are a table again. Columns made of blanks are one where a head stands above them ([`aligned`]); elsewhere
//! they stay lines, and the line reader sees their gaps.

use super::aligned;
use super::sheet::squared;
use crate::plan::import::source::{Block, Cell, MAX_COLUMNS, Row, Table, line};
use crate::text::clean_line;

/// Reads lines and tables.
pub(super) fn read(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut run: Vec<(usize, &str)> = Vec::new();
    let lines = text.split('\n').enumerate().flat_map(|(at, raw)| {
        // Some programs end a line with a lone return or a page feed.
        raw.split(['\r', '\u{0c}', '\u{0b}']).map(move |part| (at + 1, part))
    });
    let lines: Vec<(usize, &str)> = lines.collect();
    let mut at = 0;
    while let Some((no, raw)) = lines.get(at).copied() {
        at += 1;
        if is_row(raw) {
            run.push((no, raw));
            continue;
        }
        flush(&mut run, &mut blocks);
        match aligned::read(&lines[at - 1..]) {
            Some((table, taken)) => {
                blocks.push(Block::Table(table));
                at += taken - 1;
            }
            None => blocks.push(line(no, raw)),
        }
    }
    flush(&mut run, &mut blocks);
    blocks
}

/// Whether a line has the tabs, or the upright strokes, of a table between words.
fn is_row(raw: &str) -> bool {
    let cells = cells(raw);
    cells.len() <= MAX_COLUMNS && cells.iter().filter(|c| !c.trim().is_empty()).count() > 1
}

fn cells(raw: &str) -> Vec<&str> {
    if raw.contains('\t') {
        return raw.trim_end().split('\t').collect();
    }
    if raw.contains('|') {
        let inner = raw.trim().trim_start_matches('|').trim_end_matches('|');
        return inner.split('|').collect();
    }
    vec![raw]
}

/// One such line alone is a line with gaps; two or more are a table.
fn flush(run: &mut Vec<(usize, &str)>, blocks: &mut Vec<Block>) {
    if let [(no, raw)] = run.as_slice() {
        let parts: Vec<String> =
            cells(raw).iter().map(|c| clean_line(c).trim().to_owned()).filter(|c| !c.is_empty()).collect();
        blocks.push(line(*no, &parts.join("  ")));
    } else if !run.is_empty() {
        let rows = run.iter().map(|(no, raw)| Row {
            no: *no,
            cells: cells(raw).into_iter().map(Cell::new).collect(),
            more: Vec::new(),
        });
        let mut table = Table { rows: rows.collect() };
        squared(&mut table);
        reach_over(&mut table, run);
        blocks.push(Block::Table(table));
    }
    run.clear();
}

/// Word pastes a cell that spans the rest of its row without the tabs behind it: it is about all of those columns.
fn reach_over(table: &mut Table, run: &[(usize, &str)]) {
    let tabs = |raw: &str| raw.matches('\t').count();
    let most = run.iter().map(|(_, raw)| tabs(raw)).max().unwrap_or(0);
    for (row, (_, raw)) in table.rows.iter_mut().zip(run) {
        let last = tabs(raw);
        if last == 0 || last >= most || most < 3 {
            continue;
        }
        let width = row.cells.len();
        if let Some(cell) = row.cells.get_mut(last).filter(|cell| !cell.is_blank()) {
            cell.across = width - last;
            row.cells.iter_mut().skip(last + 1).for_each(|cell| cell.covered = true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_tabs_in_a_row_are_a_table() {
        let blocks = read("Dear all\n\nTime\tWhat\n9.00\tTour\n\nBye\tnow\n");
        assert!(matches!(&blocks[2], Block::Table(t) if t.rows.len() == 2 && t.rows[1].no == 4), "{blocks:?}");
        assert!(matches!(&blocks[4], Block::Line(l) if l.text == "Bye  now" && l.no == 6), "{blocks:?}");
    }

    #[test]
    fn lone_returns_end_lines_too() {
        let lines = read("9.00 Tour\r9.30 Books\r\n").into_iter().filter(|b| *b != Block::Blank).count();
        assert_eq!(lines, 2);
    }
}
