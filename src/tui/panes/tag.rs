//! Tag: evidence that has no question yet, or all of it; digits and single keys mark it.
//!
//! The questions stand below the list with their digits, so that the list has the whole width; only
//! a very wide screen has them beside it.

use super::evidence::{Beside, Layout, Look, words};
use super::questions::searched;
use super::{clock, dim, key, names, style};
use crate::review::evidence::Note;
use crate::review::questions::Question;
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{fit, joined, said, width, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this width on, the questions stand beside the list.
const VERY_WIDE: u16 = 150;

/// How wide they are there.
const BESIDE: u16 = 34;

/// The most rows that the questions take below the list.
const QUESTION_ROWS: usize = 3;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let note_rows = (area.height / 4).clamp(5, 9);
    let beside = area.width >= VERY_WIDE;
    let asked = if beside { Vec::new() } else { in_rows(app, usize::from(area.width.saturating_sub(2))) };
    let asked_rows = u16::try_from(asked.len()).unwrap_or(0);
    let upper = Rect { height: area.height.saturating_sub(note_rows + asked_rows), ..area };
    if beside {
        let left = Rect { width: area.width - BESIDE - 1, ..upper };
        list(app, frame, left);
        questions(app, frame, Rect { x: left.right() + 1, width: BESIDE, ..upper });
        chosen(app, frame, Rect { y: upper.bottom(), height: note_rows, ..area });
        boxes::between(frame, Rect { x: left.right(), width: 1, ..upper }, app.theme);
    } else {
        list(app, frame, upper);
        boxes::put(frame, Rect { x: area.x + 1, y: upper.bottom(), width: area.width - 2, height: asked_rows }, asked);
        chosen(app, frame, Rect { y: upper.bottom() + asked_rows, height: note_rows, ..area });
    }
}

fn list(app: &App, frame: &mut Frame, area: Rect) {
    let state = &app.tag;
    let searching = !state.search.is_empty();
    let inside = boxes::inside(area);
    let uncounted = super::gaps::uncounted(app);
    let top = (u16::from(searching) + u16::from(uncounted.is_some())).min(inside.height);
    let rows_area = boxes::with_margin(Rect { y: inside.y + top, height: inside.height - top, ..inside });
    let (cursor, notes, sight) = (state.at.cursor, &state.notes, usize::from(rows_area.height));
    let first = boxes::first_row(state.at.offset, (cursor, cursor + 1), sight, notes.len());
    let selected = match state.at.selected.len() {
        0 => String::new(),
        n => format!("{n} selected"),
    };
    let untagged = match app.untagged() {
        _ if app.waits_for_unlocking() > 0 => String::new(),
        0 => "all have a question".to_owned(),
        n => format!("{n} without a question"),
    };
    let title = match (app.named_only, app.tag_all) {
        (true, _) => "Tag: evidence that names someone",
        (false, true) => "Tag: all evidence",
        (false, false) => "Tag",
    };
    let titles = Titles::new(title, true, app.theme).right([
        Span::styled(selected, style(app, Meaning::Selected)),
        Span::styled(named(app), style(app, Meaning::Warning)),
        dim(app, untagged),
        boxes::more(first, sight, notes.len().max(state.total), app.theme),
    ]);
    boxes::draw(frame, area, titles, app.theme);
    let found = searching.then(|| Line::from(searched(app, &state.search, state.total)));
    boxes::put(frame, Rect { height: top, ..inside }, found.into_iter().chain(uncounted.map(Line::from)));
    let beside = Beside { place: true, in_words: true, selecting: true, author: false };
    let layout = Layout::of(app, notes, rows_area.width.into(), beside);
    let rows = notes.iter().enumerate().skip(first).take(sight).flat_map(|(n, note)| {
        layout.rows(app, note, Look { chosen: n == cursor, selected: state.at.selected.contains(&note.id) }, 1)
    });
    let none = match (searching, app.named_only) {
        (true, _) => " Nothing found.",
        _ if app.waits_for_unlocking() > 0 => "",
        (false, true) => " No note names anyone who must not be named.",
        (false, false) => " Nothing waits: every note has a question.",
    };
    let empty = notes.is_empty().then(|| Line::from(dim(app, none)));
    boxes::put(frame, rows_area, rows.chain(empty));
}

/// How many notes hold a name, and the key that gathers them.
fn named(app: &App) -> String {
    let key = key(app, Action::NamesOnly);
    if app.named == 0 || app.named_only {
        return String::new();
    }
    let key = if key.is_empty() { key } else { format!(" ({key})") };
    format!("{}{key}", count(app.named, "note names someone", "notes name someone"))
}

