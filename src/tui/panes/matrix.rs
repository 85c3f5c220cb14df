//! The coverage matrix: a row for each question, a column for each source (or year) that has notes.
//!
//! Labels that are wider than their column are set in two rows, every other one higher, each ending
//! over its numbers; so fifteen sources stand in full words where abbreviations would be needed.

use super::{dim, gaps, style};
use crate::review::coverage::{Column, Row};
use crate::review::questions::Question;
use crate::text;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::lines::{column, fill, joined, number, width};
use ratatui::text::{Line, Span};

/// The narrowest and the widest a column of numbers gets.
const COLUMN: (usize, usize) = (4, 15);

/// A column: what stands over it and its number for each question.
struct Filled {
    label: String,
    numbers: Vec<u32>,
    /// For each question: the host promised this source.
    promised: Vec<bool>,
}

/// The matrix in lines of `cells`: the labels, a row per question, and what the signs mean.
pub fn lines(app: &App, cells: usize) -> Vec<Line<'static>> {
    let titles = app.review.questions.iter().map(|q| text::width(&text::clean_line(&q.title)));
    let longest = titles.max().unwrap_or(0).max(8);
    let short = longest.min(if cells < 100 { 12 } else { 24 });
    // Mark, number, title, blank, dots and totals as beside the day, blank.
    let beside = 1 + 3 + 1 + 16 + 1;
    let room = cells.saturating_sub(beside + short);
    let filled = columns(app, room);
    let each = (room / filled.len().max(1)).clamp(COLUMN.0, COLUMN.1);
    let shown = &filled[..filled.len().min(room / each)];
    // What few columns leave is the titles'.
    let title = longest.min(short + room.saturating_sub(shown.len() * each));
    let before = beside + title;
    let mut lines = labels(app, shown, before, each);
    for (at, row) in app.coverage.rows.iter().enumerate() {
        let Some(question) = app.review.question(row.question) else { continue };
        lines.push(line(app, (at, row, question), title, shown, each, cells));
    }
    lines.push(legend(app, shown));
    lines
}

/// The columns, interviews in one where they do not all have room.
fn columns(app: &App, room: usize) -> Vec<Filled> {
    let coverage = &app.coverage;
    if app.by_year {
        let years = coverage.years().into_iter().map(|year| Filled {
            numbers: coverage.rows.iter().map(|row| row.in_year(&year)).collect(),
            promised: vec![false; coverage.rows.len()],
            label: text::clean_line(&year),
        });
        return years.collect();
    }
    let filled = |narrow: bool| {
        let columns = coverage.columns(narrow).into_iter().map(|column| Filled {
            label: column.label().to_owned(),
            numbers: coverage.rows.iter().map(|row| row.in_column(column)).collect(),
            promised: coverage.rows.iter().map(|row| promised(app, row, column)).collect(),
        });
        columns.collect::<Vec<_>>()
    };
    let all = filled(false);
    let fits = all.iter().all(|c| text::width(&c.label) < 2 * (room / all.len().max(1)).min(COLUMN.1));
    if fits { all } else { filled(true) }
}

fn promised(app: &App, row: &Row, column: Column) -> bool {
    let Some(question) = app.review.question(row.question) else { return false };
    question.promised.iter().any(|source| match column {
        Column::Source(one) => *source == one,
        Column::Interviews => source.is_interview(),
        Column::Unsaid => false,
    })
}

/// The labels, in one row or, every other one higher, in two.
fn labels(app: &App, columns: &[Filled], before: usize, each: usize) -> Vec<Line<'static>> {
    let staggered = columns.iter().any(|c| text::width(&c.label) >= each);
    let rows = if staggered { 2 } else { 1 };
    let row = |at: usize| {
        let mut spans = Vec::new();
        for (n, column) in columns.iter().enumerate().filter(|(n, _)| n % rows == at) {
            // Its numbers end at this cell; the label ends there too.
            let end = before + (n + 1) * each;
            let blank = end.saturating_sub(width(&spans));
            let label = text::fit(&column.label, blank.saturating_sub(1));
            spans.push(number(&label, blank, style(app, Meaning::Dim)));
        }
        Line::from(spans)
    };
    (0..rows).map(row).collect()
}

fn line(
    app: &App,
    (at, row, question): (usize, &Row, &Question),
    title: usize,
    columns: &[Filled],
    each: usize,
    cells: usize,
) -> Line<'static> {
    let chosen = app.question_cursor == at;
    let mut spans = vec![
        Span::raw(if chosen { glyph::CHOSEN } else { " " }),
        column(&text::clean_line(&question.number), 3, style(app, Meaning::Title)),
        column(&text::clean_line(&question.title), title, style(app, Meaning::Text)),
        Span::raw(" "),
    ];
    spans.extend(gaps::weight(app, row));
    spans.push(Span::raw(" "));
    for filled in columns {
        let notes = filled.numbers.get(at).copied().unwrap_or(0);
        let promised = filled.promised.get(at).copied().unwrap_or(false);
        spans.push(match (notes, promised) {
            (0, true) => number("!", each, style(app, Meaning::Warning)),
            (0, false) => number(glyph::DOT, each, style(app, Meaning::Dim)),
            (n, _) => number(&n.to_string(), each, style(app, Meaning::Text)),
        });
    }
    let line = fill(spans, cells);
    if chosen { line.style(style(app, Meaning::Chosen)) } else { line }
}

/// What is not counted, and what `!` means where it stands.
fn legend(app: &App, columns: &[Filled]) -> Line<'static> {
    let sealed = app.coverage.sealed_words().unwrap_or_default();
    let open = columns.iter().any(|c| c.numbers.iter().zip(&c.promised).any(|(n, promised)| *n == 0 && *promised));
    let promised = if open { "! promised by the host, not yet looked at" } else { "" };
    let spans = joined([dim(app, promised), dim(app, sealed)], style(app, Meaning::Dim));
    Line::from([vec![Span::raw(" ")], spans].concat())
}
