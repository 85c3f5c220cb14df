//! The questions beside the day: how much there is for each, and what is missing.

use super::{dim, key, style};
use crate::review::coverage::Row;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{ends, number, said};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How high the part wants to be.
pub fn height(app: &App) -> u16 {
    u16::try_from(app.coverage.rows.len() + 1).unwrap_or(u16::MAX)
}

/// Draws the part: a row for each question, and on its rule what is not counted.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let inside = boxes::inside(area);
    let sealed = dim(app, app.coverage.sealed_words().unwrap_or_default());
    let more = boxes::more(0, inside.height.into(), app.coverage.rows.len(), app.theme);
    boxes::draw(frame, area, Titles::new("Questions", false, app.theme).right([sealed, more]), app.theme);
    boxes::put(frame, inside, app.coverage.rows.iter().map(|row| question(app, row, inside.width.into())));
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
    if row.total == 0 && app.waits_for_unlocking() > 0 {
        // Nothing is missing as far as anybody can tell.
        spans.push(number(glyph::SEALED, 8, style(app, Meaning::Sealed)));
    } else if row.total == 0 {
        spans.push(number("none!", 8, style(app, Meaning::Warning)));
    } else {
        spans.push(number(&format!("+{}", row.strengths), 4, style(app, Meaning::Strength)));
        spans.push(number(&format!("-{}", row.developments), 4, style(app, Meaning::Development)));
    }
    spans
}

/// Where everything is sealed, what is not counted and not listed until it is unlocked.
pub fn uncounted(app: &App) -> Option<Span<'static>> {
    if let Some((done, all)) = app.unlocked.progress().filter(|_| app.seals_all()) {
        return Some(Span::styled(
            format!("{} opening the sealed notes: {done} of {all}", glyph::SEALED),
            style(app, Meaning::Sealed),
        ));
    }
    let notes = Some(app.waits_for_unlocking()).filter(|notes| *notes > 0)?;
    let key = key(app, Action::Unlock);
    let key = if key.is_empty() { format!("“{}”", Action::Unlock.name()) } else { key };
    let words = format!(
        "{} {}, not counted until unlocked: {key} unlocks",
        glyph::SEALED,
        crate::trouble::count(notes, "sealed note", "sealed notes")
    );
    Some(Span::styled(words, style(app, Meaning::Sealed)))
}

/// Draws the gaps in one line, for a screen without room for the part.
pub fn draw_line(app: &App, frame: &mut Frame, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if let Some(waiting) = uncounted(app) {
        frame.render_widget(Line::from(waiting), area);
        return;
    }
    let Some(gap) = app.gaps.first() else {
        let none =
            if app.coverage.rows.is_empty() { "" } else { "No gaps: every question has evidence of several kinds." };
        frame.render_widget(Line::from(dim(app, none)), area);
        return;
    };
    let left = vec![Span::styled("Gap: ", style(app, Meaning::Warning)), said(&gap.words, style(app, Meaning::Text))];
    let others = app.gaps.len() - 1;
    let key = key(app, Action::PaneQuestions);
    let right = if others > 0 { dim(app, format!("{others} more: {key}").trim_end()) } else { Span::default() };
    frame.render_widget(ends(left, right, usize::from(area.width)), area);
}
