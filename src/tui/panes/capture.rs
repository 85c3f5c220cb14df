//! The capture line, and under it in words what Enter will do with it.
//!
//! Whether it will be sealed stands in the title and first in the preview, as a word and a
//! sign: a reviewer must never have to wonder. What would go wrong with the seal is said before Enter.

use super::{dim, key, style};
use crate::review::capture::{self, Reading};
use crate::review::people::Act;
use crate::review::seals::SealTo;
use crate::text::{clean_line, listed};
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{joined, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How high the part is on a screen of so many rows: a rule, the line, what Enter will do with it.
pub fn height(screen: u16) -> u16 {
    if screen < 28 { 4 } else { 5 }
}

/// Draws the part.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let reading = app.reading();
    let inner = boxes::draw(frame, area, titles(app, &reading), app.theme);
    if inner.is_empty() {
        return;
    }
    if let Some(closed) = closed(app) {
        boxes::put(frame, inner, wrap(vec![dim(app, closed)], inner.width.into(), inner.height.into()));
        return;
    }
    line(app, frame, inner);
    let below = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    boxes::put(frame, below, under(app, &reading, below.width.into(), below.height.into()));
}

/// Draws the line being typed into the first row of `area`, and puts the cursor there.
pub fn line(app: &App, frame: &mut Frame, area: Rect) {
    if area.is_empty() || closed(app).is_some() {
        return;
    }
    let area = Rect { height: 1, ..area };
    let cursor = app.day.line.render(frame.buffer_mut(), area, style(app, Meaning::Text));
    if app.overlay.is_none() && !app.day.saving {
        frame.set_cursor_position(cursor);
    }
}

/// Why nothing can be written now, if so.
pub fn closed(app: &App) -> Option<&'static str> {
    if !app.may(Act::Capture) {
        Some("Your part in this review has no notes of its own to write.")
    } else if app.entered {
        None
    } else {
        Some("Capture opens when you have read and accepted the protocol for the day.")
    }
}

fn titles(app: &App, reading: &Reading) -> Titles {
    let has_keyboard = app.day.note.is_none() && closed(app).is_none();
    let mut titles = Titles::new("Capture", has_keyboard, app.theme);
    titles.title.spans.extend(sealed_sign(app, reading));
    titles.right([dim(app, if app.day.saving { "saving…" } else { "" })])
}

/// The seal as it stands in a title: ` ▒ SEALED: the team`; or that it cannot be.
pub fn sealed_sign(app: &App, reading: &Reading) -> Option<Span<'static>> {
    let to = seal(app, reading)?;
    let (words, meaning) = match app.unreached(&to) {
        Some(Err(_)) => (" ! cannot be SEALED".to_owned(), Meaning::Trouble),
        _ => (format!(" {} SEALED: {}", glyph::SEALED, clean_line(&app.readers_in_words(&to))), Meaning::Sealed),
    };
    Some(Span::styled(words, style(app, meaning).patch(style(app, Meaning::Title))))
}

/// To whom the line would be sealed.
fn seal(app: &App, reading: &Reading) -> Option<SealTo> {
    match reading {
        Reading::Note(capture) | Reading::MarksOnly(capture) => capture.seal_to(),
        Reading::Empty => match app.reading_of(".") {
            Reading::Note(capture) => capture.seal_to(),
            _ => app.seal_by_key(),
        },
        Reading::Ask { .. } => app.seal_by_key(),
    }
}

/// The rows under the line: the preview, then what is wrong or could be done.
pub fn under(app: &App, reading: &Reading, cells: usize, rows: usize) -> Vec<Line<'static>> {
    let troubled = reach(app, reading);
    let kept = usize::from(troubled.is_some() && rows > 1);
    let impossible = seal(app, reading).is_some_and(|to| matches!(app.unreached(&to), Some(Err(_))));
    // What cannot be sealed is not saved either: then there is nothing to preview.
    let mut lines = if impossible { Vec::new() } else { wrap(vec![preview(app, reading)], cells, rows - kept) };
    let beside = [waiting(app), elsewhere(app)].into_iter().flatten();
    let rest = joined(troubled.into_iter().chain(beside), style(app, Meaning::Dim));
    lines.extend(wrap(rest, cells, rows - lines.len()));
    lines
}

/// What Enter will do. For an empty line: where a note would go, in the same words.
pub fn preview(app: &App, reading: &Reading) -> Span<'static> {
    let context = app.capture_context();
    let title = app.files_under().and_then(|a| app.review.activity(a)).map_or("no activity", |a| a.title.as_str());
    let told = |reading: &Reading, meaning| said(&capture::preview(reading, &context, title), style(app, meaning));
    match reading {
        // In the look it keeps when the first letter is typed.
        Reading::Empty => told(&app.reading_of("."), Meaning::Text),
        Reading::Ask { .. } => {
            let mut asked = told(reading, Meaning::Warning);
            asked.content = format!("! {}", asked.content).into();
            asked
        }
        Reading::Note(c) | Reading::MarksOnly(c) if c.seal.is_some() => told(reading, Meaning::Sealed),
        Reading::Note(_) | Reading::MarksOnly(_) => told(reading, Meaning::Text),
    }
}

/// Who of the readers could not read it, or why it cannot be sealed at all.
pub fn reach(app: &App, reading: &Reading) -> Option<Span<'static>> {
    match app.unreached(&seal(app, reading)?)? {
        Err(trouble) => {
            let words = format!("! Cannot be sealed: {} {}", trouble.what(), trouble.advice());
            Some(said(words.trim_end(), style(app, Meaning::Trouble)))
        }
        Ok(without) if without.is_empty() => None,
        Ok(without) => {
            let names: Vec<_> = without.iter().map(|p| app.review.name(*p)).collect();
            let have = if names.len() == 1 { "has" } else { "have" };
            let words = format!("! {} {have} no key here yet and could not read it", listed(&names));
            Some(said(&words, style(app, Meaning::Warning)))
        }
    }
}

/// Half-typed lines of earlier sessions.
fn waiting(app: &App) -> Option<Span<'static>> {
    (app.waiting > 0).then(|| {
        let waits = if app.waiting == 1 { "waits" } else { "wait" };
        let them = if app.waiting == 1 { "it" } else { "them" };
        let lines = count(app.waiting, "half-typed line", "half-typed lines");
        keyed(app, &format!("{lines} {waits}: "), Action::RestoreDraft, &format!(" brings {them} back"))
    })
}

/// The other activity that the note may well be about.
fn elsewhere(app: &App) -> Option<Span<'static>> {
    if app.day.chosen.is_some() {
        return None;
    }
    let other = if app.day.file_previous { app.filing.activity } else { app.filing.alternative };
    let title = app.review.activity(other.filter(|_| app.filing.alternative.is_some())?)?.title.clone();
    Some(keyed(app, "", Action::FileUnderPrevious, &format!(" files it under {title}")))
}

/// Words with a key in them; where the action has no key here, the palette's way to it.
fn keyed(app: &App, before: &str, action: Action, after: &str) -> Span<'static> {
    let key = key(app, action);
    let key = if key.is_empty() { format!("“{}”", action.name()) } else { key };
    said(&format!("{before}{key}{after}"), style(app, Meaning::Dim))
}
