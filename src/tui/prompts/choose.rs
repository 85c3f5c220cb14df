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

/// Draws the question as the title, what is to be read before choosing (if anything), and the rows.
pub fn draw(
    app: &App,
    (title, words): (&str, &str),
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
    let mut read = Vec::new();
    if !words.is_empty() {
        read = wrapped(app, words, Meaning::Text, usize::from(wide.min(area.width).saturating_sub(4)));
        read.push(Line::default());
    }
    let high = u16::try_from(read.len() + rows.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let inner = usize::from(high.saturating_sub(2));
    // The rows stay in sight, whatever there is to read.
    read.truncate(inner.saturating_sub(rows.len()));
    let sight = inner - read.len();
    let first = boxes::first_row(0, (cursor, cursor + 1), sight, rows.len());
    let titles = Titles::over(title, app.theme).right([boxes::more(first, sight, rows.len(), app.theme)]);
    let inner = boxes::over(frame, area, (wide, high), titles, app.theme);
    let lines = rows.iter().enumerate().skip(first).take(sight).map(|(n, (words, _))| {
        let chosen = n == cursor;
        let spans = vec![gutter(app, Look { chosen, selected: false }), said(words, app.theme.style(Meaning::Text))];
        let line: Line<'static> = fill(spans, inner.width.into());
        if chosen { line.style(app.theme.style(Meaning::Chosen)) } else { line }
    });
    boxes::put(frame, inner, read.into_iter().chain(lines));
}
