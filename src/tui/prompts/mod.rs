//! What lies over the screen: fields to fill in, lists to choose from, cards to read.
//!
//! Each is a box over the middle of the screen; the keys that work in it stand in the hint line
//! below. None shows a secret longer than it is there: what is typed as a passphrase is dots, and a
//! concern's words are on the card alone.

mod ask;
mod choose;
pub mod concern;
mod editor;
mod entry;
mod form;
mod help;
mod history;
mod message;
mod pack;
mod palette;
mod readers;
mod report;
mod timetable;
mod told;
mod unlock;
mod versions;

#[cfg(test)]
mod tests;

use super::app::{App, Asked, EntryStep, Overlay};
use super::theme::Meaning;
use super::widgets::boxes::{self, Titles};
use super::widgets::lines::{said, width, wrap};
use crate::secret::Secret;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// The widest a box gets whose text is to be read.
const READABLE: u16 = 76;

/// Draws what lies over `area`.
pub fn draw(app: &App, overlay: &Overlay, frame: &mut Frame, area: Rect) {
    match overlay {
        Overlay::Entry(step @ EntryStep::Passphrase { .. }) => entry::passphrase(app, step, frame, area),
        Overlay::Entry(EntryStep::Protocol { offset }) => entry::protocol(app, *offset, frame, area),
        Overlay::Help { context, offset } => help::draw(app, *context, *offset, frame, area),
        Overlay::Palette { context, line, cursor } => palette::draw(app, *context, line, *cursor, frame, area),
        Overlay::Unlock { typed, wrong, .. } => unlock::draw(app, typed, wrong, frame, area),
        Overlay::Concern { words, from } => concern::draw(app, words.as_ref(), *from, frame, area),
        Overlay::Ask { asked: Asked::ActionPart { action, part, .. }, title, line } => {
            form::draw(app, title, (*action, *part), line, frame, area);
        }
        Overlay::Ask { title, line, .. } => ask::draw(app, title, line, frame, area),
        Overlay::Readers { rows, chosen, cursor, .. } => readers::draw(app, rows, chosen, *cursor, frame, area),
        Overlay::Choose { title, text, rows, cursor, offset } => {
            choose::draw(app, (title, text, *offset), rows, *cursor, frame, area);
        }
        Overlay::Editor { target, editor, saving, .. } => editor::draw(app, *target, editor, *saving, frame, area),
        Overlay::Versions(versions) => versions::draw(app, versions, frame, area),
        Overlay::History { note, entries, offset } => history::draw(app, *note, entries, *offset, frame, area),
        Overlay::Told { notes, offset } => told::draw(app, notes, *offset, frame, area),
        Overlay::Pack(pack) => self::pack::draw(app, pack, frame, area),
        Overlay::ReportChanges { title, changes, offset } => report::draw(app, title, changes, *offset, frame, area),
        Overlay::Timetable(pasting) => timetable::draw(app, pasting, frame, area),
        Overlay::Message { title, text } => message::draw(app, title, text, frame, area),
    }
}

/// The last row that a scrolled overlay can begin with on a screen of `area`, so that scrolling
/// ends where the text does; none where nothing scrolls.
pub fn last_offset(app: &App, area: Rect) -> Option<usize> {
    let (lines, size) = match app.overlay.as_ref()? {
        Overlay::Entry(EntryStep::Protocol { .. }) => {
            (entry::protocol_lines(app, reading_width(area)).len(), tall(area))
        }
        Overlay::Help { context, .. } => (help::lines(app, *context, reading_width(area)).len(), tall(area)),
        Overlay::Told { notes, .. } => (told::lines(app, notes, reading_width(area)).len(), tall(area)),
        Overlay::History { entries, .. } => (history::lines(app, entries, reading_width(area)).len(), tall(area)),
        Overlay::ReportChanges { changes, .. } => (report::lines(app, changes, reading_width(area)).len(), tall(area)),
        Overlay::Timetable(pasting) => return timetable::last_offset(app, pasting, area),
        Overlay::Choose { text, rows, .. } => return choose::last_offset(app, text, rows.len(), area),
        _ => return None,
    };
    Some(lines.saturating_sub(usize::from(size.1.saturating_sub(2))))
}

/// The size of a box with much to read.
fn tall(area: Rect) -> (u16, u16) {
    (READABLE.min(area.width), area.height.min(34))
}

/// How wide lines are in such a box.
fn reading_width(area: Rect) -> usize {
    usize::from(tall(area).0.saturating_sub(4))
}

/// A box of text to read, as high as it needs, scrolled to `offset`, with `▼` where it goes on.
fn scrolled(app: &App, title: &str, lines: Vec<Line<'static>>, offset: usize, frame: &mut Frame, area: Rect) {
    let (wide, most) = tall(area);
    let all = lines.len();
    let high = u16::try_from(all + 2).unwrap_or(u16::MAX).min(most);
    let sight = usize::from(high.saturating_sub(2));
    let first = offset.min(all.saturating_sub(sight));
    let titles = Titles::over(title, app.theme).right([boxes::more(first, sight, all, app.theme)]);
    let inner = boxes::over(frame, area, (wide, high), titles, app.theme);
    boxes::put(frame, inner, lines.into_iter().skip(first));
}

/// A box just high enough for its lines.
fn card(app: &App, title: &str, lines: Vec<Line<'static>>, wide: u16, frame: &mut Frame, area: Rect) -> Rect {
    let high = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let inner = boxes::over(frame, area, (wide, high), Titles::over(title, app.theme), app.theme);
    boxes::put(frame, inner, lines);
    inner
}

/// Words wrapped for a box.
fn text(app: &App, words: &str, meaning: Meaning, cells: usize) -> Vec<Line<'static>> {
    let cleaned = crate::text::clean_block(words);
    wrap(vec![Span::styled(cleaned, app.theme.style(meaning))], cells, usize::MAX)
}

/// A label and what is typed, as dots.
fn masked(app: &App, label: &str, typed: Option<&Secret>, cells: usize) -> Line<'static> {
    let label = said(label, app.theme.style(Meaning::Text));
    let room = cells.saturating_sub(crate::text::width(&label.content) + 1);
    // So many dots as characters were typed would tell the length only to who counts them; but
    // without them nobody sees that a key arrived.
    let dots = typed.map_or(0, Secret::chars).min(room);
    Line::from(vec![label, Span::raw(super::theme::glyph::HIDDEN.repeat(dots))])
}

/// Puts the cursor behind a line, where something is typed.
fn cursor_behind(frame: &mut Frame, area: Rect, row: usize, line: &Line<'_>) {
    let x = u16::try_from(width(&line.spans)).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
    let y = u16::try_from(row).unwrap_or(u16::MAX);
    if y < area.height && area.width > 0 {
        frame.set_cursor_position(Position { x: area.x + x, y: area.y + y });
    }
}
