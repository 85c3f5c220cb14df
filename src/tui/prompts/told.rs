//! What the host was told in the course of the day, so that nothing in the feedback is a surprise.

use super::{reading_width, scrolled};
use crate::review::evidence::Note;
use crate::tui::app::App;
use crate::tui::panes::clock;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::lines::{hang, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the log.
pub fn draw(app: &App, notes: &[Note], offset: usize, frame: &mut Frame, area: Rect) {
    scrolled(app, "What the host was told", lines(app, notes, reading_width(area)), offset, frame, area);
}

/// Its lines: when and by whom, then the words; of what is locked that it is there.
pub fn lines(app: &App, notes: &[Note], cells: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for note in notes {
        let at = note.at().local(app.zone());
        lines.push(Line::from(vec![
            Span::styled(format!("{} {}  ", at.format("%a"), clock(at)), app.theme.style(Meaning::Title)),
            said(app.review.name(note.author), app.theme.style(Meaning::Text)),
        ]));
        let words = match app.words_of(note) {
            Some(words) => said(words.text, app.theme.style(Meaning::Text)),
            None => Span::styled(format!("{} sealed", glyph::SEALED), app.theme.style(Meaning::Sealed)),
        };
        lines.extend(hang(vec![Span::raw("  ")], wrap(vec![words], cells.saturating_sub(2), 6)));
    }
    if lines.is_empty() {
        lines.push(Line::styled("Nothing was noted yet.", app.theme.style(Meaning::Dim)));
    }
    if app.waits_for_unlocking() > 0 {
        let words = "Sealed notes are locked: what was told in them is not shown.";
        lines.push(Line::styled(words, app.theme.style(Meaning::Sealed)));
    }
    lines
}
