//! Asking for the passphrase, to read what is sealed.

use super::{card, cursor_behind, masked, text};
use crate::secret::Secret;
use crate::tui::app::{App, Seals};
use crate::tui::theme::Meaning;
use crate::tui::widgets::spinner;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// How wide the box is.
const WIDE: u16 = 60;

/// Draws the field, and what was wrong or is under way.
pub fn draw(app: &App, typed: &Secret, wrong: &str, frame: &mut Frame, area: Rect) {
    let cells = usize::from(WIDE.min(area.width).saturating_sub(4));
    let minutes = app.settings.lock_after_minutes;
    let why = format!(
        "Sealed notes open until you lock, or until nobody has typed for {}.",
        crate::trouble::count(minutes.into(), "minute", "minutes")
    );
    let mut lines = text(app, &why, Meaning::Dim, cells);
    lines.push(Line::default());
    let field = masked(app, "Passphrase  ", Some(typed), cells);
    let row = lines.len();
    lines.push(field.clone());
    lines.push(Line::default());
    let working = app.seals == Seals::Unlocking;
    if working {
        let words = format!("{} Trying it; this takes a few seconds.", spinner(app.spin));
        lines.extend(text(app, &words, Meaning::Text, cells));
    } else if !wrong.is_empty() {
        lines.extend(text(app, &format!("! {wrong}"), Meaning::Trouble, cells));
    }
    // The box keeps its height whatever there is to say.
    lines.resize(lines.len().max(row + 4), Line::default());
    let inner = card(app, "Unlock", lines, WIDE, frame, area);
    if !working {
        cursor_behind(frame, inner, row, &field);
    }
}
