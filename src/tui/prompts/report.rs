//! What changed between two versions of the report, word by word.

use super::{reading_width, scrolled};
use crate::review::release::{Change, Piece};
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::lines::{hang, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws it.
pub fn draw(app: &App, title: &str, changes: &[Change], offset: usize, frame: &mut Frame, area: Rect) {
    scrolled(app, title, lines(app, changes, reading_width(area)), offset, frame, area);
}

/// Its lines. What went and what came has brackets of its own, so that colour is not needed.
pub fn lines(app: &App, changes: &[Change], cells: usize) -> Vec<Line<'static>> {
    let style = |meaning| app.theme.style(meaning);
    if changes.is_empty() {
        return vec![Line::styled("Nothing changed.", style(Meaning::Text))];
    }
    let words = |words: &Option<String>| match words {
        Some(words) => vec![said(words, style(Meaning::Text))],
        None => vec![Span::styled("its words were removed or sealed since", style(Meaning::Dim))],
    };
    let mut lines = Vec::new();
    for change in changes {
        let (head, meaning, told) = match change {
            Change::Added(w) => ("+ added", Meaning::Good, words(w)),
            Change::Removed(w) => ("- taken out", Meaning::Warning, words(w)),
            Change::Moved(w) => ("→ moved", Meaning::Dim, words(w)),
            Change::WordsGone => ("~ reworded", Meaning::Title, words(&None)),
            Change::Reworded(pieces) => ("~ reworded", Meaning::Title, pieces.iter().map(|p| piece(app, p)).collect()),
        };
        lines.push(Line::styled(head, style(meaning)));
        let told = wrap(told, cells.saturating_sub(2), usize::MAX);
        lines.extend(hang(vec![Span::raw("  ")], told));
        lines.push(Line::default());
    }
    lines.pop();
    lines
}

fn piece(app: &App, piece: &Piece) -> Span<'static> {
    let marked = |words: &str, open: &str, close: &str| {
        let inner = words.trim();
        if inner.is_empty() { words.to_owned() } else { words.replacen(inner, &format!("{open}{inner}{close}"), 1) }
    };
    match piece {
        Piece::Kept(words) => said(words, app.theme.style(Meaning::Text)),
        Piece::Gone(words) => said(&marked(words, "[-", "-]"), app.theme.style(Meaning::Warning)),
        Piece::New(words) => said(&marked(words, "{+", "+}"), app.theme.style(Meaning::Good)),
    }
}
