//! The questions beside the day: how much there is for each, and what is missing.

use super::{dim, style};
use crate::review::coverage::Row;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{ends, number, said};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How high the box wants to be.
pub fn height(app: &App) -> u16 {
    let rows = app.coverage.rows.len() + usize::from(app.coverage.sealed_words().is_some()) + 2;
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// Draws the box: a row for each question.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let sight = usize::from(area.height.saturating_sub(2));
    let sealed = app.coverage.sealed_words();
    let rows = app.coverage.rows.len();
    let titles = Titles::new("Questions", false, app.theme).below(boxes::more(0, sight, rows, app.theme));
    let inner = boxes::draw(frame, area, titles, app.theme);
    let cells = usize::from(inner.width);
    let mut lines: Vec<_> = app.coverage.rows.iter().map(|row| question(app, row, cells)).collect();
    lines.extend(sealed.map(|words| Line::from(dim(app, words))));
    boxes::put(frame, inner, lines);
}

fn question(app: &App, row: &Row, cells: usize) -> Line<'static> {
    let Some(question) = app.review.question(row.question) else { return Line::default() };
    let left = vec![
        said(&format!("{:<3}", question.number), style(app, Meaning::Title)),
        said(&question.title, style(app, Meaning::Text)),
    ];
    ends(left, weight(app, row), cells)
}

/// How much there is: `●●●○   9  +6 -3`, or `none!`.
pub fn weight(app: &App, row: &Row) -> Vec<Span<'static>> {
    let dots = if row.total == 0 { Meaning::Dim } else { Meaning::Text };
    let mut spans = vec![Span::styled(row.dots(), style(app, dots))];
    spans.push(number(&row.total.to_string(), 4, style(app, Meaning::Text)));
    if row.total == 0 {
        spans.push(number("none!", 8, style(app, Meaning::Warning)));
    } else {
        spans.push(number(&format!("+{}", row.strengths), 4, style(app, Meaning::Strength)));
        spans.push(number(&format!("-{}", row.developments), 4, style(app, Meaning::Development)));
    }
    spans
}

/// Draws the gaps in one line, for a screen without room for the box.
pub fn draw_line(app: &App, frame: &mut Frame, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let Some(gap) = app.gaps.first() else {
        let none =
            if app.coverage.rows.is_empty() { "" } else { "No gaps: every question has evidence of several kinds." };
        frame.render_widget(Line::from(dim(app, none)), area);
        return;
    };
    let left = vec![Span::styled("Gap: ", style(app, Meaning::Warning)), said(&gap.words, style(app, Meaning::Text))];
    let others = app.gaps.len() - 1;
    let key = app.key_of(Action::PaneQuestions);
    let right = if others > 0 { dim(app, format!("{others} more {key}").trim_end()) } else { Span::default() };
    frame.render_widget(ends(left, right, usize::from(area.width)), area);
}
