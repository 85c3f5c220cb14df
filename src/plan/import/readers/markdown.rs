//! Markdown: its tables as tables, everything else as lines without its signs.
//!
//! Only the tables are taken from the parser: whatever else stands there is read line by line, so that
//! nothing the format would hide (a comment, a definition of a link) is lost.

use super::sheet::squared;
use crate::plan::import::source::{Block, Cell, Line, MAX_COLUMNS, Row, Table, line};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Whether there is a table: a row of dashes under a row with strokes.
pub(super) fn has_table(text: &str) -> bool {
    Parser::new_ext(text, Options::ENABLE_TABLES).any(|event| matches!(event, Event::Start(Tag::Table(_))))
}

/// Reads lines and tables.
pub(super) fn read(text: &str) -> Vec<Block> {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at).max(1);
    let mut blocks = Vec::new();
    let mut done = 0;
    for (range, table) in tables(text, &line_of) {
        let first = line_of(range.start) - 1;
        let last = line_of(range.end.saturating_sub(1).max(range.start));
        plain_lines(text, done, first, &mut blocks);
        blocks.push(Block::Table(table));
        done = last;
    }
    plain_lines(text, done, usize::MAX, &mut blocks);
    blocks
}

/// The lines from `from` up to `to`, counted from 0, without the signs of the format.
fn plain_lines(text: &str, from: usize, to: usize, blocks: &mut Vec<Block>) {
    for (at, raw) in text.lines().enumerate().take(to).skip(from) {
        let heading = raw.trim_start().starts_with('#');
        let bare = raw.trim().trim_start_matches('#').replace("**", "").replace("__", "").replace('`', "");
        let bare = match bare.strip_prefix("* ") {
            Some(item) => format!("* {}", item.replace('*', "")),
            None => bare.replace('*', ""),
        };
        let inset: String = raw.chars().take_while(|c| c.is_whitespace()).collect();
        match line(at + 1, &format!("{inset}{}", bare.trim())) {
            Block::Line(found) => blocks.push(Block::Line(Line { heading, ..found })),
            other => blocks.push(other),
        }
    }
}

fn tables(text: &str, line_of: &impl Fn(usize) -> usize) -> Vec<(Range<usize>, Table)> {
    let mut found = Vec::new();
    let mut table: Option<(Range<usize>, Table)> = None;
    let mut cell = String::new();
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        let Some((_, rows)) = &mut table else {
            if matches!(event, Event::Start(Tag::Table(_))) {
                table = Some((range, Table::default()));
            }
            continue;
        };
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                rows.rows.push(Row { no: line_of(range.start), ..Row::default() });
            }
            Event::Start(Tag::TableCell) => cell.clear(),
            Event::Start(Tag::Link { dest_url, .. }) if !dest_url.is_empty() => cell.push_str(&format!("{dest_url} ")),
            Event::Text(words) | Event::Code(words) => cell.push_str(&words),
            Event::InlineHtml(html) | Event::Html(html) => {
                cell.push_str(if html.to_lowercase().starts_with("<br") { "\n" } else { &html });
            }
            Event::SoftBreak | Event::HardBreak => cell.push('\n'),
            Event::End(TagEnd::TableCell) => {
                if let Some(row) = rows.rows.last_mut().filter(|row| row.cells.len() < MAX_COLUMNS) {
                    row.cells.push(Cell::new(&cell));
                }
            }
            Event::End(TagEnd::Table) => {
                if let Some((range, mut whole)) = table.take() {
                    whole.rows.retain(|row| row.cells.iter().any(|c| !c.is_blank()));
                    squared(&mut whole);
                    found.push((range, whole));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_the_lines_around_them_are_read() {
        let text = "# Maths review\n\n**Day 1**\n\n| Time | What |\n|---|---|\n| 9.00 | Tour<br>with *pupils* |\n\n[x]: https://a.example\n";
        let blocks = read(text);
        let lines: Vec<(usize, &str)> = blocks
            .iter()
            .filter_map(|b| if let Block::Line(l) = b { Some((l.no, l.text.as_str())) } else { None })
            .collect();
        assert_eq!(lines, [(1, "Maths review"), (3, "Day 1"), (9, "[x]: https://a.example")]);
        let table = blocks.iter().find_map(|b| if let Block::Table(t) = b { Some(t) } else { None }).unwrap();
        assert_eq!(table.rows.iter().map(|r| r.no).collect::<Vec<_>>(), [5, 7]);
        assert_eq!(table.rows[1].cells[1].text, "Tour\nwith pupils");
    }
}
