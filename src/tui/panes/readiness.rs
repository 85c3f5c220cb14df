//! Readiness: whose notes are in, and what is still open before the feedback is made.

use super::{clock, dim, gaps, key, style};
use crate::clock::Moment;
use crate::review::coverage::Row;
use crate::review::people::Person;
use crate::review::readiness::Part;
use crate::text::clean_line;
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{column, ends, hang, joined, number, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this width on, the questions stand beside the people.
const WIDE: u16 = 110;

/// How wide they are there.
const BESIDE: u16 = 44;

/// The widest that names get.
const NAME: usize = 22;

/// Draws the view.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let left = Rect { width: own_width(area.width), ..area };
    let inside = boxes::inside(left);
    let lines = lines(app, area.width);
    let sight = usize::from(inside.height);
    let first = app.feedback.scrolled.min(lines.len().saturating_sub(sight));
    let joined = app.feedback.roll.joined.map_or_else(String::new, |at| format!("last joined {}", when(app, at)));
    let titles = Titles::new("Whose notes are in", true, app.theme)
        .right([dim(app, joined), boxes::more(first, sight, lines.len(), app.theme)]);
    boxes::draw(frame, left, titles, app.theme);
    boxes::put(frame, inside, lines.into_iter().skip(first));
    if area.width >= WIDE {
        let right = Rect { x: left.right() + 1, width: BESIDE, ..area };
        let titles = Titles::new("Time by question", false, app.theme);
        let inside = boxes::draw(frame, right, titles, app.theme);
        boxes::put(frame, inside, questions(app, inside.width.into()));
        boxes::between(frame, Rect { x: left.right(), width: 1, ..area }, app.theme);
    }
}

/// The last row that the view can begin with.
pub fn last_row(app: &App) -> usize {
    // The top line, the views, the rule; what there is to say, the keys.
    let sight = usize::from(app.size.height.saturating_sub(5));
    lines(app, app.size.width).len().saturating_sub(sight)
}

/// How wide the part with the people is on a screen of this width.
fn own_width(width: u16) -> u16 {
    if width >= WIDE { width - BESIDE - 1 } else { width }
}

/// Everything in that part: the people, what is open, and the questions where they have no part of their own.
fn lines(app: &App, width: u16) -> Vec<Line<'static>> {
    let cells = usize::from(own_width(width).saturating_sub(2));
    let heading = |words: &str| Line::from(said(words, style(app, Meaning::Title)));
    let mut lines = people(app, cells);
    lines.extend([Line::default(), heading("Still open")]);
    lines.extend(open(app, cells));
    if width < WIDE {
        lines.extend([Line::default(), heading("Time by question")]);
        lines.extend(questions(app, cells));
    }
    lines
}

/// A line for each person.
fn people(app: &App, cells: usize) -> Vec<Line<'static>> {
    let parts = app.parts();
    let name = |part: &Part| clean_line(app.review.name(part.person));
    let widest = parts.iter().map(|p| crate::text::width(&name(p))).max().unwrap_or(0).min(NAME);
    let line = |part: &Part| {
        let before = vec![column(&name(part), widest, style(app, Meaning::Text)), Span::raw("  ")];
        let room = cells.saturating_sub(widest + 2);
        hang(before, wrap(joined(told(app, part), style(app, Meaning::Dim)), room, 2))
    };
    parts.iter().flat_map(line).collect()
}

/// What is known of a person's notes, and where they are now.
fn told(app: &App, part: &Part) -> Vec<Span<'static>> {
    let person = app.review.person(part.person);
    let role = person.filter(|p| !p.role.is_team()).map_or("", |p| p.role.label());
    let notes = if part.notes == 0 {
        Span::styled("! no notes yet", style(app, Meaning::Warning))
    } else {
        Span::styled(count(part.notes, "note", "notes"), style(app, Meaning::Text))
    };
    let last = part.last_note.map_or_else(String::new, |at| format!("last {}", when(app, at)));
    let sealed = if part.out_of_reach == 0 {
        String::new()
    } else {
        format!("{} {} sealed, not for you", glyph::SEALED, part.out_of_reach)
    };
    let retired = if person.is_some_and(|p| p.retired) { "has left the team" } else { "" };
    let (here, meaning) = here(app, part, person);
    let here = Span::styled(here, style(app, meaning));
    vec![
        notes,
        dim(app, role),
        dim(app, last),
        Span::styled(sealed, style(app, Meaning::Sealed)),
        dim(app, retired),
        here,
    ]
}

