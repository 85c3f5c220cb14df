//! Tag: evidence that has no question yet, or all of it; digits and single keys mark it.

use super::evidence::{Beside, Layout, Look, words};
use super::questions::searched;
use super::{capture, clock, dim, names, style};
use crate::review::evidence::{Content, Note};
use crate::review::questions::Question;
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{column, fit, joined, said, width, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this width on, the questions stand beside the list and marks are words.
const WIDE: u16 = 110;

/// How wide the questions are there.
const BESIDE: u16 = 30;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let note_rows = (area.height / 4).clamp(5, 9);
    let wide = area.width >= WIDE;
    let beside = if wide { BESIDE } else { 0 };
    let asked = if wide { Vec::new() } else { questions_in_rows(app, usize::from(area.width.saturating_sub(2))) };
    let asked_rows = u16::try_from(asked.len()).unwrap_or(0);
    let upper = Rect { height: area.height.saturating_sub(note_rows + asked_rows), ..area };
    list(app, frame, Rect { width: area.width - beside, ..upper }, wide);
    if wide {
        questions_beside(app, frame, Rect { x: area.right() - beside, width: beside, ..upper });
    } else {
        let rows = Rect { x: area.x + 1, y: upper.bottom(), width: area.width - 2, height: asked_rows };
        boxes::put(frame, rows, asked);
    }
    let below = Rect { y: upper.bottom() + asked_rows, height: note_rows, ..area };
    chosen(app, frame, below.intersection(area));
}

fn list(app: &App, frame: &mut Frame, area: Rect, wide: bool) {
    let state = &app.tag;
    let searching = !state.search.is_empty();
    let sight = usize::from(area.height.saturating_sub(2)).saturating_sub(usize::from(searching));
    let (cursor, notes) = (state.at.cursor, &state.notes);
    let first = boxes::first_row(state.at.offset, (cursor, cursor + 1), sight, notes.len());
    let title = match (app.named_only, app.tag_all) {
        (true, _) => "Tag: evidence that names someone",
        (false, true) => "Tag: all evidence",
        (false, false) => "Tag: evidence without a question",
    };
    let selected = match state.at.selected.len() {
        0 => String::new(),
        n => format!("{n} selected"),
    };
    let untagged = match app.counts.untagged {
        0 => "all have a question".to_owned(),
        n => format!("{n} without a question"),
    };
    let named = Span::styled(named(app), style(app, Meaning::Warning));
    let titles = Titles::new(title, true, app.theme)
        .right(joined(
            [Span::styled(selected, style(app, Meaning::Selected)), named, dim(app, untagged)],
            style(app, Meaning::Dim),
        ))
        .below(boxes::more(first, sight, notes.len().max(state.total), app.theme));
    let inner = boxes::draw(frame, area, titles, app.theme);
    let layout = Layout::of(app, notes, usize::from(inner.width), Beside { place: true, in_words: wide, author: wide });
    let rows = notes.iter().enumerate().skip(first).take(sight).flat_map(|(n, note)| {
        layout.rows(app, note, Look { chosen: n == cursor, selected: state.at.selected.contains(&note.id) }, 1)
    });
    let search = searching.then(|| Line::from(searched(app, &state.search, state.total)));
    let none = match (searching, app.named_only) {
        (true, _) => "Nothing found.",
        (false, true) => "No note names anyone who must not be named.",
        (false, false) => "Nothing waits: every note has a question.",
    };
    let empty = notes.is_empty().then(|| Line::from(dim(app, none)));
    boxes::put(frame, inner, search.into_iter().chain(rows).chain(empty));
}

/// How many notes hold a name, and the key that gathers them.
fn named(app: &App) -> String {
    let key = app.key_of(Action::NamesOnly);
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
    let key = app.key_of(action.copied().unwrap_or(Action::TagMore));
    let has = app.chosen_note().and_then(Note::evidence).is_some_and(|e| e.marks.questions.contains(&question.id));
    let mut spans = vec![
        Span::styled(
            if has { glyph::FULL } else { glyph::EMPTY },
            style(app, if has { Meaning::Selected } else { Meaning::Dim }),
        ),
        Span::raw(" "),
        Span::styled(format!("{key} "), style(app, Meaning::Key)),
    ];
    // The digit says the number; a number that no digit reaches is typed after the key.
    if action.is_none() || key != number {
        spans.push(said(&format!("{number} "), style(app, Meaning::Title)));
    }
    spans.push(said(&question.title, style(app, Meaning::Text)));
    spans
}

fn questions_beside(app: &App, frame: &mut Frame, area: Rect) {
    let sight = usize::from(area.height.saturating_sub(2));
    let all = app.review.questions.len();
    let titles = Titles::new("Questions", false, app.theme).below(boxes::more(0, sight, all, app.theme));
    let inner = boxes::draw(frame, area, titles, app.theme);
    boxes::put(frame, inner, app.review.questions.iter().map(|q| Line::from(question(app, q))));
}

/// The questions in as many rows as they need, at most three.
fn questions_in_rows(app: &App, cells: usize) -> Vec<Line<'static>> {
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
    rows.truncate(3);
    rows.into_iter().map(Line::from).collect()
}

/// The chosen note in full: its words, what its author makes of it, its marks in words.
fn chosen(app: &App, frame: &mut Frame, area: Rect) {
    let Some(note) = app.chosen_note() else {
        boxes::draw(frame, area, Titles::new("No note chosen", false, app.theme), app.theme);
        return;
    };
    let at = note.at().local(app.zone());
    let activity = note.activity.and_then(|a| app.review.activity(a)).map_or("no activity", |a| a.title.as_str());
    let title = format!("{} {} · {} · {activity}", at.format("%a"), clock(at), app.review.name(note.author));
    let inner = boxes::draw(frame, area, Titles::new(&title, false, app.theme), app.theme);
    let (cells, rows) = (usize::from(inner.width), usize::from(inner.height));
    let mut lines = Vec::new();
    match &note.content {
        Content::Open(evidence) => {
            let label = |word: &str| column(word, 10, style(app, Meaning::Dim));
            lines.push(Line::from(in_words(app, note)));
            let offer = names::offer(app, evidence.texts());
            let below = usize::from(!evidence.reflection.is_empty()) + usize::from(offer.is_some());
            let room = rows.saturating_sub(lines.len() + below);
            lines.extend(wrap(vec![said(&evidence.text, style(app, Meaning::Text))], cells, room.max(1)));
            if !evidence.reflection.is_empty() {
                let made = vec![label("I make of"), said(&evidence.reflection, style(app, Meaning::Text))];
                lines.extend(wrap(made, cells, rows.saturating_sub(lines.len() + usize::from(offer.is_some()))));
            }
            lines.extend(offer.map(|offer| fit(vec![offer], cells)));
        }
        Content::Sealed(_) | Content::Erased => lines.push(Line::from(words(app, note))),
    }
    boxes::put(frame, inner, lines);
}

/// The marks of an open note in words: `1 Fluency and 2 Reasoning · strength · lesson · Y4`.
fn in_words(app: &App, note: &Note) -> Vec<Span<'static>> {
    let Some(evidence) = note.evidence() else { return Vec::new() };
    let marks = &evidence.marks;
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
        said(&capture::listed(&titles), style(app, Meaning::Dim))
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
        ],
        style(app, Meaning::Dim),
    )
}
