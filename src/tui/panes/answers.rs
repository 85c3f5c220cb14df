//! What came of a point at its meeting: that it was said, and what the host answered.

use super::style;
use crate::review::evidence::Words;
use crate::review::feedback::Point;
use crate::review::release::meeting_of;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::lines::{joined, said, wrap};
use ratatui::text::{Line, Span};

/// `✓ said · the host adds · what the host said`; nothing where nothing is noted.
pub fn lines(app: &App, point: &Point, cells: usize) -> Vec<Line<'static>> {
    let meeting = meeting_of(point, &app.review).map(|m| m.id);
    let quiet = style(app, Meaning::Dim);
    let mut parts = Vec::new();
    if point.marks.said.iter().any(|s| Some(s.meeting) == meeting) {
        parts.push(Span::styled(format!("{} said", glyph::DONE), style(app, Meaning::Good)));
    }
    if let Some(answer) = point.marks.answers.iter().find(|a| Some(a.meeting) == meeting) {
        parts.push(Span::styled(answer.stand.label(), style(app, Meaning::Text)));
        let note = answer.note.and_then(|id| app.feedback.evidence.iter().find(|n| n.id == id && !n.deleted));
        if let Some(note) = note {
            parts.push(match app.words_of(note) {
                Some(Words { text, .. }) => said(&format!("“{text}”"), quiet),
                None => Span::styled(format!("{} sealed", glyph::SEALED), style(app, Meaning::Sealed)),
            });
        }
    }
    if parts.is_empty() { Vec::new() } else { wrap(joined(parts, quiet), cells, 2) }
}
