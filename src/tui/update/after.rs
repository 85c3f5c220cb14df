//! After: from one of its views to another, and what works in all of them.

use super::{NOT_YOURS, action_plan, before_after, leaves};
use crate::tui::action::Action;
use crate::tui::app::{AfterView, App, Pane, Tickable};
use crate::tui::msg::Effect;

/// What was asked for on After, in whichever of its views.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Leave => app.pane = Pane::Day,
        Action::Undo => return super::day::undo_change(app),
        Action::Redo => return super::day::redo_change(app),
        other => {
            return match app.after_view() {
                AfterView::Leaves => leaves::act(app, other),
                AfterView::ActionPlan => action_plan::act(app, other),
                AfterView::BeforeAfter => before_after::act(app, other),
            };
        }
    }
    Vec::new()
}

/// Goes to a view, from wherever one is.
pub fn go(app: &mut App, action: Action) {
    if !app.in_team() {
        app.say(NOT_YOURS);
        return;
    }
    app.pane = Pane::After;
    app.after.view = Some(match action {
        Action::AfterLeaves => AfterView::Leaves,
        Action::AfterPlan => AfterView::ActionPlan,
        _ => AfterView::BeforeAfter,
    });
    app.compose();
    if action == Action::Documents {
        let first = app.tickables().iter().position(|t| matches!(t, Tickable::Document(_)));
        match first {
            Some(first) => app.after.ticks.cursor = first,
            None => app.say("The plan lists no documents."),
        }
    }
}
