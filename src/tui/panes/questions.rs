//! Questions: what is covered, what is missing, and the evidence under one question.
//!
//! The host's claim stands beside the question and says that it is no evidence.

use super::evidence::{Beside, Layout, Look};
use super::{counted, dim, matrix, style};
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
    let matrix = matrix::lines(app, boxes::with_margin(boxes::inside(area)).width.into());
    let high = u16::try_from(matrix.len() + 1).unwrap_or(u16::MAX).min(area.height * 3 / 5);
    let upper = Rect { height: high, ..area };
    let lower = Rect { y: area.y + high, height: area.height - high, ..area };
    let title = if app.by_year { "Questions by year" } else { "Questions by source" };
    let inside = boxes::draw(frame, upper, Titles::new(title, !app.in_evidence, app.theme), app.theme);
    boxes::put(frame, boxes::with_margin(inside), matrix);
    if area.width >= WIDE {
        let left = Rect { width: area.width * 2 / 5, ..lower };
        let right = left.right() + 1;
        draw_gaps(app, frame, left);
        question(app, frame, Rect { x: right, width: area.right() - right, ..lower });
        boxes::between(frame, Rect { x: left.right(), width: 1, ..lower }, app.theme);
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
    let inside = boxes::inside(area);
    let cells = usize::from(inside.width);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for gap in &app.gaps {
        let wrapped = wrap(vec![said(&gap.words, style(app, Meaning::Text))], cells.saturating_sub(2), 3);
        lines.extend(hang(vec![Span::styled("! ", style(app, Meaning::Warning))], wrapped));
    }
    lines.extend(super::gaps::uncounted(app).map(Line::from));
    if lines.is_empty() {
        lines.push(Line::from(dim(app, "Every question has evidence of several kinds.")));
    }
    let more = boxes::more(0, inside.height.into(), lines.len(), app.theme);
    boxes::draw(frame, area, Titles::new("What is missing", false, app.theme).right([more]), app.theme);
    boxes::put(frame, inside, lines);
}

/// The chosen question, what the host says about it, and its evidence.
fn question(app: &App, frame: &mut Frame, area: Rect) {
    let Some(question) = app.chosen_question() else {
        boxes::draw(frame, area, Titles::new("No question", false, app.theme), app.theme);
        return;
    };
    let inside = boxes::inside(area);
    let about = about(app, question, inside.width.into());
    let taken = u16::try_from(about.len()).unwrap_or(u16::MAX).min(inside.height);
    let list = Rect { y: inside.y + taken, height: inside.height - taken, ..inside };
    let (cursor, notes) = (app.question.at.cursor, &app.question.notes);
    let first = boxes::first_row(app.question.at.offset, (cursor, cursor + 1), list.height.into(), notes.len());
    let titles = Titles::new(&format!("{} {}", question.number, question.title), app.in_evidence, app.theme).right([
        counted(app, app.question.total.max(notes.len()), "note", "notes"),
        boxes::more(first, list.height.into(), notes.len(), app.theme),
    ]);
    boxes::draw(frame, area, titles, app.theme);
    boxes::put(frame, inside, about);

    let list = boxes::with_margin(list);
    let beside = Beside { author: area.width >= 70, selecting: true, ..Beside::default() };
    let layout = Layout::of(app, notes, list.width.into(), beside);
    let rows = notes.iter().enumerate().skip(first).take(list.height.into()).flat_map(|(n, note)| {
        let selected = app.question.at.selected.contains(&note.id);
        layout.rows(app, note, Look { chosen: app.in_evidence && n == cursor, selected }, 1)
    });
    let none = if app.question.search.is_empty() { " No evidence yet." } else { " Nothing found." };
    let none = super::gaps::uncounted(app).unwrap_or_else(|| dim(app, none));
    let empty = notes.is_empty().then(|| Line::from(none));
    boxes::put(frame, list, rows.chain(empty));
}

/// Its text, what the host says and promised; the search, if there is one.
fn about(app: &App, question: &Question, cells: usize) -> Vec<Line<'static>> {
    let mut lines = wrap(vec![said(&question.text, style(app, Meaning::Text))], cells, 3);
    let origin = if question.origin == Origin::Requested { "asked for by the host" } else { "" };
    let sources: Vec<_> = question.promised.iter().map(|s| s.label()).collect();
    let promised =
        if sources.is_empty() { String::new() } else { format!("promised: {}", crate::text::listed(&sources)) };
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
    lines.push(Line::default());
    lines
}

/// What is searched for, and how much was found.
pub fn searched(app: &App, words: &str, found: usize) -> Vec<Span<'static>> {
    let more = if found < MOST_FOUND { "" } else { " or more" };
    let found = dim(app, format!("{}{more} found", count(found, "note", "notes")));
    let words = [dim(app, "search: "), said(words, style(app, Meaning::Title)), dim(app, format!(" {} ", glyph::DOT))];
    [words.to_vec(), vec![found]].concat()
}
