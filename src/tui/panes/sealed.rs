//! Sealed: what is sealed, by whom, who can read it; the words of one, once unlocked and asked for.
//!
//! A concern is no note and is not listed here.

use super::evidence::{Look, gutter};
use super::{clock, counted, dim, key, style};
use crate::ids::PersonId;
use crate::review::evidence::{Note, SealedOutside, Unlocked};
use crate::review::seals;
use crate::text::listed;
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::{App, Seals};
use crate::tui::theme::{Meaning, glyph};
use crate::tui::update::new_keys_in_words;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{fill, hang, joined, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The rows of one note in the list.
const ROWS: usize = 2;

/// The most rows that the readers of the chosen note take.
const CHOSEN_ROWS: usize = 4;

/// Said of a note that somebody who has left the team could read.
const NOT_TAKEN_BACK: &str = "what someone read before they left cannot be taken back";

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let shown = app.shown.and_then(|id| app.unlocked.get(&id));
    let high = if shown.is_some() { area.height / 2 } else { 0 };
    let upper = Rect { height: area.height - high, ..area };
    list(app, frame, upper);
    if let Some(unlocked) = shown {
        words(app, unlocked, frame, Rect { y: upper.bottom(), height: high, ..area });
    }
}

fn list(app: &App, frame: &mut Frame, area: Rect) {
    let state = &app.sealed;
    let notes = &state.notes;
    let inside = boxes::with_margin(boxes::inside(area));
    let cells = usize::from(inside.width);
    let told = told(app, cells);
    let sight = usize::from(inside.height).saturating_sub(told.len() + CHOSEN_ROWS - 1) / ROWS;
    let cursor = state.at.cursor;
    let first = boxes::first_row(state.at.offset, (cursor, cursor + 1), sight, notes.len());
    let titles = Titles::new("Sealed", true, app.theme).right([
        counted(app, state.total.max(notes.len()), "note", "notes"),
        boxes::more(first, sight, notes.len(), app.theme),
    ]);
    boxes::draw(frame, area, titles, app.theme);
    let mut lines = told;
    let with_day = app.review.days().len() > 1;
    for (n, note) in notes.iter().enumerate().skip(first).take(sight) {
        let look = Look { chosen: n == cursor, selected: state.at.selected.contains(&note.id) };
        lines.extend(row(app, note, look, with_day, cells));
    }
    if notes.is_empty() {
        lines.push(Line::from(dim(app, " Nothing is sealed in this notebook.")));
    }
    boxes::put(frame, inside, lines);
}

/// What stands above the list: how the seals stand, new keys, notes that do not reach everybody.
fn told(app: &App, cells: usize) -> Vec<Line<'static>> {
    let mut lines = vec![seals(app)];
    let mut warn = |words: &str, action: Action, does: &str| {
        let key = key(app, action);
        let key = if key.is_empty() { String::new() } else { format!(" {key} {does}.") };
        let warned = said(&format!("! {words}{key}"), style(app, Meaning::Warning));
        lines.extend(hang(vec![Span::raw(" ")], wrap(vec![warned], cells.saturating_sub(1), 2)));
    };
    if let Some(words) = new_keys_in_words(app) {
        warn(&words, Action::CompareKeys, "compares");
    }
    let (short, persons) = seals::short_of(&app.sealed.notes, &app.review.people, |p| app.can_read(p));
    if !short.is_empty() {
        let names: Vec<&str> = persons.iter().map(|p| app.review.name(*p)).collect();
        let notes = count(short.len(), "note sealed to a group does", "notes sealed to a group do");
        warn(&format!("{notes} not reach {}.", listed(&names)), Action::ResealGroup, "seals again");
    }
    lines.push(Line::default());
    lines
}

/// How the seals stand, and the key that changes it.
fn seals(app: &App) -> Line<'static> {
    let keyed = |action: Action, does: &str| {
        let key = key(app, action);
        if key.is_empty() { String::new() } else { format!("{key} {does}") }
    };
    let (state, meaning, way) = match app.seals {
        _ if !app.has_key => {
            ("You have no key: nothing can be sealed or unlocked by you", Meaning::Warning, String::new())
        }
        Seals::Locked => ("Locked: nothing sealed can be read", Meaning::Text, keyed(Action::Unlock, "unlocks")),
        Seals::Unlocking => ("Unlocking", Meaning::Sealed, String::new()),
        Seals::Open if app.unlocked.progress().is_some() => return Line::from(opening(app)),
        Seals::Open => ("Unlocked: words can be shown", Meaning::Sealed, keyed(Action::Lock, "locks")),
    };
    let spans = joined([Span::styled(state, style(app, meaning)), dim(app, way)], style(app, Meaning::Dim));
    Line::from([vec![Span::raw(" ")], spans].concat())
}