/// A question with the key that toggles it, and whether the chosen note has it.
fn question(app: &App, question: &Question) -> Vec<Span<'static>> {
    let number = question.number.as_str();
    let action = Action::ALL.iter().find(|a| a.question_number().is_some_and(|n| n.to_string() == number));
    let key = key(app, action.copied().unwrap_or(Action::TagMore));
    let has = app.chosen_note().and_then(|n| app.words_of(n)).is_some_and(|e| e.marks.questions.contains(&question.id));
    let (sign, meaning) = if has { (glyph::FULL, Meaning::Selected) } else { (glyph::EMPTY, Meaning::Dim) };
    let mut spans = vec![
        Span::styled(format!("{sign} "), style(app, meaning)),
        said(&format!("{number} "), style(app, Meaning::Key)),
        said(&question.title, style(app, Meaning::Text)),
    ];
    // The digit says the number; a number that no digit reaches is asked for by another key.
    if key != number {
        spans.push(dim(app, format!(" ({key})")));
    }
    spans
}

fn questions(app: &App, frame: &mut Frame, area: Rect) {
    let inside = boxes::inside(area);
    let more = boxes::more(0, inside.height.into(), app.review.questions.len(), app.theme);
    boxes::draw(frame, area, Titles::new("Questions", false, app.theme).right([more]), app.theme);
    boxes::put(frame, inside, app.review.questions.iter().map(|q| Line::from(question(app, q))));
}

/// The questions in as many rows as they need.
fn in_rows(app: &App, cells: usize) -> Vec<Line<'static>> {
    let mut rows: Vec<Vec<Span<'static>>> = vec![Vec::new()];
    for asked in &app.review.questions {
        let spans = question(app, asked);
        let Some(row) = rows.last_mut() else { break };
        if row.is_empty() {
            row.extend(spans);
        } else if width(row) + 3 + width(&spans) <= cells {
            row.push(Span::raw("   "));
            row.extend(spans);
        } else {
            rows.push(spans);
        }
    }
    rows.truncate(QUESTION_ROWS);
    rows.into_iter().map(Line::from).collect()
}

/// The chosen note in full: its marks in words, what it says, what its author makes of it.
fn chosen(app: &App, frame: &mut Frame, area: Rect) {
    let Some(note) = app.chosen_note() else {
        boxes::draw(frame, area, Titles::new("No note chosen", false, app.theme), app.theme);
        return;
    };
    let at = note.at().local(app.zone());
    let activity = note.activity.and_then(|a| app.review.activity(a)).map_or("no activity", |a| a.title.as_str());
    let title = format!("{} {} · {} · {activity}", at.format("%a"), clock(at), app.review.name(note.author));
    let inside = boxes::draw(frame, area, Titles::new(&title, false, app.theme), app.theme);
    let (cells, rows) = (usize::from(inside.width), usize::from(inside.height));
    let Some(evidence) = app.words_of(note) else {
        boxes::put(frame, inside, [Line::from(words(app, note))]);
        return;
    };
    let mut lines = vec![Line::from(in_words(app, note))];
    let made = [dim(app, "// "), said(evidence.reflection, style(app, Meaning::Text))];
    let kept = usize::from(!evidence.reflection.is_empty());
    let offer = names::offer(app, evidence.texts());
    let below = usize::from(offer.is_some());
    let text = said(evidence.text, style(app, Meaning::Text));
    lines.extend(wrap(vec![text], cells, rows.saturating_sub(1 + kept + below)));
    if kept > 0 {
        lines.extend(wrap(made.to_vec(), cells, rows.saturating_sub(lines.len() + below)));
    }
    lines.extend(offer.map(|offer| fit(vec![offer], cells)));
    boxes::put(frame, inside, lines);
}

/// The marks of an open note in words: `1 Fluency and 2 Reasoning · strength · lesson · Y4`.
fn in_words(app: &App, note: &Note) -> Vec<Span<'static>> {
    let Some(evidence) = app.words_of(note) else { return Vec::new() };
    let marks = evidence.marks;
    let titles: Vec<_> = app
        .review
        .questions
        .iter()
        .filter(|q| marks.questions.contains(&q.id))
        .map(|q| format!("{} {}", q.number, q.title))
        .collect();
    let titles: Vec<_> = titles.iter().map(String::as_str).collect();
    let questions = if titles.is_empty() {
        Span::styled("no question yet", style(app, Meaning::Warning))
    } else {
        said(&crate::text::listed(&titles), style(app, Meaning::Dim))
    };
    let plain = |text: &str| said(text, style(app, Meaning::Dim));
    joined(
        [
            questions,
            Span::styled(marks.valence.label(), style(app, super::evidence::meaning(marks.valence))),
            plain(marks.source.map_or("no source", |s| s.label())),
            plain(marks.place.as_deref().unwrap_or_default()),
            plain(if marks.impact { "impact" } else { "" }),
            plain(if marks.learning { "to take home" } else { "" }),
            plain(if app.remarked_in_note(note) { super::REMARKED } else { "" }),
        ],
        style(app, Meaning::Dim),
    )
}
