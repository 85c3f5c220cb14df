//! The safeguarding card: whom to tell, now. A concern is not evidence and is kept as none.

use super::{card, text};
use crate::secret::Secret;
use crate::tasks::concern::Route;
use crate::tui::action::Action;
use crate::tui::app::{App, ConcernFrom};
use crate::tui::theme::Meaning;
use crate::tui::widgets::lines::{column, hang, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The rule, in two sentences that a visitor can hold on to.
const RULE: &str = "Listen. Do not promise secrecy, do not question. Tell, now, in person or by telephone; \
    then write the child's own words on the school's own form, not here.";

/// What the keys do.
const RECORDS: &str =
    "1 to 4 records whom you told, and when, sealed to you alone; it is in no list, feedback or export.";

/// The widest the card gets: the words it shows have to be read whole.
const WIDE: u16 = 100;

/// Draws the card.
pub fn draw(app: &App, words: Option<&Secret>, from: ConcernFrom, frame: &mut Frame, area: Rect) {
    let wide = WIDE.min(area.width);
    let mut lines = routes(app, area);
    if let Some(words) = words {
        lines.push(Line::default());
        let rows = rows_left(area, &lines);
        lines.extend(shown_once(app, words, from, cells(area), rows).0);
    }
    card(app, "A concern", lines, wide, frame, area);
}

/// Whether the card shows all of the words: nobody may erase what they could not read.
pub fn shows_all(app: &App, words: &Secret, from: ConcernFrom, area: Rect) -> bool {
    let mut lines = routes(app, area);
    lines.push(Line::default());
    shown_once(app, words, from, cells(area), rows_left(area, &lines)).1
}

fn cells(area: Rect) -> usize {
    usize::from(WIDE.min(area.width).saturating_sub(4))
}

fn rows_left(area: Rect, lines: &[Line<'_>]) -> usize {
    usize::from(area.height.saturating_sub(2)).saturating_sub(lines.len())
}

/// What the card always says: the rule, whom to tell, what the keys do.
fn routes(app: &App, area: Rect) -> Vec<Line<'static>> {
    let cells = cells(area);
    let mut lines = text(app, RULE, Meaning::Title, cells);
    lines.push(Line::default());
    for (n, route) in Route::ALL.iter().enumerate() {
        lines.extend(row(app, n + 1, *route, cells));
    }
    lines.push(Line::default());
    lines.extend(text(app, RECORDS, Meaning::Dim, cells));
    lines
}

/// A route: its key, what it is about, whom to tell.
fn row(app: &App, key: usize, route: Route, cells: usize) -> Vec<Line<'static>> {
    const ABOUT: usize = 29;
    let tell = crate::text::clean_line(&route.tell(&app.review.visit.safeguarding));
    let tell = wrap(vec![Span::styled(tell, app.theme.style(Meaning::Text))], cells.saturating_sub(ABOUT + 3), 4);
    let before = vec![
        column(&key.to_string(), 3, app.theme.style(Meaning::Key)),
        column(route.about(), ABOUT, app.theme.style(Meaning::Title)),
    ];
    hang(before, tell)
}

/// The words, and what becomes of them, in at most so many rows; and whether they fit whole.
fn shown_once(app: &App, words: &Secret, from: ConcernFrom, cells: usize, rows: usize) -> (Vec<Line<'static>>, bool) {
    let what = match from {
        ConcernFrom::Line | ConcernFrom::Editor => "What you were typing",
        ConcernFrom::Note(_) => "The words of the note",
        ConcernFrom::Card => "The words",
    };
    let key = app.key_of(Action::Choose);
    let waiting = match app.waiting {
        0 => String::new(),
        n => format!(
            ", with {} that may hold them too",
            crate::trouble::count(n, "waiting half-typed line", "waiting half-typed lines")
        ),
    };
    let becomes =
        format!("{what}, for the school's form. {key} erases it here for good{waiting}; it is not shown again.");
    let mut lines = text(app, &becomes, Meaning::Warning, cells);
    let cleaned = crate::text::clean_block(words.expose());
    let quoted = wrap(vec![Span::styled(cleaned, app.theme.style(Meaning::Text))], cells.saturating_sub(2), usize::MAX);
    let room = rows.saturating_sub(lines.len());
    let whole = quoted.len() <= room;
    if !whole {
        let longer = "They are longer than this card: step back and copy them from the note first.";
        lines = text(app, longer, Meaning::Warning, cells);
    }
    let room = rows.saturating_sub(lines.len());
    lines.extend(hang(vec![Span::raw("  ")], quoted).into_iter().take(room));
    (lines, whole)
}