/// How far the opening has come.
fn opening(app: &App) -> Vec<Span<'static>> {
    let (done, all) = app.unlocked.progress().unwrap_or_default();
    vec![Span::styled(format!(" Unlocked: opening {done} of {all}"), style(app, Meaning::Sealed))]
}

/// When, who, where; below it who can read it, and whether I can.
fn row(app: &App, note: &Note, look: Look, with_day: bool, cells: usize) -> Vec<Line<'static>> {
    let at = note.at().local(app.zone());
    let time = if with_day { format!("{} {}", at.format("%a"), clock(at)) } else { clock(at) };
    let activity = note.activity.and_then(|a| app.review.activity(a)).map_or("no activity", |a| a.title.as_str());
    let shown = if app.shown == Some(note.id) { "shown below" } else { "" };
    let first = joined(
        [
            Span::styled(format!("{} {time}", glyph::SEALED), style(app, Meaning::Sealed)),
            said(app.review.name(note.author), style(app, Meaning::Title)),
            said(activity, style(app, Meaning::Text)),
            Span::styled(shown, style(app, Meaning::Warning)),
            Span::styled(if note.deleted { "deleted" } else { "" }, style(app, Meaning::Warning)),
            Span::styled(if note.conflict { "two versions" } else { "" }, style(app, Meaning::Warning)),
            Span::styled(if note.rehearsal { "rehearsal" } else { "" }, style(app, Meaning::Warning)),
        ],
        style(app, Meaning::Dim),
    );
    let second = note.sealed().map(|outside| readers(app, outside, look.chosen)).unwrap_or_default();
    let before = vec![gutter(app, look), Span::raw(" ")];
    let room = cells.saturating_sub(crate::tui::widgets::lines::width(&before) + 2);
    // Of the chosen one every reader is named, however many they are.
    let second = hang(vec![Span::raw("  ")], wrap(second, room, if look.chosen { CHOSEN_ROWS } else { 1 }));
    let rows: Vec<_> = std::iter::once(Line::from(first)).chain(second).collect();
    let lit = |line| if look.chosen { fill(line, cells).style(style(app, Meaning::Chosen)) } else { line };
    hang(before, rows).into_iter().map(lit).collect()
}

/// Who can read it, by name; those who have left the team are told apart.
fn readers(app: &App, outside: &SealedOutside, whole: bool) -> Vec<Span<'static>> {
    let left = |id: &PersonId| app.review.person(*id).is_some_and(|p| p.retired);
    let names: Vec<_> = outside
        .persons
        .iter()
        .map(|id| match app.review.person(*id) {
            Some(person) if person.retired => format!("{} (retired)", person.name),
            _ => app.review.name(*id).to_owned(),
        })
        .collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mine = match (outside.persons.contains(&app.me), app.has_key, app.seals) {
        (false, ..) => "not for me",
        (true, false, _) => "for me, but my key is not here",
        (true, true, Seals::Open) => "I can read it",
        (true, true, _) => "I can read it once unlocked",
    };
    joined(
        [
            Span::styled(mine, style(app, Meaning::Text)),
            dim(app, outside.readers.label()),
            said(&format!("can read: {}", listed(&names)), style(app, Meaning::Dim)),
            dim(app, if whole && outside.persons.iter().any(left) { NOT_TAKEN_BACK } else { "" }),
        ],
        style(app, Meaning::Dim),
    )
}

/// The words of the note that is shown.
fn words(app: &App, unlocked: &Unlocked, frame: &mut Frame, area: Rect) {
    let title = format!("{} unlocked, visible to anyone who sees this screen", glyph::SEALED);
    let mut titles = Titles::new("", false, app.theme);
    titles.title = Line::styled(title, style(app, Meaning::Sealed));
    let inner = boxes::draw(frame, area, titles, app.theme);
    let (cells, rows) = (usize::from(inner.width), usize::from(inner.height));
    let text = crate::text::clean_block(unlocked.text.expose());
    let reflection = crate::text::clean_block(unlocked.reflection.expose());
    let mut spans = vec![Span::styled(text, style(app, Meaning::Text))];
    if !reflection.is_empty() {
        spans.extend([dim(app, "\n\n// "), Span::styled(reflection, style(app, Meaning::Text))]);
    }
    boxes::put(frame, inner, wrap(spans, cells, rows));
}
