//! Before and after: the timeline and the documents as tick lists, each row with what it needs once it is chosen.

use super::evidence::{Look, gutter};
use super::{dim, style};
use crate::clock::Moment;
use crate::ids::PersonId;
use crate::review::documents::{Document, Reading};
use crate::review::timeline::Listed;
use crate::tasks::timeline::late;
use crate::text::{clean_line, listed};
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{column, ends, fill, hang, said, width, wrap};
use crate::tui::widgets::rows::Rows;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How far everything is indented behind the tick.
const INDENT: usize = 5;

/// The widest the column of dates gets.
const WHEN: usize = 19;

/// From this width on, who is responsible stands in each row of the timeline.
const WIDE: usize = 110;

/// The most of it that stands there.
const RESPONSIBLE: usize = 24;

/// The most rows of the words of a chosen row.
const IN_FULL: usize = 4;

/// Draws the view.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let inside = boxes::with_margin(boxes::inside(area));
    let cells = usize::from(inside.width);
    let (timeline, documents) = (app.timeline(), app.documents());
    let cursor = app.after.ticks.cursor;
    let mut rows = Rows::default();
    let title = |words: &'static str| Line::styled(format!(" {words}"), style(app, Meaning::Title));
    let widest = timeline.iter().map(|l| crate::text::width(&l.row.when)).max().unwrap_or(0).min(WHEN);
    rows.heading(title("The timeline: done by the team"));
    for (n, listed) in timeline.iter().enumerate() {
        rows.row(timeline_row(app, listed, n == cursor, widest, cells));
    }
    if timeline.is_empty() {
        rows.heading(dim(app, " The plan has no timeline."));
    }
    rows.heading(Line::default());
    rows.heading(title("The documents: each ticks for themselves"));
    for (n, document) in documents.iter().enumerate() {
        rows.row(document_row(app, document, timeline.len() + n == cursor, cells));
    }
    if documents.is_empty() {
        rows.heading(dim(app, " The plan lists no documents."));
    }
    let seen = rows.in_sight(app.after.ticks.offset, cursor, inside.height.into());
    let done = timeline.iter().filter(|l| !l.done.is_empty()).count();
    let read = documents.iter().filter(|d| d.readers.iter().any(|r| r.person == app.me)).count();
    let of = |n: usize, all: usize, what: &str| if all == 0 { String::new() } else { format!("{n} of {all} {what}") };
    let titles = Titles::new("Before and after the day", true, app.theme).right([
        dim(app, of(done, timeline.len(), "done")),
        dim(app, of(read, documents.len(), "read by me")),
        boxes::more(seen.first, inside.height.into(), seen.all, app.theme),
    ]);
    boxes::draw(frame, area, titles, app.theme);
    boxes::put(frame, inside, seen.lines);
}

/// A row of the timeline: when, what, and who did it or since when it is late; the chosen one with all there is.
fn timeline_row(app: &App, listed: &Listed, chosen: bool, when: usize, cells: usize) -> Vec<Line<'static>> {
    let row = &listed.row;
    let is_done = !listed.done.is_empty();
    let today = app.now.local(app.zone()).date();
    let late = late(&row.when, &app.review, today).filter(|_| !is_done);
    let stands = match (late, listed.done.last()) {
        (Some(since), _) => since,
        (None, Some(done)) => format!("done by {}", short(app, done.person)),
        (None, None) => String::new(),
    };
    let responsible =
        if cells >= WIDE { crate::text::fit(&clean_line(&row.responsible), RESPONSIBLE) } else { String::new() };
    let right = [responsible, stands].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let date = vec![column(&clean_line(&row.when), when, style(app, Meaning::Dim)), Span::raw("  ")];
    let mut lines = ticked(app, (is_done, chosen), date, &row.what, right, cells);
    if chosen {
        let told = |label: &'static str, words: &str, shown: bool| below(app, label, words, shown, cells);
        lines.extend(told("when", &row.when, crate::text::width(&row.when) > when));
        lines.extend(told("needs", &row.resources, !row.resources.is_empty()));
        lines.extend(told("responsible", &row.responsible, !row.responsible.is_empty()));
        lines.extend(listed.done.iter().flat_map(|d| told("done", &who(app, d.person, d.at, &d.note), true)));
    }
    lit(app, lines, chosen, cells)
}

/// A document and who has read it; the chosen one with what they noted.
fn document_row(app: &App, document: &Document, chosen: bool, cells: usize) -> Vec<Line<'static>> {
    let is_read = document.readers.iter().any(|r| r.person == app.me);
    let others: Vec<String> =
        document.readers.iter().filter(|r| r.person != app.me).map(|r| short(app, r.person)).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let right = if others.is_empty() { String::new() } else { format!("read by {}", listed(&others)) };
    let mut lines = ticked(app, (is_read, chosen), Vec::new(), &document.name, right, cells);
    if chosen {
        let told = |r: &Reading| below(app, "read", &who(app, r.person, r.at, &r.note), true, cells);
        lines.extend(document.readers.iter().flat_map(told));
    }
    lit(app, lines, chosen, cells)
}

/// The tick, what stands before the words, the words, and what stands at the end of the first line.
fn ticked(
    app: &App,
    (is_ticked, chosen): (bool, bool),
    date: Vec<Span<'static>>,
    words: &str,
    right: String,
    cells: usize,
) -> Vec<Line<'static>> {
    let sign = Span::styled(if is_ticked { "[x] " } else { "[ ] " }, style(app, Meaning::Text));
    let before = [vec![gutter(app, Look { chosen, selected: false }), sign], date].concat();
    let right = dim(app, right);
    let end = if right.content.is_empty() { 0 } else { crate::text::width(&right.content) + 2 };
    let room = cells.saturating_sub(width(&before) + end);
    let words = said(&clean_line(words), style(app, if is_ticked { Meaning::Dim } else { Meaning::Text }));
    let mut lines = hang(before, wrap(vec![words], room, if chosen { IN_FULL } else { 1 }));
    if let Some(first) = lines.first_mut() {
        *first = ends(std::mem::take(first), right, cells);
    }
    lines
}

/// What is told of a chosen row below its words.
fn below(app: &App, label: &str, words: &str, shown: bool, cells: usize) -> Vec<Line<'static>> {
    if !shown {
        return Vec::new();
    }
    let spans = vec![dim(app, format!("{label}: ")), said(&clean_line(words), style(app, Meaning::Text))];
    hang(vec![Span::raw(" ".repeat(INDENT))], wrap(spans, cells.saturating_sub(INDENT), 2))
}

/// `Sam Okafor on Fri 12 June 16:02: by post`.
fn who(app: &App, person: PersonId, at: Moment, word: &str) -> String {
    let when = at.local(app.zone()).format("%a %-d %B %H:%M");
    let word = if word.is_empty() { String::new() } else { format!(": {word}") };
    format!("{} on {when}{word}", app.review.name(person))
}

/// A person, in a word at the end of a line.
fn short(app: &App, person: PersonId) -> String {
    if person == app.me { "me".to_owned() } else { clean_line(app.review.name(person)) }
}

fn lit(app: &App, lines: Vec<Line<'static>>, chosen: bool, cells: usize) -> Vec<Line<'static>> {
    let lit = |line| if chosen { fill(line, cells).style(style(app, Meaning::Chosen)) } else { line };
    lines.into_iter().map(lit).collect()
}