/// Whether a person is here and writing; else until when they were heard of.
fn here(app: &App, part: &Part, person: Option<&Person>) -> (String, Meaning) {
    if part.person == app.me {
        return ("you".to_owned(), Meaning::Dim);
    }
    match app.presence(part.person) {
        Some(here) if here.writing => ("writing now".to_owned(), Meaning::Now),
        Some(_) => ("here".to_owned(), Meaning::Good),
        None if person.is_some_and(|p| p.retired) => (String::new(), Meaning::Dim),
        None => match part.heard {
            Some(heard) => (format!("not here, heard of until {}", when(app, heard)), Meaning::Dim),
            None => ("not heard of yet".to_owned(), Meaning::Warning),
        },
    }
}

/// A time, with its day where that is not today.
fn when(app: &App, at: Moment) -> String {
    let (at, now) = (at.local(app.zone()), app.now.local(app.zone()));
    if at.date() == now.date() { clock(at) } else { at.format("%-d %b %H:%M").to_string() }
}

/// What should be done before points are made, with the key that leads there.
fn open(app: &App, cells: usize) -> Vec<Line<'static>> {
    let to = |action| Some(key(app, action)).filter(|k| !k.is_empty()).map(|k| format!(": {k}")).unwrap_or_default();
    let untagged = match app.untagged() {
        _ if app.waits_for_unlocking() > 0 => String::new(),
        0 => String::new(),
        n => format!("{} without a question{}", count(n, "note", "notes"), to(Action::PaneTag)),
    };
    let twice = app.points.iter().filter(|p| p.conflict).count();
    let twice = match twice {
        0 => String::new(),
        n => format!("{} in two versions{}", count(n, "point stands", "points stand"), to(Action::FeedbackPoints)),
    };
    let out_of_reach: Vec<String> = app
        .parts()
        .iter()
        .filter(|p| p.out_of_reach > 0)
        .map(|p| format!("{} {}", clean_line(app.review.name(p.person)), p.out_of_reach))
        .collect();
    let sealed = match app.parts().iter().map(|p| p.out_of_reach).sum() {
        0 => String::new(),
        n => format!("{} that you cannot read: {}", count(n, "sealed note", "sealed notes"), out_of_reach.join(", ")),
    };
    let marked = |mark: &str, meaning| Span::styled(format!("{mark} "), style(app, meaning));
    let line = |(mark, meaning, words): (&str, Meaning, String)| {
        hang(
            vec![marked(mark, meaning)],
            wrap(vec![said(&words, style(app, Meaning::Text))], cells.saturating_sub(2), 2),
        )
    };
    let all =
        [("!", Meaning::Warning, untagged), ("!", Meaning::Warning, twice), (glyph::SEALED, Meaning::Sealed, sealed)];
    let mut lines: Vec<Line<'static>> =
        all.into_iter().filter(|(.., words)| !words.is_empty()).flat_map(line).collect();
    lines.extend(gaps::uncounted(app).map(Line::from));
    if lines.is_empty() {
        lines.push(Line::from(dim(app, "Nothing: every note has a question.")));
    }
    lines
}

/// How much evidence each question has, and its share of the time.
fn questions(app: &App, cells: usize) -> Vec<Line<'static>> {
    let shares = app.shares();
    let row = |row: &Row| {
        let question = app.review.question(row.question)?;
        let share = shares.iter().find(|(q, _)| *q == row.question).map(|(_, share)| format!("{share} min"));
        let left = vec![
            said(&format!("{:<3}", question.number), style(app, Meaning::Title)),
            said(&question.title, style(app, Meaning::Text)),
        ];
        let mut right = gaps::weight(app, row);
        right.push(number(&share.unwrap_or_default(), 8, style(app, Meaning::Title)));
        Some(ends(left, right, cells))
    };
    let mut lines: Vec<Line<'static>> = app.coverage.rows.iter().filter_map(row).collect();
    if app.together().is_none() {
        lines.push(Line::from(dim(app, "No team or summary meeting is still to come today.")));
    }
    lines
}
