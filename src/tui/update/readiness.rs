//! Readiness: nothing is changed here; keys lead to where it is.

use crate::tui::action::Action;
use crate::tui::app::{App, Pane};
use crate::tui::msg::Effect;

/// What was asked for in this view.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::NewPoint => super::feedback::new_point(app),
        Action::Undo => return super::day::undo_change(app),
        Action::Leave => app.pane = Pane::Day,
        _ => {}
    }
    Vec::new()
}
