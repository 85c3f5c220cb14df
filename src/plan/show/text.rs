//! The page as plain text, 80 columns wide, for paper and for a terminal.

use super::sheet::{Block, Cell, Sheet};
use crate::text::width;
use std::fmt::Write as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// The width of the page, in cells.
const COLUMNS: usize = 80;
/// The space between two columns of a table.
const GAP: usize = 2;
/// No column of a table is made narrower than this.
const NARROWEST: usize = 6;

/// Lays out the page.
pub(super) fn render(sheet: &Sheet) -> String {
    let mut out = String::new();
    lines(&mut out, "", "", &sheet.title);
    rule(&mut out, '=', width(&sheet.title).min(COLUMNS));
    for block in &sheet.blocks {
        out.push('\n');
        match block {
            Block::Heading(heading) => {
                lines(&mut out, "", "", heading);
                rule(&mut out, '-', width(heading).min(COLUMNS));
            }
            Block::Paragraph(text) => lines(&mut out, "", "", text),
            Block::List(entries) => entries.iter().for_each(|entry| lines(&mut out, "  - ", "    ", entry)),
            Block::Ticks(entries) => entries.iter().for_each(|entry| lines(&mut out, "  [ ] ", "      ", entry)),
            Block::Table { head, rows } => table(&mut out, head, rows),
        }
    }
    out
}

fn rule(out: &mut String, sign: char, cells: usize) {
    out.extend(std::iter::repeat_n(sign, cells));
    out.push('\n');
}

/// `text` as lines of the page's width, the first after `first`, the others after `rest`.
fn lines(out: &mut String, first: &str, rest: &str, text: &str) {
    for (i, line) in wrap(text, COLUMNS - first.len()).iter().enumerate() {
        out.push_str(if i == 0 { first } else { rest });
        out.push_str(line);
        out.push('\n');
    }
}

fn table(out: &mut String, head: &[&str], rows: &[Vec<Cell>]) {
    let head: Vec<String> = head.iter().map(|h| (*h).to_owned()).collect();
    // A link that is broken across lines is no link: links stand below the table, each on a line.
    let mut links = Vec::new();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| with_mark(cell, &mut links)).collect()).collect();
    // A column in which nothing stands is left out, so that the others have its room.
    let used: Vec<usize> = (0..head.len()).filter(|i| rows.iter().any(|row| !row[*i].is_empty())).collect();
    let pick = |row: &Vec<String>| used.iter().map(|i| row[*i].clone()).collect::<Vec<String>>();
    let all: Vec<Vec<String>> = std::iter::once(&head).chain(&rows).map(pick).collect();
    let widths = column_widths(&all);
    for (i, row) in all.iter().enumerate() {
        table_row(out, row, &widths);
        if i == 0 {
            let total: usize = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
            rule(out, '-', total);
        }
    }
    if !links.is_empty() {
        out.push('\n');
    }
    for (i, link) in links.iter().enumerate() {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "  [{}] {link}", i + 1);
    }
}

/// The text of a cell, with the number of its link if it has one.
fn with_mark<'c>(cell: &'c Cell, links: &mut Vec<&'c str>) -> String {
    if cell.link.is_empty() {
        return cell.text.clone();
    }
    let number = links.iter().position(|link| *link == cell.link).unwrap_or_else(|| {
        links.push(&cell.link);
        links.len() - 1
    });
    let place = if cell.text.is_empty() { "on line" } else { &cell.text };
    format!("{place} [{}]", number + 1)
}

fn table_row(out: &mut String, row: &[String], widths: &[usize]) {
    let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(text, cells)| wrap(text, *cells)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    for i in 0..height {
        let mut line = String::new();
        for (cell, cells) in cells.iter().zip(widths) {
            let part = cell.get(i).map_or("", String::as_str);
            line.push_str(part);
            line.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(part)) + GAP));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// As wide as needed, the widest columns cut down until all fit the page.
fn column_widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.first().map_or(0, Vec::len);
    let mut widths: Vec<usize> =
        (0..columns).map(|i| rows.iter().map(|row| width(&row[i])).max().unwrap_or(0).min(COLUMNS)).collect();
    let room = COLUMNS - GAP * columns.saturating_sub(1);
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => break,
        }
    }
    widths
}

/// Breaks `text` between words into lines of at most `cells`; a word that is longer is broken too.
fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needed = width(word);
        if used > 0 && used + 1 + needed <= cells {
            push(&mut lines, " ");
            used += 1;
        } else if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for grapheme in word.graphemes(true) {
            let w = width(grapheme);
            if used > 0 && used + w > cells {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, grapheme);
            used += w;
        }
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_inside_endless_ones() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh i", 3), ["abc", "def", "gh", "i"]);
        assert_eq!(wrap("日本語", 4), ["日本", "語"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn a_table_fits_the_page_and_leaves_out_empty_columns() {
        let row = |a: &str, b: &str| vec![a.into(), b.into(), Cell::default()];
        let link = Cell { text: String::new(), link: "https://x.example".into() };
        let linked = vec!["z".into(), link, Cell::default()];
        let mut out = String::new();
        table(&mut out, &["A", "B", "C"], &[row(&"long words ".repeat(20), "short"), row("x", "y"), linked]);
        assert!(out.lines().all(|line| width(line) <= COLUMNS), "{out}");
        assert!(out.contains("on line [1]") && out.ends_with("\n  [1] https://x.example\n"), "{out}");
        assert!(!out.lines().next().unwrap().contains('C'));
    }
}
