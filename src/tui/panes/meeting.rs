//! Team meeting: the evidence of one question, as the team goes through it.

use super::dim;
use crate::tui::app::App;
use crate::tui::widgets::boxes::{self, Titles};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Draws the view.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let inside = boxes::draw(frame, area, Titles::new("Team meeting", true, app.theme), app.theme);
    boxes::put(frame, inside, [Line::from(dim(app, "Nothing yet."))]);
}
