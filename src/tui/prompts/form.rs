//! The form of an action: its parts below each other, one of them being written.

use super::READABLE;
use crate::ids::ActionId;
use crate::review::actions::Part;
use crate::text;
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::line::LineEditor;
use crate::tui::widgets::lines::{column, fit, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// How wide the names of the parts are.
const LABELS: u16 = 17;

/// So many rows of a long text are shown below.
const WHOLE: usize = 5;

/// Draws the parts as they stand, the field in the place of the one that is written, and below it the whole text
/// where the field is too short.
pub fn draw(app: &App, title: &str, (id, now): (ActionId, Part), line: &LineEditor, frame: &mut Frame, area: Rect) {
    let inner_width = READABLE.min(area.width).saturating_sub(4);
    let room = usize::from(inner_width.saturating_sub(LABELS));
    let whole = if text::width(line.text()) < room {
        Vec::new()
    } else {
        wrap(vec![said(line.text(), app.theme.style(Meaning::Dim))], inner_width.into(), WHOLE)
    };
    let below = whole.len() + usize::from(!whole.is_empty());
    let high = u16::try_from(Part::ALL.len() + below + 2).unwrap_or(u16::MAX);
    let inner = boxes::over(frame, area, (READABLE, high), Titles::over(title, app.theme), app.theme);
    if inner.is_empty() {
        return;
    }
    let action = app.action(id);
    let row = |part: Part| -> Line<'static> {
        let meaning = if part == now { Meaning::Title } else { Meaning::Dim };
        let label = column(part.label(), LABELS.into(), app.theme.style(meaning));
        let words = action.map_or("", |a| a.parts.get(part)).replace('\n', " ");
        let words = if part == now { String::new() } else { words };
        fit(vec![label, said(&words, app.theme.style(Meaning::Text))], inner.width.into())
    };
    boxes::put(frame, inner, Part::ALL.map(row));
    let y = inner.y + now as u16;
    let field = Rect { x: inner.x + LABELS, y, width: inner.width.saturating_sub(LABELS), height: 1 };
    if y < inner.bottom() && field.width > 0 {
        let at = line.render(frame.buffer_mut(), field, app.theme.style(Meaning::Text));
        frame.set_cursor_position(at);
    }
    let parts = u16::try_from(Part::ALL.len() + 1).unwrap_or(u16::MAX);
    let below = Rect { y: inner.y.saturating_add(parts), height: inner.height.saturating_sub(parts), ..inner };
    boxes::put(frame, below, whole);
}
