//! Questions: what is covered, what is missing, and the evidence under one question.
//!
//! The host's claim stands beside the question and says that it is no evidence.

use super::evidence::{Beside, Layout, Look};
use super::{capture, dim, matrix, style};
use crate::review::questions::{Origin, Question};
use crate::trouble::count;
use crate::tui::app::App;
use crate::tui::msg::MOST_FOUND;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{hang, joined, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this width on, gaps and question stand side by side.
const WIDE: u16 = 110;

/// From this height on, gaps and question both have room one below the other.
const TALL: u16 = 24;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let matrix = matrix::lines(app, usize::from(area.width.saturating_sub(4)));
    let high = u16::try_from(matrix.len() + 2).unwrap_or(u16::MAX).min(area.height * 3 / 5);
    let upper = Rect { height: high, ..area };
    let lower = Rect { y: area.y + high, height: area.height - high, ..area };
    let title = if app.by_year { "Questions by year" } else { "Questions by source" };
    let inner = boxes::draw(frame, upper, Titles::new(title, !app.in_evidence, app.theme), app.theme);
    boxes::put(frame, inner, matrix);
    if area.width >= WIDE {
        let left = Rect { width: area.width * 2 / 5, ..lower };
        draw_gaps(app, frame, left);
        question(app, frame, Rect { x: left.right(), width: area.width - left.width, ..lower });
    } else if area.height >= TALL {
        let gaps = Rect { height: lower.height / 3, ..lower };
        draw_gaps(app, frame, gaps);
        question(app, frame, Rect { y: gaps.bottom(), height: lower.height - gaps.height, ..lower });
    } else if app.in_evidence || app.show_claim {
        question(app, frame, lower);
    } else {
        draw_gaps(app, frame, lower);
    }
}

fn draw_gaps(app: &App, frame: &mut Frame, area: Rect) {
    let cells = usize::from(area.width.saturating_sub(4));
    let mut lines: Vec<Line<'static>> = Vec::new();
    for gap in &app.gaps {
        let wrapped = wrap(vec![said(&gap.words, style(app, Meaning::Text))], cells.saturating_sub(2), 3);
        lines.extend(hang(vec![Span::styled("! ", style(app, Meaning::Warning))], wrapped));
    }
    if lines.is_empty() {
        lines.push(Line::from(dim(app, "Every question has evidence of several kinds.")));
    }
    let sight = usize::from(area.height.saturating_sub(2));
    let titles = Titles::new("What is missing", false, app.theme).below(boxes::more(0, sight, lines.len(), app.theme));
    let inner = boxes::draw(frame, area, titles, app.theme);
    boxes::put(frame, inner, lines);
}

/// The chosen question, what the host says about it, and its evidence.
fn question(app: &App, frame: &mut Frame, area: Rect) {
    let Some(question) = app.chosen_question() else {
        boxes::draw(frame, area, Titles::new("No question", false, app.theme), app.theme);
        return;
    };
    let cells = usize::from(area.width.saturating_sub(4));
    let about = about(app, question, cells);
    let sight = usize::from(area.height.saturating_sub(2)).saturating_sub(about.len());
    let list = &app.question;
    let (cursor, notes) = (list.at.cursor, &list.notes);
    let first = boxes::first_row(list.at.offset, (cursor, cursor + 1), sight, notes.len());
    let of =
        if list.total > notes.len() { format!("{} of {}", notes.len(), list.total) } else { notes.len().to_string() };
    let titles = Titles::new(&format!("{} {}", question.number, question.title), app.in_evidence, app.theme)
        .right(dim(
            app,
            if notes.is_empty() {
                String::new()
            } else {
                format!("{of} {}", if list.total == 1 { "note" } else { "notes" })
            },
        ))
        .below(boxes::more(first, sight, notes.len(), app.theme));
    let inner = boxes::draw(frame, area, titles, app.theme);
    let layout = Layout::of(app, notes, cells, Beside { author: area.width >= 70, ..Beside::default() });
    let rows = notes.iter().enumerate().skip(first).take(sight).flat_map(|(n, note)| {
        let look = Look { chosen: app.in_evidence && n == cursor, selected: list.at.selected.contains(&note.id) };
        layout.rows(app, note, look, 1)
    });
    let none = if list.search.is_empty() { "No evidence yet." } else { "Nothing found." };
    let empty = notes.is_empty().then(|| Line::from(dim(app, none)));
    boxes::put(frame, inner, about.into_iter().chain(rows).chain(empty));
}

/// Its text, what the host says and promised; the search, if there is one.
fn about(app: &App, question: &Question, cells: usize) -> Vec<Line<'static>> {
    let mut lines = wrap(vec![said(&question.text, style(app, Meaning::Text))], cells, 3);
    let origin = if question.origin == Origin::Requested { "asked for by the host" } else { "" };
    let sources: Vec<_> = question.promised.iter().map(|s| s.label()).collect();
    let promised = if sources.is_empty() { String::new() } else { format!("promised: {}", capture::listed(&sources)) };
    let facts = joined([dim(app, origin), dim(app, promised)], style(app, Meaning::Dim));
    if !facts.is_empty() {
        lines.extend(wrap(facts, cells, 2));
    }
    if app.show_claim {
        let claim = if question.claim.is_empty() { "nothing" } else { &question.claim };
        let label = Span::styled("The host says, not evidence: ", style(app, Meaning::Warning));
        lines.extend(wrap(vec![label, said(claim, style(app, Meaning::Text))], cells, 4));
    }
    if !app.question.search.is_empty() {
        lines.push(Line::from(searched(app, &app.question.search, app.question.total)));
    }
    lines.push(Line::from(dim(app, "─".repeat(cells))));
    lines
}

/// What is searched for, and how much was found.
pub fn searched(app: &App, words: &str, found: usize) -> Vec<Span<'static>> {
    vec![
        dim(app, format!("{} search: ", glyph::DOT)),
        said(words, style(app, Meaning::Title)),
        dim(app, format!("  {}{} found", count(found, "note", "notes"), if found < MOST_FOUND { "" } else { " or more" })),
    ]
}
