//! Something to read.

use super::{READABLE, card, text};
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(app: &App, title: &str, words: &str, frame: &mut Frame, area: Rect) {
    let cells = usize::from(READABLE.min(area.width).saturating_sub(4));
    card(app, title, text(app, words, Meaning::Text, cells), READABLE, frame, area);
}
