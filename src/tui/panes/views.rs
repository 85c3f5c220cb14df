//! Feedback: the line that says which of its views is shown, above that view.

use super::{dim, feedback, key, meeting, readiness, style};
use crate::tui::action::Action;
use crate::tui::app::{App, FeedbackView};
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let top = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height.min(1), ..area };
    boxes::put(frame, top, [Line::from(views(app))]);
    let area = Rect { y: area.y + top.height, height: area.height - top.height, ..area };
    match app.feedback_view() {
        FeedbackView::Readiness => readiness::draw(app, frame, area),
        FeedbackView::Meeting => meeting::draw(app, frame, area),
        FeedbackView::Points => feedback::draw(app, frame, area),
    }
}

/// The views with their keys; the one that is shown stands out, as the screens do below.
fn views(app: &App) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for view in FeedbackView::ALL {
        if !spans.is_empty() {
            spans.push(Span::raw("  "));
        }
        if view == app.feedback_view() {
            spans.push(Span::styled(format!("[{}]", view.label()), style(app, Meaning::Title)));
            continue;
        }
        let key = key(app, key_to(view));
        if !key.is_empty() {
            spans.push(Span::styled(format!("{key} "), style(app, Meaning::Key)));
        }
        spans.push(dim(app, view.label()));
    }
    spans
}

fn key_to(view: FeedbackView) -> Action {
    match view {
        FeedbackView::Readiness => Action::FeedbackReadiness,
        FeedbackView::Meeting => Action::FeedbackMeeting,
        FeedbackView::Points => Action::FeedbackPoints,
    }
}
