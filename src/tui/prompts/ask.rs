//! Asking for a line of text.

use super::READABLE;
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::line::LineEditor;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the question as the title, and the field.
pub fn draw(app: &App, title: &str, line: &LineEditor, frame: &mut Frame, area: Rect) {
    let inner = boxes::over(frame, area, (READABLE, 3), Titles::over(title, app.theme), app.theme);
    if !inner.is_empty() {
        let at = line.render(frame.buffer_mut(), Rect { height: 1, ..inner }, app.theme.style(Meaning::Text));
        frame.set_cursor_position(at);
    }
}
