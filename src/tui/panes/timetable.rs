//! The timetable of the visit: when, what, how many notes; what is on now, what has slipped.
//!
//! Rows stand in the order in which the keys walk through them. Activities that begin at one time
//! say it once; those of the other half of the team are dimmed, and say so where there is room.

use super::evidence::Look;
use super::{clock, dim, style};
use crate::ids::ActivityId;
use crate::review::day::half_days;
use crate::review::timetable::Activity;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{ends, number, said, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this many cells on, a row has room to say who goes.
const WIDE: usize = 40;

/// A row: the heading of a half-day, or an activity and whether it begins with the one before.
enum Row {
    Heading(String),
    Activity(ActivityId, bool),
}

/// Draws the box.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let rows = rows(app);
    let shown = app.shown_activity().map(|a| a.id);
    let at = rows.iter().position(|row| matches!(row, Row::Activity(id, _) if Some(*id) == shown)).unwrap_or(0);
    let inside = boxes::inside(area);
    let sight = usize::from(inside.height);
    let first = first_row(&rows, at, sight);
    let titles = Titles::new("Day", false, app.theme).right([boxes::more(first, sight, rows.len(), app.theme)]);
    boxes::draw(frame, area, titles, app.theme);
    let rows_area = boxes::with_margin(inside);
    let cells = usize::from(rows_area.width);
    let lines = rows.iter().skip(first).take(sight).map(|row| match row {
        Row::Heading(text) => Line::from(said(&format!(" {text}"), style(app, Meaning::Title))),
        Row::Activity(id, again) => match app.review.activity(*id) {
            Some(activity) => line(app, activity, *again, cells),
            None => Line::default(),
        },
    });
    boxes::put(frame, rows_area, lines);
}

fn rows(app: &App) -> Vec<Row> {
    let mut rows = Vec::new();
    for half in half_days(&app.review.activities) {
        let mut label = half.label.clone();
        if let Some(first) = label.get(..1) {
            label = first.to_uppercase() + label.get(1..).unwrap_or_default();
        }
        rows.push(Row::Heading(format!("{label} · {}", half.day.format("%a %-d %B"))));
        let mut before = None;
        for id in half.activities {
            let start = app.review.activity(id).and_then(|a| a.start);
            rows.push(Row::Activity(id, start.is_some() && start == before));
            before = start;
        }
    }
    rows
}

/// The half-day of what is shown begins at the top where that leaves it in sight.
fn first_row(rows: &[Row], at: usize, sight: usize) -> usize {
    let heading = rows.iter().take(at + 1).rposition(|row| matches!(row, Row::Heading(_))).unwrap_or(0);
    let ahead = 2.min(sight.saturating_sub(1));
    boxes::first_row(heading, (at, (at + 1 + ahead).min(rows.len())), sight, rows.len())
}

fn line(app: &App, activity: &Activity, again: bool, cells: usize) -> Line<'static> {
    let others_now = app.standing.others.contains(&activity.id);
    let now = app.standing.current.contains(&activity.id);
    let look = Look { chosen: app.day.chosen == Some(activity.id), selected: false };
    let mine = activity.includes(app.me);
    let meaning = match () {
        () if now => Meaning::Now,
        () if activity.run.dropped || !mine => Meaning::Dim,
        () => Meaning::Text,
    };
    let time = match activity.start {
        Some(_) if again => "     ".to_owned(),
        Some(start) => clock(start),
        None => "  –  ".to_owned(),
    };
    // What others are at now is not what I am at, and no colour is needed to see it.
    let on = match (now, others_now) {
        (true, _) => glyph::NOW,
        (false, true) => glyph::DOT,
        (false, false) => " ",
    };
    let signs = [if look.chosen { glyph::CHOSEN } else { " " }, on].concat();
    let left =
        vec![Span::styled(format!("{signs}{time} "), style(app, meaning)), said(&activity.title, style(app, meaning))];
    let mut right = told(app, activity, cells >= WIDE && !mine);
    let count = app.counts.by_activity.iter().find(|(id, _)| *id == Some(activity.id)).map_or(0, |(_, n)| *n);
    let count = if count == 0 { glyph::DOT.to_owned() } else { count.to_string() };
    right.push(number(&count, 2, style(app, meaning)));
    let line = ends(left, right, cells);
    debug_assert!(width(&line.spans) <= cells);
    if look.chosen { line.style(style(app, Meaning::Chosen)) } else { line }
}

/// What happened to it, in a word.
fn told(app: &App, activity: &Activity, others: bool) -> Vec<Span<'static>> {
    let warned = |word: &str| Span::styled(format!("{word} "), style(app, Meaning::Warning));
    if activity.run.dropped {
        return vec![warned("dropped")];
    }
    let mut spans = Vec::new();
    spans.extend(others.then(|| dim(app, "others ")));
    spans.extend(activity.conflict.then(|| warned("two versions")));
    let clash = |c: &crate::review::day::Clash| [c.first, c.second].contains(&activity.id);
    spans.extend(app.clashes.iter().any(clash).then(|| warned("two places")));
    spans.extend(activity.run.paused.map(|_| warned("paused")));
    let moved = activity.moved_by().map_or(0, |by| by.num_minutes());
    spans.extend((moved != 0).then(|| warned(&format!("{moved:+}"))));
    spans
}
