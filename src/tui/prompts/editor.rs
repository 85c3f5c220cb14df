//! The editor for long notes: the whole screen for the text, its preview below.

use crate::ids::NoteId;
use crate::review::capture::Reading;
use crate::tui::app::{App, Target};
use crate::tui::panes::capture;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::wrap;
use crate::tui::widgets::long::LongEditor;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The rows below the text that say what saving does.
const BELOW: u16 = 2;

/// Draws the editor over all of `area`.
pub fn draw(app: &App, target: Target, editor: &LongEditor, saving: bool, frame: &mut Frame, area: Rect) {
    let title = match target {
        Target::New => "A new note",
        Target::Note(_) => "The words of a note",
        Target::Sealed(_) => "The words of a sealed note",
    };
    let reading = app.reading_of(&editor.text());
    let mut titles = Titles::over(title, app.theme);
    if target == Target::New {
        titles.title.spans.extend(capture::sealed_sign(app, &reading));
    }
    let titles = titles.right([Span::styled(if saving { "saving…" } else { "" }, app.theme.style(Meaning::Dim))]);
    let inner = boxes::over(frame, area, (area.width, area.height), titles, app.theme);
    if inner.height <= BELOW + 1 {
        return;
    }
    let text = Rect { height: inner.height - BELOW - 1, ..inner };
    let cursor = editor.render(frame.buffer_mut(), text, app.theme.style(Meaning::Text));
    let below = Rect { y: text.bottom() + 1, height: BELOW, ..inner };
    let told = match target {
        Target::New => capture::under(app, &reading, below.width.into(), BELOW.into()),
        Target::Note(_) => wrap(vec![of_open(app, &reading)], below.width.into(), BELOW.into()),
        Target::Sealed(id) => wrap(vec![of_sealed(app, id)], below.width.into(), BELOW.into()),
    };
    boxes::put(frame, below, told);
    if !saving {
        frame.set_cursor_position(cursor);
    }
}

/// What saving the words of an open note does.
fn of_open(app: &App, reading: &Reading) -> Span<'static> {
    if reading.seal().is_some() {
        // A seal mark counts in a saved note too, because seal marks fail closed.
        let words = format!("{} Will be SEALED: its open words before are removed.", glyph::SEALED);
        return capture::reach(app, reading).unwrap_or_else(|| Span::styled(words, app.theme.style(Meaning::Sealed)));
    }
    let words = "Changes the words of this note; its marks stay. The words before stay in its history.";
    Span::styled(words, app.theme.style(Meaning::Dim))
}

/// What saving the words of a sealed note does.
fn of_sealed(app: &App, note: NoteId) -> Span<'static> {
    let outside = app.sealed.notes.iter().chain(&app.day.notes).find(|n| n.id == note).and_then(|n| n.sealed());
    let readers = outside.map_or("its readers", |outside| outside.readers.label());
    let words = format!("{} stays SEALED: {readers}. Visible to anyone who sees this screen.", glyph::SEALED);
    Span::styled(words, app.theme.style(Meaning::Sealed))
}
