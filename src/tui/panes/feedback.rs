//! Feedback: the points for one summary meeting, what each rests on, balance and time.

use super::evidence::{Beside, Layout, Look, gutter};
use super::{REMARKED, clock, counted, dim, key, names, style};
use crate::review::evidence::Note;
use crate::review::feedback::{Point, PointKind};
use crate::review::speaking::{self, Balance, Speaking, Weakness};
use crate::review::timetable::Activity;
use crate::tui::action::Action;
use crate::tui::app::{App, Seals};
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{ends, fill, fit, hang, joined, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;

/// From this width on, balance and time stand beside the points.
const WIDE: u16 = 110;

/// How wide they are there.
const BESIDE: u16 = 36;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let shown: Vec<Point> = app.shown_points().into_iter().cloned().collect();
    let meeting = app.feedback_meeting();
    let speech = speaking::speaking(&shown, meeting, app.settings.words_per_minute);
    let mut upper = area;
    if app.feedback.show_evidence {
        upper.height -= area.height * 2 / 5;
        let lower = Rect { y: upper.bottom(), height: area.height - upper.height, ..area };
        evidence(app, shown.get(app.feedback.cursor), frame, lower);
    }
    let time = time(app, &speech, meeting);
    let held_back = held_back(app, &shown);
    if area.width >= WIDE {
        let left = Rect { width: area.width - BESIDE - 1, ..upper };
        points(app, &shown, &speech, meeting, frame, left);
        let right = Rect { x: left.right() + 1, width: BESIDE, ..upper };
        let inside = boxes::draw(frame, right, Titles::new("Time and balance", false, app.theme), app.theme);
        let held_back = held_back.map(|h| wrap(vec![h], inside.width.into(), 2)).unwrap_or_default();
        let time = held_back.into_iter().chain(time.into_iter().map(Line::from)).chain([Line::default()]);
        boxes::put(frame, inside, time.chain(balance(app, &shown, inside.width.into())));
        boxes::between(frame, Rect { x: left.right(), width: 1, ..upper }, app.theme);
    } else {
        let cells = usize::from(area.width.saturating_sub(2));
        let told = held_back.into_iter().chain(time);
        let told = [Line::from(joined(told, style(app, Meaning::Dim))), in_a_line(app, &shown)];
        let lower = Rect { x: area.x + 1, y: upper.bottom().saturating_sub(2), width: area.width - 2, height: 2 };
        points(app, &shown, &speech, meeting, frame, Rect { height: upper.height.saturating_sub(2), ..upper });
        boxes::put(frame, lower, told.map(|line| fit(line, cells)));
    }
}

/// The points in the order in which they are said.
fn points(app: &App, shown: &[Point], speech: &Speaking, meeting: Option<&Activity>, frame: &mut Frame, area: Rect) {
    let inside = boxes::with_margin(boxes::inside(area));
    let sources: BTreeMap<_, _> = counting(app).filter_map(|n| Some((n.id, app.words_of(n)?.marks.source))).collect();
    let weak: BTreeMap<_, _> = speaking::unsupported(shown, &sources).into_iter().collect();
    let (mut rows, mut starts) = (Vec::new(), Vec::new());
    for (n, point) in shown.iter().enumerate() {
        let over = speech.points.iter().any(|p| p.point == point.id && p.over);
        starts.push(rows.len());
        rows.extend(row(app, (n, point), weak.get(&point.id).copied(), over, inside.width.into()));
    }
    if rows.is_empty() {
        let key = key(app, Action::NewPoint);
        let way = if key.is_empty() { String::new() } else { format!(" {key} writes one.") };
        rows.push(Line::from(dim(app, format!(" No points yet for this meeting.{way}"))));
    }
    let (sight, all) = (usize::from(inside.height), rows.len());
    let start = |n: usize| starts.get(n).copied().unwrap_or(all);
    let chosen = (start(app.feedback.cursor), start(app.feedback.cursor + 1));
    let first = boxes::first_row(start(app.feedback.offset), chosen, sight, all);
    // A point is never torn from its heading at the top, unless that would hide the chosen one.
    let first = starts.iter().copied().find(|s| *s >= first).filter(|s| *s <= chosen.0).unwrap_or(first);
    let titles = Titles::new(&titled(meeting), true, app.theme)
        .right([counted(app, shown.len(), "point", "points"), boxes::more(first, sight, all, app.theme)]);
    boxes::draw(frame, area, titles, app.theme);
    boxes::put(frame, inside, rows.into_iter().skip(first));
}

