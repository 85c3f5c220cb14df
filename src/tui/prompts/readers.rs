//! Persons chosen one by one, who shall be able to read something.

use super::READABLE;
use crate::ids::PersonId;
use crate::text;
use crate::tui::app::App;
use crate::tui::panes::evidence::{Look, gutter};
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{fill, said};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::BTreeSet;

/// The question.
const TITLE: &str = "Who shall be able to read it, besides you?";

/// Draws the persons, who of them is chosen, and who could not read it.
pub fn draw(app: &App, rows: &[PersonId], chosen: &BTreeSet<PersonId>, cursor: usize, frame: &mut Frame, area: Rect) {
    let lines: Vec<Vec<Span<'static>>> =
        rows.iter().enumerate().map(|(n, id)| row(app, *id, chosen, n == cursor)).collect();
    let widest = lines.iter().map(|l| crate::tui::widgets::lines::width(l)).chain([text::width(TITLE) + 2]).max();
    let wide = u16::try_from(widest.unwrap_or(0) + 4).unwrap_or(u16::MAX).clamp(30, READABLE);
    let high = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let sight = usize::from(high.saturating_sub(2));
    let first = boxes::first_row(0, (cursor, cursor + 1), sight, rows.len());
    let titles = Titles::over(TITLE, app.theme).right([boxes::more(first, sight, rows.len(), app.theme)]);
    let inner = boxes::over(frame, area, (wide, high), titles, app.theme);
    let lit = |(n, spans): (usize, Vec<Span<'static>>)| {
        let line: Line<'static> = fill(spans, inner.width.into());
        if n == cursor { line.style(app.theme.style(Meaning::Chosen)) } else { line }
    };
    boxes::put(frame, inner, lines.into_iter().enumerate().skip(first).take(sight).map(lit));
}

fn row(app: &App, id: PersonId, chosen: &BTreeSet<PersonId>, at: bool) -> Vec<Span<'static>> {
    let mut spans = vec![gutter(app, Look { chosen: at, selected: chosen.contains(&id) }), Span::raw(" ")];
    if let Some(person) = app.review.person(id) {
        spans.push(said(&person.name, app.theme.style(Meaning::Text)));
        if person.name.to_lowercase() != person.role.label() {
            spans.push(said(&format!(" ({})", person.role.label()), app.theme.style(Meaning::Dim)));
        }
    }
    if !app.can_read(id) {
        spans.push(said("  ! no key yet: could not read it", app.theme.style(Meaning::Warning)));
    }
    spans
}
