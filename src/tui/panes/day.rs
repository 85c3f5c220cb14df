//! Day: the timetable, the evidence of the chosen activity with prompts, and the capture line.
//!
//! The capture line has the whole width at the bottom, and the same place on the quiet screen, so
//! that the line being typed never moves.

use super::evidence::{Beside, Layout, Look};
use super::{capture, catch_up, clock, counted, dim, gaps, header, style, timetable};
use crate::ids::PersonId;
use crate::review::prompts::prompts;
use crate::review::timetable::{Activity, Meets};
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{fit, hang, joined, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this many rows on, the questions have a part of their own.
const TALL: u16 = 24;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let (upper, capture) = split(area, capture::height(frame.area().height));
    capture::draw(app, frame, capture);
    let (upper, line) = split(upper, u16::from(area.height < TALL));
    let left = Rect { width: (area.width * 2 / 5).clamp(33, 46).min(area.width), ..upper };
    let right = left.right() + 1;
    notes(app, frame, Rect { x: right, width: area.right().saturating_sub(right), ..upper });
    if line.is_empty() {
        let (times, questions) = split(left, gaps::height(app).min(left.height / 3));
        timetable::draw(app, frame, times);
        gaps::draw(app, frame, questions);
    } else {
        timetable::draw(app, frame, left);
        gaps::draw_line(app, frame, line);
    }
    boxes::between(frame, Rect { x: left.right(), width: 1, ..upper }, app.theme);
}

/// Draws the quiet screen: the time, the activity, the line being typed. Trouble is not kept quiet.
pub fn draw_quiet(app: &App, frame: &mut Frame, area: Rect) {
    // Where Day has it: above its status and hints.
    let (upper, below) = split(area, 2);
    let (upper, capture) = split(upper, capture::height(frame.area().height));
    let time = Span::styled(clock(app.now.local(app.zone())), style(app, Meaning::Title));
    let on = header::on_now(app)
        .map_or_else(Span::default, |(word, a)| said(&format!("{word}{}", a.title), style(app, Meaning::Text)));
    let left = Span::styled(header::left_in_words(app), style(app, Meaning::Text));
    boxes::put(frame, indented(upper), [Line::from(joined([time, on, left], style(app, Meaning::Dim)))]);
    capture::draw(app, frame, capture);
    if app.notice.as_ref().is_some_and(|n| n.trouble) {
        boxes::put(frame, indented(below), super::status::notice(app));
    }
}