/// `Summary meeting · Wed 12:00–12:30 · for subject leader`.
fn titled(meeting: Option<&Activity>) -> String {
    let Some(meeting) = meeting else { return "Feedback: the plan has no summary meeting".to_owned() };
    let day = meeting.day.format("%a");
    let time = match (meeting.start, meeting.end) {
        (Some(start), Some(end)) => format!(" · {day} {}–{}", clock(start), clock(end)),
        (Some(start), None) => format!(" · {day} {}", clock(start)),
        _ => format!(" · {day}"),
    };
    let audience = if meeting.audience.is_empty() { String::new() } else { format!(" · for {}", meeting.audience) };
    format!("{}{time}{audience}", meeting.title)
}

/// How far the words of a point are indented below its kind.
const INDENT: usize = 7;

/// A point: its kind and question, what it rests on, and its words.
fn row(app: &App, (n, point): (usize, &Point), weak: Option<Weakness>, over: bool, cells: usize) -> Vec<Line<'static>> {
    let look = Look { chosen: n == app.feedback.cursor, selected: app.feedback.selected.contains(&point.id) };
    let kind = match point.sealed() {
        Some(_) if point.is_locked() => Span::styled(format!("{} sealed", glyph::SEALED), style(app, Meaning::Sealed)),
        Some(_) => kind_of(app, point.kind, &format!("{} ", glyph::SEALED)),
        None => kind_of(app, point.kind, ""),
    };
    let question = point.question.and_then(|q| app.review.question(q));
    let question = question.map_or_else(String::new, |q| format!("{} {}", q.number, q.title));
    let warned = |words: &str| Span::styled(words.to_owned(), style(app, Meaning::Warning));
    let left = [
        vec![gutter(app, look), dim(app, format!("{:>3}  ", n + 1))],
        joined([kind, said(&question, style(app, Meaning::Text))], style(app, Meaning::Dim)),
    ]
    .concat();
    let right = joined(
        [
            warned(if point.deleted { "deleted" } else { "" }),
            warned(if point.conflict { "two versions" } else { "" }),
            warned(if over { "past the time" } else { "" }),
            warned(if app.names.stand_in([point.text.as_str()]) { "name!" } else { "" }),
            dim(app, if app.remarked_in_point(point) { REMARKED } else { "" }),
            warned(&weakness(point, weak)),
            counted(app, point.evidence.len(), "note", "notes"),
        ],
        style(app, Meaning::Dim),
    );
    let text = match point.sealed().filter(|_| point.is_locked()) {
        Some(outside) => Span::styled(format!("for {}", outside.readers.label()), style(app, Meaning::Sealed)),
        None => said(&point.text, style(app, Meaning::Text)),
    };
    let words = wrap(vec![text], cells.saturating_sub(INDENT), 4);
    let mut lines = vec![ends(left, right, cells)];
    lines.extend(hang(vec![Span::raw(" ".repeat(INDENT))], words));
    if let Some(offer) = names::offer(app, [point.text.as_str()]).filter(|_| look.chosen) {
        let offer = wrap(vec![offer], cells.saturating_sub(INDENT), 2);
        lines.extend(hang(vec![Span::raw(" ".repeat(INDENT))], offer));
    }
    let lit = |line| if look.chosen { fill(line, cells).style(style(app, Meaning::Chosen)) } else { line };
    lines.into_iter().map(lit).collect()
}

fn kind_of(app: &App, kind: PointKind, before: &str) -> Span<'static> {
    Span::styled(format!("{before}{} {}", sign(kind), kind.label()), style(app, meaning(kind)))
}

/// Why a point is not yet supported, in words.
fn weakness(point: &Point, weak: Option<Weakness>) -> String {
    match weak {
        None => String::new(),
        Some(Weakness::NoEvidence) if point.evidence.is_empty() => "! no evidence".to_owned(),
        Some(Weakness::NoEvidence) => "! no open evidence".to_owned(),
        Some(Weakness::OneSource(Some(source))) => format!("! one source only: {}", source.label()),
        Some(Weakness::OneSource(None)) => "! source not said".to_owned(),
    }
}

/// The sign of a kind; its word always stands beside it.
fn sign(kind: PointKind) -> &'static str {
    match kind {
        PointKind::Strength => "+",
        PointKind::Development => "-",
        PointKind::Wondering => "?",
        PointKind::Suggestion => "→",
        PointKind::Impact | PointKind::Offer => "+",
        _ => glyph::DOT,
    }
}

fn meaning(kind: PointKind) -> Meaning {
    match kind {
        PointKind::Strength => Meaning::Strength,
        PointKind::Development => Meaning::Development,
        PointKind::Wondering => Meaning::Wondering,
        PointKind::Impact | PointKind::Offer => Meaning::Strength,
        _ => Meaning::Text,
    }
}

/// The evidence that counts for support: open and not deleted.
fn counting(app: &App) -> impl Iterator<Item = &Note> {
    app.feedback.evidence.iter().filter(|note| !note.deleted)
}

