//! A frame from the state: the only way from [`App`] to the screen, and it changes nothing.
//!
//! One line on top, the screen, what there is to say, the keys; something over it if there is. The
//! quiet screen leaves only what must be seen. Below 80x24 a notice takes the place of everything
//! but the line being typed.

use super::app::{App, Overlay, Pane};
use super::panes::{after, capture, day, header, hints, present, questions, sealed, status, tag, views};
use super::prompts;
use super::theme::Meaning;
use super::widgets::boxes;
use super::widgets::lines::{said, wrap};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect, Size};
use ratatui::text::Span;

/// The smallest screen that everything fits on.
pub const SMALLEST: Size = Size { width: 80, height: 24 };

/// The parts of the screen from top to bottom: the line on top, the banner, the screen itself, what
/// there is to say, the keys.
fn parts(app: &App, area: Rect) -> [Rect; 5] {
    let banner = u16::from(app.banner.is_some());
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(banner),
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(area)
}

/// The last row that what lies over the screen can begin with on a terminal of `size`, so that
/// scrolling ends where the text does; none where nothing scrolls.
pub fn last_offset(app: &App, size: Size) -> Option<usize> {
    let [_, _, body, ..] = parts(app, Rect::from((Position::ORIGIN, size)));
    prompts::last_offset(app, body)
}

/// Whether a concern's words can be read whole on its card, so that they may be erased.
pub fn concern_is_whole(app: &App) -> bool {
    let [_, _, body, ..] = parts(app, Rect::from((Position::ORIGIN, app.size)));
    match &app.overlay {
        Some(Overlay::Concern { words: Some(words), from }) => prompts::concern::shows_all(app, words, *from, body),
        _ => true,
    }
}

/// Draws everything.
pub fn draw(app: &App, frame: &mut Frame) {
    let area = frame.area();
    if area.width < SMALLEST.width || area.height < SMALLEST.height {
        draw_too_small(app, frame, area);
        return;
    }
    if let Some(talk) = &app.presenting {
        present::draw(app, talk, frame, area);
        if let Some(overlay) = &app.overlay {
            prompts::draw(app, overlay, frame, over_talk(overlay, area));
        }
        return;
    }
    let [top, told, body, notice, keys] = parts(app, area);
    let quiet = app.quiet && app.pane == Pane::Day;
    if quiet {
        day::draw_quiet(app, frame, area);
    } else {
        header::draw(app, frame, top);
        draw_banner(app, frame, told);
        match app.pane {
            Pane::Day => day::draw(app, frame, body),
            Pane::Tag => tag::draw(app, frame, body),
            Pane::Questions => questions::draw(app, frame, body),
            Pane::Sealed => sealed::draw(app, frame, body),
            Pane::Feedback => views::draw(app, frame, body),
            Pane::After => after::draw(app, frame, body),
        }
    }
    if let Some(overlay) = &app.overlay {
        prompts::draw(app, overlay, frame, body);
    }
    // What lies over the quiet screen still says how to leave it.
    let told = !quiet || app.overlay.is_some() || app.cut_off.is_some();
    if told && !status::draw(app, frame, notice) {
        hints::draw(app, frame, keys, body);
    }
}

/// Where something lies over a talk: help over all of it, the line for the host's words below the point's.
fn over_talk(overlay: &Overlay, area: Rect) -> Rect {
    let above = if matches!(overlay, Overlay::Ask { .. }) { area.height * 3 / 5 } else { 0 };
    let height = area.height.saturating_sub(above + 4);
    Rect { y: area.y + above, height, ..area }
}

fn draw_banner(app: &App, frame: &mut Frame, area: Rect) {
    if let Some(banner) = &app.banner {
        let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        boxes::put(frame, area, [said(banner, app.theme.style(Meaning::Warning)).into()]);
    }
}

fn draw_too_small(app: &App, frame: &mut Frame, area: Rect) {
    let words = format!(
        "visitbook needs {}x{}; this window is {}x{}. Make it larger. What you typed is kept.",
        SMALLEST.width, SMALLEST.height, area.width, area.height
    );
    let (cells, rows) = (usize::from(area.width), usize::from(area.height));
    // The line being typed keeps the last row.
    let typing = app.overlay.is_none() && app.pane == Pane::Day && rows > 1;
    let notice = wrap(vec![Span::raw(words)], cells, rows - usize::from(typing));
    boxes::put(frame, area, notice);
    if typing {
        capture::line(app, frame, Rect { y: area.bottom() - 1, height: 1, ..area });
    }
}
