//! The keys that work in one place, by what they are about; from the table of actions and the
//! keymap in force, so it cannot be wrong.

use super::{reading_width, scrolled};
use crate::tui::action::{Action, Context, Group};
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::lines::{column, hang, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The cells for the keys of an action.
const KEYS: usize = 14;

/// Draws the help for `context`.
pub fn draw(app: &App, context: Context, offset: usize, frame: &mut Frame, area: Rect) {
    let title = format!("Help: {}", context.label());
    scrolled(app, &title, lines(app, context, reading_width(area)), offset, frame, area);
}

/// Its lines.
pub fn lines(app: &App, context: Context, cells: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        let here = Action::ALL.iter().filter(|a| a.group() == group && a.applies(context) && app.offers(**a));
        let rows: Vec<_> = here.flat_map(|action| row(app, context, *action, cells)).collect();
        if rows.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(group.label(), app.theme.style(Meaning::Title)));
        lines.extend(rows);
    }
    lines
}

/// An action's keys and its sentence; one without a key is reached by name.
fn row(app: &App, context: Context, action: Action, cells: usize) -> Vec<Line<'static>> {
    let keys = app.keymap.keys_for(context, action).join(" ");
    let sentence = Span::styled(action.sentence(), app.theme.style(Meaning::Text));
    let wrapped = wrap(vec![sentence], cells.saturating_sub(KEYS + 1), 3);
    hang(vec![column(&keys, KEYS, app.theme.style(Meaning::Key)), Span::raw(" ")], wrapped)
}
