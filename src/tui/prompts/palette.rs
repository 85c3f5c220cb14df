//! The palette: everything that can be done here, found by a few letters.

use crate::tui::action::Context;
use crate::tui::app::App;
use crate::tui::panes::evidence::{Look, gutter};
use crate::tui::theme::Meaning;
use crate::tui::update::palette_rows;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::line::LineEditor;
use crate::tui::widgets::lines::ends;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The cells for the keys of an action, at the right edge.
const KEYS: usize = 16;

/// Draws the line and the actions that fit it.
pub fn draw(app: &App, context: Context, line: &LineEditor, cursor: usize, frame: &mut Frame, area: Rect) {
    let rows = palette_rows(context, line.text());
    let size = (super::READABLE, area.height.min(22));
    let sight = usize::from(size.1).saturating_sub(4);
    let cursor = cursor.min(rows.len().saturating_sub(1));
    let first = boxes::first_row(0, (cursor, cursor + 1), sight, rows.len());
    let titles = Titles::over("Everything", app.theme).right([boxes::more(first, sight, rows.len(), app.theme)]);
    let inner = boxes::over(frame, area, size, titles, app.theme);
    if inner.height < 3 {
        return;
    }
    let at = line.render(frame.buffer_mut(), Rect { height: 1, ..inner }, app.theme.style(Meaning::Text));
    frame.set_cursor_position(at);
    let below = Rect { y: inner.y + 2, height: inner.height - 2, ..inner };
    if rows.is_empty() {
        boxes::put(frame, below, [Line::styled("Nothing by that name here.", app.theme.style(Meaning::Dim))]);
        return;
    }
    let cells = usize::from(below.width);
    let lines = rows.iter().enumerate().skip(first).take(sight).map(|(n, action)| {
        let chosen = n == cursor;
        let place = action.contexts().first().copied().filter(|_| !action.applies(context)).unwrap_or(context);
        let mut keys = app.keymap.keys_for(place, *action).join(" ");
        if place != context {
            keys = format!("{} {keys}", place.label());
        }
        let keys = crate::text::fit(&keys, KEYS);
        let left = vec![
            gutter(app, Look { chosen, selected: false }),
            Span::styled(action.sentence(), app.theme.style(Meaning::Text)),
        ];
        let line = ends(left, Span::styled(keys, app.theme.style(Meaning::Key)), cells);
        if chosen { line.style(app.theme.style(Meaning::Chosen)) } else { line }
    });
    boxes::put(frame, below, lines);
}
