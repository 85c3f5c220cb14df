//! One of several.

use super::{READABLE, text as wrapped};
use crate::text;
use crate::tui::app::{App, Choice};
use crate::tui::panes::evidence::{Look, gutter};
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{fill, said};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What is to be read before choosing, for a screen of `area`; nothing if there is nothing.
fn reading(app: &App, words: &str, area: Rect) -> Vec<Line<'static>> {
    if words.is_empty() {
        return Vec::new();
    }
    wrapped(app, words, Meaning::Text, usize::from(READABLE.min(area.width).saturating_sub(4)))
}

/// How many lines of it are in sight above so many rows, which stay in sight whatever there is to read.
fn sight_of(rows: usize, area: Rect) -> usize {
    usize::from(area.height).saturating_sub(rows + 3)
}

/// The last line with which the reading can begin, if it is longer than the screen.
pub fn last_offset(app: &App, words: &str, rows: usize, area: Rect) -> Option<usize> {
    let over = reading(app, words, area).len().saturating_sub(sight_of(rows, area));
    (over > 0).then_some(over)
}

/// Draws the question as the title, what is to be read before choosing (if anything), and the rows.
pub fn draw(
    app: &App,
    (title, words, offset): (&str, &str, usize),
    rows: &[(String, Choice)],
    cursor: usize,
    frame: &mut Frame,
    area: Rect,
) {
    let cursor = cursor.min(rows.len().saturating_sub(1));
    let widest = rows.iter().map(|(words, _)| text::width(words) + 2).chain([text::width(title) + 2]).max();
    let wide = if words.is_empty() {
        u16::try_from(widest.unwrap_or(0) + 4).unwrap_or(u16::MAX).clamp(30, READABLE)
    } else {
        READABLE
    };
    let mut read = reading(app, words, area);
    let (to_read, in_sight) = (read.len(), sight_of(rows.len(), area));
    let from = offset.min(to_read.saturating_sub(in_sight));
    read = read.into_iter().skip(from).take(in_sight).collect();
    if to_read > 0 {
        read.push(Line::default());
    }
    let high = u16::try_from(read.len() + rows.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let inner = usize::from(high.saturating_sub(2));
    read.truncate(inner.saturating_sub(rows.len()));
    let sight = inner - read.len();
    let first = boxes::first_row(0, (cursor, cursor + 1), sight, rows.len());
    let more = match to_read {
        0 => boxes::more(first, sight, rows.len(), app.theme),
        _ => boxes::more(from, in_sight, to_read, app.theme),
    };
    let titles = Titles::over(title, app.theme).right([more]);
    let inner = boxes::over(frame, area, (wide, high), titles, app.theme);
    let lines = rows.iter().enumerate().skip(first).take(sight).map(|(n, (words, _))| {
        let chosen = n == cursor;
        let spans = vec![gutter(app, Look { chosen, selected: false }), said(words, app.theme.style(Meaning::Text))];
        let line: Line<'static> = fill(spans, inner.width.into());
        if chosen { line.style(app.theme.style(Meaning::Chosen)) } else { line }
    });
    boxes::put(frame, inner, read.into_iter().chain(lines));
}
