//! How a note came to be: who changed what, when.

use super::{reading_width, scrolled};
use crate::ids::NoteId;
use crate::notebook::HistoryEntry;
use crate::tui::app::App;
use crate::tui::panes::clock;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::lines::{hang, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the history of a note.
pub fn draw(app: &App, _note: NoteId, entries: &[HistoryEntry], offset: usize, frame: &mut Frame, area: Rect) {
    scrolled(app, "History of this note", lines(app, entries, reading_width(area)), offset, frame, area);
}

/// Its lines: who and when, then what; the version in force has a mark.
pub fn lines(app: &App, entries: &[HistoryEntry], cells: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for entry in entries {
        let at = entry.at.local(app.zone());
        let mark = if entry.head { glyph::FULL } else { glyph::EMPTY };
        let mut who = vec![
            Span::raw(format!("{mark} ")),
            Span::styled(format!("{} {}  ", at.format("%a %-d %B"), clock(at)), app.theme.style(Meaning::Title)),
            said(app.review.name(entry.author), app.theme.style(Meaning::Text)),
        ];
        who.extend(entry.head.then(|| Span::styled(" · in force", app.theme.style(Meaning::Dim))));
        who.extend(entry.rehearsal.then(|| Span::styled(" · rehearsal", app.theme.style(Meaning::Warning))));
        lines.push(Line::from(who));
        let what = wrap(vec![said(&entry.what, app.theme.style(Meaning::Text))], cells.saturating_sub(2), 6);
        lines.extend(hang(vec![Span::raw("  ")], what));
    }
    if lines.is_empty() {
        lines.push(Line::styled("Nothing is known of it.", app.theme.style(Meaning::Dim)));
    }
    lines
}
