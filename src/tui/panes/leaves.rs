//! What leaves: exactly what would, what stays and why, and how far the report has come.

use super::evidence::{Look, gutter};
use super::{clock, dim, key, style};
use crate::review::evidence::Note;
use crate::review::feedback::Point;
use crate::review::people::Act;
use crate::review::release::Composed;
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::{AfterRow, App, Part};
use crate::tui::theme::{Meaning, glyph};
use crate::tui::update::only_the_lead;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{ends, fill, hang, joined, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How many rows the chosen row may take.
const CHOSEN_ROWS: usize = 4;

/// Draws the view.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let titles = Titles::new(&format!("What leaves, for {}", app.review.visit.audience().label()), true, app.theme);
    let inside = boxes::with_margin(boxes::inside(area));
    let cells = usize::from(inside.width);
    let Some(composed) = app.after.composed.as_ref().filter(|_| app.may(Act::Release)) else {
        boxes::draw(frame, area, Titles::new("What leaves", true, app.theme), app.theme);
        let words = said(&only_the_lead(app), style(app, Meaning::Text));
        boxes::put(frame, inside, hang(vec![Span::raw(" ")], wrap(vec![words], cells.saturating_sub(2), 3)));
        return;
    };
    let told = told(app, composed, cells);
    let below = u16::try_from(told.len()).unwrap_or(u16::MAX).min(inside.height);
    let list = Rect { y: inside.y + below, height: inside.height - below, ..inside };
    let (mut lines, mut starts) = (Vec::new(), Vec::new());
    let rows = app.after_rows();
    for (n, row) in rows.iter().enumerate() {
        if matches!(row, AfterRow::Held(0)) {
            lines.push(Line::styled(" Stays with the team", style(app, Meaning::Title)));
        }
        starts.push(lines.len());
        lines.extend(self::row(app, composed, *row, n == app.after.cursor, cells));
    }
    if composed.held_back.is_empty() {
        lines.push(Line::from(dim(app, " Nothing is held back.")));
    }
    let (sight, all) = (usize::from(list.height), lines.len());
    let start = |n: usize| starts.get(n).copied().unwrap_or(all);
    let chosen = (start(app.after.cursor), start(app.after.cursor + 1));
    let first = boxes::first_row(start(app.after.offset), chosen, sight, all);
    boxes::draw(frame, area, titles.right([boxes::more(first, sight, all, app.theme)]), app.theme);
    boxes::put(frame, inside, told);
    boxes::put(frame, list, lines.into_iter().skip(first));
}

/// What stands above the list: what was chosen, who is named, how far the report has come.
fn told(app: &App, composed: &Composed, cells: usize) -> Vec<Line<'static>> {
    let options = app.release_options();
    let leaves = |on: bool, what: &str| format!("{what} {}", if on { "leave" } else { "stay" });
    let text = |words: &str| said(words, style(app, Meaning::Text));
    let chosen = joined(
        [
            text(options.names.label()),
            text(&leaves(options.reflections, "reflections")),
            text(&leaves(options.answers, "answers")),
            text(&format!("report: {}", options.stage.label())),
        ],
        style(app, Meaning::Dim),
    );
    let labels: Vec<&str> = composed.release.people.iter().map(|p| p.label.as_str()).collect();
    let persons = vec![dim(app, "persons as "), text(&crate::text::listed(&labels))];
    let mut lines = vec![Line::from(chosen), Line::from(report(app))];
    lines.extend(wrap(persons, cells.saturating_sub(2), 2));
    let unsaid = match composed.never_said.len() {
        0 => String::new(),
        n if n == composed.points.len() => "! no point is marked as said aloud at a meeting".to_owned(),
        n => format!("! {} never said aloud at a meeting", count(n, "point was", "points were")),
    };
    if !unsaid.is_empty() {
        lines.push(Line::styled(unsaid, style(app, Meaning::Warning)));
    }
    let mut lines = hang(vec![Span::raw(" ")], lines);
    lines.push(Line::default());
    lines.push(Line::styled(" Leaves", style(app, Meaning::Title)));
    lines
}

/// The last report that was written.
fn report(app: &App) -> Vec<Span<'static>> {
    let Some(last) = app.after.reports.last() else {
        return vec![dim(app, "no report was written yet")];
    };
    let at = last.at.local(app.zone());
    let words = format!("last report: {} {}, {}", at.format("%a %-d %B"), clock(at), last.stage.label());
    let key = key(app, Action::ReportChanges);
    let way = if key.is_empty() { String::new() } else { format!("{key} shows what changed since") };
    joined([said(&words, style(app, Meaning::Text)), dim(app, way)], style(app, Meaning::Dim))
}

