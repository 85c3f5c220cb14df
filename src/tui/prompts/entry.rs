//! The first entry: my key and its passphrase, then the protocol for the day.

use super::{READABLE, card, cursor_behind, masked, reading_width, scrolled, text};
use crate::review::visit::Contact;
use crate::secret::Secret;
use crate::tasks::concern::Route;
use crate::tui::action::Action;
use crate::tui::app::{App, EntryStep};
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::lines::{column, hang, said};
use crate::tui::widgets::spinner;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Why there is a passphrase at all.
const WHY: &str = "What you seal in this notebook opens only with your key, and your key only with \
    your passphrase. You will be asked for it when you want to read sealed notes, never when you write.";

/// What to do with the generated words.
const KEEP: &str = "Write them down and keep them at home, not with this computer. Nobody can find them out \
    for you: without them your sealed notes stay shut.";

/// Draws the step in which the passphrase is chosen.
pub fn passphrase(app: &App, step: &EntryStep, frame: &mut Frame, area: Rect) {
    let EntryStep::Passphrase { offered, own, again, working, wrong } = step else { return };
    let cells = usize::from(READABLE.min(area.width).saturating_sub(4));
    let mut lines = text(app, WHY, Meaning::Text, cells);
    lines.push(Line::default());
    let mut typed = None;
    match own {
        None => {
            lines.extend(text(app, "These six words were made for you:", Meaning::Text, cells));
            lines.push(Line::default());
            lines.extend(six_words(app, offered, cells));
            lines.push(Line::default());
            lines.extend(text(app, KEEP, Meaning::Text, cells));
        }
        Some(own) => {
            lines.extend(text(
                app,
                "Your own passphrase, at least 8 characters; six words are better.",
                Meaning::Text,
                cells,
            ));
            lines.push(Line::default());
            lines.push(masked(app, "Passphrase  ", Some(own), cells));
            typed = Some(lines.len() - 1);
            let again_line = masked(app, "Once more   ", again.as_ref(), cells);
            lines.push(again_line);
            if again.is_some() {
                typed = Some(lines.len() - 1);
            }
        }
    }
    lines.push(Line::default());
    lines.extend(ends(app, own.is_some(), *working, wrong, cells));
    let cursor = typed.map(|row| (row, lines[row].clone()));
    let inner = card(app, "Your key", lines, READABLE, frame, area);
    if let (Some((row, line)), false) = (cursor, *working) {
        cursor_behind(frame, inner, row, &line);
    }
}

/// The words in two rows, numbered and far apart, so that they can be copied out without a slip.
pub(super) fn six_words(app: &App, offered: &Secret, cells: usize) -> Vec<Line<'static>> {
    let words: Vec<&str> = offered.expose().split([' ', '-']).filter(|w| !w.is_empty()).collect();
    let each = (cells.saturating_sub(2) / 3).min(22);
    let rows = words.chunks(3).enumerate().map(|(row, words)| {
        let mut spans = vec![Span::raw("  ")];
        for (n, word) in words.iter().enumerate() {
            spans.push(Span::styled(format!("{}  ", row * 3 + n + 1), app.theme.style(Meaning::Dim)));
            let word = crate::text::clean_line(word);
            spans.push(column(&word, each.saturating_sub(3), app.theme.style(Meaning::Title)));
        }
        Line::from(spans)
    });
    rows.collect()
}

/// What is wrong or under way; else what can be done, by key.
fn ends(app: &App, own: bool, working: bool, wrong: &str, cells: usize) -> Vec<Line<'static>> {
    if working {
        let words = format!("{} Your key is being made; this takes a few seconds.", spinner(app.spin));
        return text(app, &words, Meaning::Text, cells);
    }
    let mut lines = Vec::new();
    if !wrong.is_empty() {
        lines.extend(text(app, &format!("! {wrong}"), Meaning::Trouble, cells));
        lines.push(Line::default());
    }
    let (take, other) = if own {
        ("go on with this passphrase", "back to the six words")
    } else {
        ("take these words", "choose a passphrase of your own")
    };
    let ways = [
        (Action::Save, take),
        (Action::Complete, other),
        (Action::Leave, "go on without a key: no sealing, half-typed lines are not kept"),
    ];
    for (action, does) in ways {
        let key = app.key_of(action);
        if !key.is_empty() {
            lines.push(Line::from(vec![
                column(&key, 7, app.theme.style(Meaning::Key)),
                Span::styled(does, app.theme.style(Meaning::Text)),
            ]));
        }
    }
    lines
}

/// Draws the step in which the protocol is read and accepted.
pub fn protocol(app: &App, offset: usize, frame: &mut Frame, area: Rect) {
    let lines = protocol_lines(app, reading_width(area));
    scrolled(app, "Protocol for the day", lines, offset, frame, area);
}

/// The protocol in lines of `cells`, with how to accept it at its end.
pub fn protocol_lines(app: &App, cells: usize) -> Vec<Line<'static>> {
    let protocol = &app.review.visit.protocol;
    let mut lines = Vec::new();
    part(app, &mut lines, "Conduct", &protocol.conduct, cells);
    part(app, &mut lines, "Safeguarding", &protocol.safeguarding, cells);
    lines.extend(routes(app, cells));
    lines.push(Line::default());
    part(app, &mut lines, "Confidentiality", &protocol.confidentiality, cells);
    let accept = format!("{}  I have read this and will keep to it.", app.key_of(Action::Choose));
    lines.extend(text(app, accept.trim_start(), Meaning::Title, cells));
    lines
}

fn part(app: &App, lines: &mut Vec<Line<'static>>, heading: &str, items: &[String], cells: usize) {
    lines.push(Line::styled(heading.to_owned(), app.theme.style(Meaning::Title)));
    for item in items {
        let wrapped = text(app, item, Meaning::Text, cells.saturating_sub(2));
        lines.extend(hang(vec![Span::raw(format!("{} ", glyph::DOT))], wrapped));
    }
    lines.push(Line::default());
}

/// Whom to tell: the designated safeguarding lead first, by name and extension.
fn routes(app: &App, cells: usize) -> Vec<Line<'static>> {
    let routes = &app.review.visit.safeguarding;
    let mut lines = vec![contact(app, "DSL", &routes.dsl), contact(app, "Deputy", &routes.deputy)];
    for route in [Route::Adult, Route::Head, Route::Danger] {
        let words = format!("{}: {}", route.about(), route.tell(routes));
        lines.extend(hang(vec![Span::raw("  ")], text(app, &words, Meaning::Text, cells.saturating_sub(2))));
    }
    lines
}

fn contact(app: &App, role: &str, contact: &Contact) -> Line<'static> {
    Line::from(vec![
        Span::raw("  "),
        column(role, 8, app.theme.style(Meaning::Title)),
        said(&format!("{}, {}", contact.name, contact.phone), app.theme.style(Meaning::Title)),
    ])
}
