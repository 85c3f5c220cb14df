//! Readiness: whose notes are in, and what is still open before the feedback is made.

use super::dim;
use crate::tui::app::App;
use crate::tui::widgets::boxes::{self, Titles};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Draws the view.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let inside = boxes::draw(frame, area, Titles::new("Readiness", true, app.theme), app.theme);
    boxes::put(frame, inside, [Line::from(dim(app, "Nothing yet."))]);
}