fn indented(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// The upper part, and the lower one of so many rows.
fn split(area: Rect, lower: u16) -> (Rect, Rect) {
    let lower = lower.min(area.height);
    let upper = Rect { height: area.height - lower, ..area };
    (upper, Rect { y: area.y + upper.height, height: lower, ..area })
}

/// The evidence of the activity that is shown, and below it what to look for.
fn notes(app: &App, frame: &mut Frame, area: Rect) {
    let Some(activity) = app.shown_activity() else {
        let inside = boxes::draw(frame, area, Titles::new("No activity", false, app.theme), app.theme);
        boxes::put(frame, inside, [Line::from(dim(app, "This plan has no timetable."))]);
        return;
    };
    let titles = Titles::new(&titled(activity), app.day.note.is_some(), app.theme);
    let titles = titles.right([counted(app, app.day_total(), "note", "notes")]);
    let inside = boxes::draw(frame, area, titles, app.theme);
    let cells = usize::from(inside.width);
    let facts = facts(app, activity);
    let (above, inside) = if facts.is_empty() { (Rect::default(), inside) } else { below(inside, 1) };
    boxes::put(frame, above, [fit(facts, cells)]);

    let rows = usize::from(inside.height);
    let asked = asked(app, activity, cells);
    // A tall screen keeps a part for the prompts; a low one gives them what the notes leave.
    let kept = if rows >= 18 { (asked.len() + 1).min(rows / 3) } else { 0 };
    let others = catch_up::teams(app, activity);
    let room = rows - kept;
    // My own notes of a break are few; what the others brought is what one meets for.
    let alone = app.day.notes.is_empty() && !others.is_empty();
    let brought = catch_up::lines(app, &others, cells + 1, if alone { room } else { room * 2 / 3 });
    let mut listed = if alone { Vec::new() } else { listed(app, cells + 1, room - brought.len()) };
    listed.extend(brought);
    let (above, room) = below(inside, listed.len());
    boxes::put(frame, boxes::with_margin(above), listed);
    let (_, room) = below(room, 1);
    // Two prompts are better than none; one torn off from the others is not.
    if usize::from(room.height) >= asked.len().min(2) {
        boxes::put(frame, room, asked);
    }
}

/// The first rows of a part, and what is below them.
fn below(area: Rect, rows: usize) -> (Rect, Rect) {
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
    split(area, area.height.saturating_sub(rows))
}

/// `Visits: KS2 09:25–10:25`.
fn titled(activity: &Activity) -> String {
    match (activity.start, activity.end) {
        (Some(start), Some(end)) => format!("{} {}–{}", activity.title, clock(start), clock(end)),
        (Some(start), None) => format!("{} from {}", activity.title, clock(start)),
        _ => format!("{}, no time yet", activity.title),
    }
}

/// Where, who of us, who of the host, what happened to it.
fn facts(app: &App, activity: &Activity) -> Vec<Span<'static>> {
    let plain = |text: &str| said(text, style(app, Meaning::Dim));
    let warned = |text: &str| Span::styled(text.to_owned(), style(app, Meaning::Warning));
    let called = |p: &PersonId| {
        let sign = if activity.online.contains(p) { " (on line)" } else { "" };
        format!("{}{sign}", app.review.name(*p))
    };
    // Where everybody goes, only those who are elsewhere are named.
    let goes = if activity.people.is_empty() { &activity.online } else { &activity.people };
    let names: Vec<String> = goes.iter().map(called).collect();
    let names = crate::text::listed(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let with = activity.with_us();
    let with = if with.is_empty() { String::new() } else { format!("with {with}") };
    let audience = if activity.audience.is_empty() { String::new() } else { format!("for {}", activity.audience) };
    // Where others are, if that is not where I am.
    let elsewhere = match (activity.meets_for(app.me), activity.meets()) {
        (Meets::OnLine, Meets::Both) => activity.place.as_str(),
        (Meets::InRoom, Meets::Both) => activity.link.as_str(),
        _ => "",
    };
    let mut parts = Vec::new();
    if activity.run.dropped {
        parts.push(warned("dropped"));
    }
    if activity.run.paused.is_some() {
        parts.push(warned("paused"));
    }
    // What one needs to get there comes first: the line is cut at its end.
    parts.extend(activity.where_for(app.me).into_iter().map(plain));
    if let (Some(planned), true) = (activity.planned_start, activity.start != activity.planned_start) {
        parts.push(warned(&format!("moved from {}", clock(planned))));
    }
    let rest = [&names, &with, &audience, elsewhere];
    parts.extend(rest.map(plain));
    joined(parts, style(app, Meaning::Dim))
}

/// What to look for: the activity's own prompts, then the programme's, then those of its kind.
fn asked(app: &App, activity: &Activity, cells: usize) -> Vec<Line<'static>> {
    let own = activity.prompts.iter().map(String::as_str);
    let programme = app.review.visit.prompts_for(activity.kind);
    let lines = own.chain(programme).chain(prompts(activity.kind).iter().copied()).flat_map(|prompt| {
        let wrapped = wrap(vec![said(prompt, style(app, Meaning::Dim))], cells.saturating_sub(2), 2);
        hang(vec![dim(app, format!("{} ", glyph::DOT))], wrapped)
    });
    lines.collect()
}

/// The notes, the newest at the bottom; scrolled so that the chosen one is in sight.
fn listed(app: &App, cells: usize, rows: usize) -> Vec<Line<'static>> {
    let notes = &app.day.notes;
    if notes.is_empty() {
        return if rows > 0 { vec![Line::from(dim(app, " Nothing written here yet."))] } else { Vec::new() };
    }
    let layout = Layout::of(app, notes, cells, Beside { author: true, ..Beside::default() });
    let chosen = app.day.note.map(|back| notes.len().saturating_sub(back + 1));
    let most = (rows / 4).clamp(2, 6);
    let drawn = |at: usize| {
        let look = Look { chosen: chosen == Some(at), selected: false };
        layout.rows(app, &notes[at], look, if look.chosen { rows } else { most })
    };
    let (mut lines, mut first) = (Vec::new(), notes.len());
    while first > 0 {
        let mut before = drawn(first - 1);
        if before.len() + lines.len() > rows {
            break;
        }
        before.append(&mut lines);
        (lines, first) = (before, first - 1);
    }
    let Some(chosen) = chosen.filter(|at| *at < first) else { return lines };
    (chosen..notes.len()).flat_map(drawn).take(rows).collect()
}
