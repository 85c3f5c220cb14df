//! The editor for long notes: the whole screen for the text, its preview below.

use crate::tui::app::{App, Target};
use crate::tui::panes::capture;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::wrap;
use crate::tui::widgets::long::LongEditor;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The rows below the text that say what saving does.
const BELOW: u16 = 2;

/// Draws the editor over all of `area`.
pub fn draw(app: &App, target: Target, editor: &LongEditor, saving: bool, frame: &mut Frame, area: Rect) {
    let title = match target {
        Target::New => "A new note",
        Target::Note(_) => "The words of a note",
        Target::Sealed(_) => "The words of a sealed note",
    };
    let mut titles = Titles::new(title, true, app.theme);
    if saving {
        titles = titles.right(Span::styled("saving…", app.theme.style(Meaning::Dim)));
    }
    let inner = boxes::over(frame, area, (area.width, area.height), titles, app.theme);
    if inner.height <= BELOW + 1 {
        return;
    }
    let text = Rect { height: inner.height - BELOW - 1, ..inner };
    let cursor = editor.render(frame.buffer_mut(), text, app.theme.style(Meaning::Text));
    let below = Rect { y: text.bottom() + 1, height: BELOW, ..inner };
    boxes::put(frame, below, told(app, target, editor, below.width.into()));
    if !saving {
        frame.set_cursor_position(cursor);
    }
}

/// What saving does.
fn told(app: &App, target: Target, editor: &LongEditor, cells: usize) -> Vec<Line<'static>> {
    let rows = usize::from(BELOW);
    match target {
        Target::New => {
            let reading = crate::tui::app::App::reading_of(app, &editor.text());
            let mut lines = wrap(vec![capture::preview(app, &reading)], cells, rows);
            let troubled = capture::reach(app, &reading).map(|span| wrap(vec![span], cells, 1)).unwrap_or_default();
            lines.truncate(rows - troubled.len());
            lines.extend(troubled);
            lines
        }
        Target::Note(_) => {
            let words = "Changes the words of this note; its marks stay. The words before stay in its history.";
            wrap(vec![Span::styled(words, app.theme.style(Meaning::Dim))], cells, rows)
        }
        Target::Sealed(id) => {
            let readers = app.sealed.notes.iter().chain(&app.day.notes).find(|n| n.id == id).and_then(|n| n.sealed());
            let readers = readers.map_or("its readers", |outside| outside.readers.label());
            let words = format!("{} stays SEALED: {readers}. Visible to anyone who sees this screen.", glyph::SEALED);
            wrap(vec![Span::styled(words, app.theme.style(Meaning::Sealed))], cells, rows)
        }
    }
}
