//! Feedback: the line that says which of its views is shown, above that view.

use super::{clock, dim, feedback, key, meeting, minutes, readiness, style};
use crate::review::readiness::Together;
use crate::tui::action::Action;
use crate::tui::app::{App, FeedbackView};
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes;
use crate::tui::widgets::lines::ends;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let top = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height.min(1), ..area };
    boxes::put(frame, top, [ends(views(app), left(app), top.width.into())]);
    let area = Rect { y: area.y + top.height, height: area.height - top.height, ..area };
    match app.feedback_view() {
        FeedbackView::Readiness => readiness::draw(app, frame, area),
        FeedbackView::Meeting => meeting::draw(app, frame, area),
        FeedbackView::Points => feedback::draw(app, frame, area),
    }
}

/// The views of Feedback with their keys.
fn views(app: &App) -> Vec<Span<'static>> {
    let views = FeedbackView::ALL.map(|view| (view.label(), key_to(view), view == app.feedback_view()));
    line(app, &views)
}

/// The views of a screen, each with the key to it; the one that is shown stands out, as the screens do below.
pub fn line(app: &App, views: &[(&str, Action, bool)]) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for (label, action, shown) in views {
        if !spans.is_empty() {
            spans.push(Span::raw("  "));
        }
        if *shown {
            spans.push(Span::styled(format!("[{label}]"), style(app, Meaning::Title)));
            continue;
        }
        let key = key(app, *action);
        if !key.is_empty() {
            spans.push(Span::styled(format!("{key} "), style(app, Meaning::Key)));
        }
        spans.push(dim(app, *label));
    }
    spans
}

/// The quiet clock: what time the team has together, and for the chosen question.
fn left(app: &App) -> Span<'static> {
    let Some(time) = app.together().filter(|_| app.feedback_view() != FeedbackView::Points) else {
        return Span::default();
    };
    let chosen = app.chosen_question().map(|q| q.id).filter(|_| app.in_meeting());
    let share = chosen.and_then(|id| app.shares().into_iter().find(|(q, _)| *q == id));
    let share = share.map_or_else(String::new, |(_, share)| format!(", {share} for this question"));
    dim(app, format!("{}{share}", in_words(time)))
}

/// `23 min left`, `25 min together from 11:35`.
fn in_words(time: Together) -> String {
    match time.begins {
        None => format!("{} left", minutes(time.minutes)),
        Some(begins) => format!("{} together from {}", minutes(time.minutes), clock(begins)),
    }
}

fn key_to(view: FeedbackView) -> Action {
    match view {
        FeedbackView::Readiness => Action::FeedbackReadiness,
        FeedbackView::Meeting => Action::FeedbackMeeting,
        FeedbackView::Points => Action::FeedbackPoints,
    }
}
