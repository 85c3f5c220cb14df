//! Asking for a line of text.
//!
//! The line moves along under its cursor. What is longer than it stands below whole, so that a sentence to
//! be said aloud can be read before it is saved.

use super::READABLE;
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::line::LineEditor;
use crate::tui::widgets::lines::{said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;

/// So many rows of a long text are shown.
const WHOLE: usize = 8;

/// Draws the question as the title, and the field; below it the whole text, where the field is too short.
pub fn draw(app: &App, title: &str, line: &LineEditor, frame: &mut Frame, area: Rect) {
    let cells = usize::from(READABLE.min(area.width).saturating_sub(4));
    let whole = if crate::text::width(line.text()) < cells {
        Vec::new()
    } else {
        wrap(vec![said(line.text(), app.theme.style(Meaning::Dim))], cells, WHOLE)
    };
    let high = u16::try_from(whole.len() + usize::from(!whole.is_empty())).unwrap_or(0) + 3;
    let inner = boxes::over(frame, area, (READABLE, high), Titles::over(title, app.theme), app.theme);
    if !inner.is_empty() {
        let field = Rect { height: 1, ..inner };
        let at = line.render(frame.buffer_mut(), field, app.theme.style(Meaning::Text));
        frame.set_cursor_position(at);
        let below = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        boxes::put(frame, below, whole);
    }
}