/// A row that can be chosen.
fn row(app: &App, composed: &Composed, row: AfterRow, chosen: bool, cells: usize) -> Vec<Line<'static>> {
    let text = style(app, Meaning::Text);
    let (indent, left, right): (usize, Vec<Span<'static>>, Vec<Span<'static>>) = match row {
        AfterRow::Point(n) => {
            let point = composed.points.get(n).and_then(|id| app.points.iter().find(|p| p.id == *id));
            let unsaid = composed.points.get(n).is_some_and(|id| composed.never_said.contains(id));
            let all = composed.never_said.len() == composed.points.len();
            (
                0,
                point.map(|p| point_words(app, p)).unwrap_or_default(),
                vec![warned(app, if unsaid && !all { "never said" } else { "" })],
            )
        }
        AfterRow::Notes => {
            let open = sign(app, Part::Notes);
            let of_head = composed.release.head_notes().count();
            let alone = if of_head > 0 { format!("{of_head} for the head alone") } else { String::new() };
            let notes = count(composed.notes.len(), "note", "notes");
            let plan = match composed.actions.len() {
                0 => String::new(),
                n => format!("with {} of the school's plan", count(n, "action", "actions")),
            };
            let parts = [said(&format!("{open} {notes}"), text), dim(app, alone), dim(app, plan)];
            (0, joined(parts, style(app, Meaning::Dim)), Vec::new())
        }
        AfterRow::Note(n) => {
            let id = composed.notes.get(n);
            let note = id.and_then(|id| app.after.notes.iter().find(|note| note.id == *id));
            (2, note.map(|n| note_words(app, n)).unwrap_or_default(), Vec::new())
        }
        AfterRow::Held(n) => {
            let Some(held) = composed.held_back.get(n) else { return Vec::new() };
            let what = said(&format!("{} {}", sign(app, Part::Held(n)), held.what), text);
            (0, joined([what, dim(app, held.why.clone())], style(app, Meaning::Dim)), Vec::new())
        }
        AfterRow::HeldNote(id) => {
            let note = app.after.notes.iter().find(|n| n.id == id);
            (2, note.map(|n| note_words(app, n)).unwrap_or_default(), Vec::new())
        }
        AfterRow::HeldPoint(id) => {
            let point = app.points.iter().find(|p| p.id == id);
            (2, point.map(|p| point_words(app, p)).unwrap_or_default(), Vec::new())
        }
    };
    let before = vec![gutter(app, Look { chosen, selected: false }), Span::raw(" ".repeat(indent + 1))];
    let room = cells.saturating_sub(indent + 3);
    let lines = if right.iter().all(|s| s.content.is_empty()) {
        wrap(left, room, if chosen { CHOSEN_ROWS } else { 1 })
    } else {
        vec![ends(left, right, room)]
    };
    let lit = |line| if chosen { fill(line, cells).style(style(app, Meaning::Chosen)) } else { line };
    hang(before, lines).into_iter().map(lit).collect()
}

/// Whether a part is open.
fn sign(app: &App, part: Part) -> &'static str {
    if app.after.open.contains(&part) { "▾" } else { "▸" }
}

fn warned(app: &App, words: &str) -> Span<'static> {
    Span::styled(words.to_owned(), style(app, Meaning::Warning))
}

/// A point: its kind, what is marked about it, its words.
fn point_words(app: &App, point: &Point) -> Vec<Span<'static>> {
    let text = style(app, Meaning::Text);
    let words = if point.is_locked() {
        Span::styled(format!("{} sealed", glyph::SEALED), style(app, Meaning::Sealed))
    } else {
        said(&point.text, text)
    };
    joined(
        [
            dim(app, if point.is_locked() { "" } else { point.kind.label() }),
            dim(app, if point.marks.key_message { "key message" } else { "" }),
            dim(app, if point.marks.head_alone { "for the head alone" } else { "" }),
            words,
        ],
        style(app, Meaning::Dim),
    )
}

/// A note: when, who, its words; of a sealed one that it is sealed.
fn note_words(app: &App, note: &Note) -> Vec<Span<'static>> {
    let words = match note.evidence() {
        Some(evidence) => said(&evidence.text, style(app, Meaning::Text)),
        None => {
            let readers = note.sealed().map_or("erased", |s| s.readers.label());
            Span::styled(format!("{} {readers}", glyph::SEALED), style(app, Meaning::Sealed))
        }
    };
    let at = note.at().local(app.zone());
    let when = format!("{} {}", at.format("%a"), clock(at));
    joined(
        [dim(app, when), said(app.review.name(note.author), style(app, Meaning::Dim)), words],
        style(app, Meaning::Dim),
    )
}
