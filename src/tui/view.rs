//! stub
use super::app::App;
use ratatui::Frame;
/// d
pub fn draw(_app: &App, _frame: &mut Frame<'_>) {}
