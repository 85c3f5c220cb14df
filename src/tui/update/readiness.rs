//! Readiness: it comes up by itself when the team sits down; nothing is changed in it.

use super::lists::moved;
use crate::tui::action::Action;
use crate::tui::app::{App, FeedbackView, Pane};
use crate::tui::msg::Effect;

/// What is said when it comes up by itself.
pub const TEAM_TIME: &str = "Team time.";

/// What was asked for in this view.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            let last = crate::tui::panes::readiness::last_row(app);
            app.feedback.scrolled = moved(app.feedback.scrolled, last, app.page(), action);
        }
        Action::NewPoint => {
            app.feedback.view = Some(FeedbackView::Points);
            super::feedback::new_point(app);
        }
        Action::Undo => return super::day::undo_change(app),
        Action::Redo => return super::day::redo_change(app),
        Action::Leave => app.pane = Pane::Day,
        _ => {}
    }
    Vec::new()
}

/// A team meeting that is on now brings Readiness up by itself, once; never over something half typed,
/// laid over the screen or selected: then a word says that it is there.
pub fn team_time(app: &mut App) {
    let Some(id) = app.team_meeting().map(|a| a.id) else { return };
    // Trouble that was just told stays in sight; this waits for the next key.
    let waits = !app.entered || app.notice.as_ref().is_some_and(|notice| notice.trouble);
    if waits || !app.feedback.opened_for.insert(id) || app.pane == Pane::Feedback {
        return;
    }
    if is_busy(app) {
        let key = app.keymap.keys_for(app.pane_context(), Action::PaneFeedback).into_iter().next();
        let key = key.map(|key| format!(": {key}")).unwrap_or_default();
        app.say(format!("Team time: Feedback is ready{key}"));
        return;
    }
    app.pane = Pane::Feedback;
    app.feedback.view = Some(FeedbackView::Readiness);
    app.say(TEAM_TIME);
}

/// Whether somebody is in the middle of something that another screen would interrupt.
fn is_busy(app: &App) -> bool {
    let typing = !app.day.line.is_empty() || app.day.note.is_some() || app.is_saving();
    let in_list = app.list().is_some_and(|list| !list.at.selected.is_empty() || !list.search.is_empty());
    // A half-typed line that waits to be brought back comes first; its key is on Day.
    app.waiting > 0
        || app.overlay.is_some()
        || !app.under.is_empty()
        || app.quiet
        || typing
        || in_list
        || app.shown.is_some()
}
