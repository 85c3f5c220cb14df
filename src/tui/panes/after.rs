//! After: the line that says which of its views is shown, above that view.

use super::{action_plan, before_after, leaves, views};
use crate::tui::action::Action;
use crate::tui::app::{AfterView, App};
use crate::tui::widgets::boxes;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let top = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height.min(1), ..area };
    let shown = AfterView::ALL.map(|view| (view.label(), key_to(view), view == app.after_view()));
    boxes::put(frame, top, [Line::from(views::line(app, &shown))]);
    let area = Rect { y: area.y + top.height, height: area.height - top.height, ..area };
    match app.after_view() {
        AfterView::Leaves => leaves::draw(app, frame, area),
        AfterView::ActionPlan => action_plan::draw(app, frame, area),
        AfterView::BeforeAfter => before_after::draw(app, frame, area),
    }
}

fn key_to(view: AfterView) -> Action {
    match view {
        AfterView::Leaves => Action::AfterLeaves,
        AfterView::ActionPlan => Action::AfterPlan,
        AfterView::BeforeAfter => Action::AfterTicks,
    }
}