/// How many of the points are sealed, so that no release takes them.
fn held_back(app: &App, shown: &[Point]) -> Option<Span<'static>> {
    let sealed: Vec<_> = shown.iter().filter(|p| p.sealed().is_some()).collect();
    if sealed.is_empty() {
        return None;
    }
    let (action, does) = if sealed.iter().any(|p| p.is_locked()) && app.seals != Seals::Open {
        (Action::Unlock, "unlocks")
    } else {
        (Action::OpenPoint, "opens one")
    };
    let key = key(app, action);
    let way = if key.is_empty() { String::new() } else { format!("; {key} {does}") };
    let words = format!("{} {} of {} sealed, not released{way}", glyph::SEALED, sealed.len(), shown.len());
    Some(Span::styled(words, style(app, Meaning::Sealed)))
}

/// Speaking time against the slot, the host's turn taken off.
fn time(app: &App, speech: &Speaking, meeting: Option<&Activity>) -> Vec<Span<'static>> {
    let plain = |words: String| Span::styled(words, style(app, Meaning::Text));
    let needs = plain(format!("{} at {} words a minute", minutes(speech.needed), app.settings.words_per_minute));
    let ours = match (speech.available, meeting.and_then(Activity::minutes), meeting.and_then(|m| m.host_minutes)) {
        (Some(ours), Some(all), Some(host)) => format!("{} ours: {all} less the host's {host}", minutes(ours)),
        (Some(ours), Some(all), None) => format!("{} ours: half of {all}", minutes(ours)),
        _ => "the meeting has no times yet".to_owned(),
    };
    let verdict = match speech.over_by() {
        Some(over) => Span::styled(format!("! over by {}", minutes(over)), style(app, Meaning::Warning)),
        None if speech.available.is_some() && speech.words > 0 => Span::styled("it fits", style(app, Meaning::Good)),
        None => Span::default(),
    };
    vec![verdict, needs, plain(ours)]
}

/// Seconds as begun minutes.
fn minutes(seconds: u32) -> String {
    format!("{} min", seconds.div_ceil(60))
}

/// Strengths against developments, question by question and in all.
fn balance(app: &App, shown: &[Point], cells: usize) -> Vec<Line<'static>> {
    let by = speaking::balance_by_question(shown);
    let mut lines = vec![ends(
        Span::styled("Strengths : developments", style(app, Meaning::Title)),
        ratio(app, speaking::balance(shown)),
        cells,
    )];
    for question in &app.review.questions {
        let title = said(&format!("{:<3}{}", question.number, question.title), style(app, Meaning::Text));
        lines.push(ends(title, ratio(app, by.get(&Some(question.id)).copied().unwrap_or_default()), cells));
    }
    if let Some(whole) = by.get(&None).filter(|b| **b != Balance::default()) {
        lines.push(ends(Span::styled("   the whole day", style(app, Meaning::Text)), ratio(app, *whole), cells));
    }
    lines
}

/// The same in one line: `Strengths : developments 5 : 3 · #1 2 : 1 · #2 0 : 2`.
fn in_a_line(app: &App, shown: &[Point]) -> Line<'static> {
    let by = speaking::balance_by_question(shown);
    let all = speaking::balance(shown);
    let all = format!("Strengths : developments  {} : {}", all.strengths, all.developments);
    let mut parts = vec![Span::styled(all, style(app, Meaning::Text))];
    parts.extend(app.review.questions.iter().filter_map(|q| {
        let balance = by.get(&Some(q.id))?;
        Some(said(
            &format!("#{}  {} : {}", q.number, balance.strengths, balance.developments),
            style(app, Meaning::Dim),
        ))
    }));
    Line::from(joined(parts, style(app, Meaning::Dim)))
}

fn ratio(app: &App, balance: Balance) -> Vec<Span<'static>> {
    vec![
        Span::styled(format!("{:>2}", balance.strengths), style(app, Meaning::Strength)),
        dim(app, " : "),
        Span::styled(format!("{:<2}", balance.developments), style(app, Meaning::Development)),
    ]
}

/// What the chosen point rests on; of sealed notes only the seal.
fn evidence(app: &App, point: Option<&Point>, frame: &mut Frame, area: Rect) {
    let under: &[_] = point.map_or(&[], |p| &p.evidence);
    let notes: Vec<Note> =
        under.iter().filter_map(|id| app.feedback.evidence.iter().find(|n| n.id == *id)).cloned().collect();
    let titles = Titles::new("The evidence under this point", false, app.theme);
    let titles = titles.right([counted(app, notes.len(), "note", "notes")]);
    let inside = boxes::with_margin(boxes::draw(frame, area, titles, app.theme));
    let layout = Layout::of(app, &notes, inside.width.into(), Beside { author: true, ..Beside::default() });
    let empty = notes.is_empty().then(|| Line::from(dim(app, " Nothing yet.")));
    let rows = notes.iter().flat_map(|note| layout.rows(app, note, Look::default(), 2));
    boxes::put(frame, inside, rows.chain(empty));
}
