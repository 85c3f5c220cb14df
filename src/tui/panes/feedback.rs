//! Feedback: the points for one summary meeting, what each rests on, balance and time.

use super::evidence::{Beside, Layout, Look, gutter};
use super::points::{self, Sight};
use super::{clock, counted, dim, key, names, style};
use crate::review::evidence::Note;
use crate::review::feedback::{Point, PointKind};
use crate::review::speaking::{self, Balance, Speaking, Weakness};
use crate::review::timetable::Activity;
use crate::tui::action::Action;
use crate::tui::app::{App, Seals};
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{ends, fill, fit, hang, joined, said, width, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this width on, balance and time stand beside the points.
const WIDE: u16 = 110;

/// How wide they are there.
const BESIDE: u16 = 36;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let sight = Sight::of(app);
    let shown = sight.said();
    let meeting = app.feedback_meeting();
    let mut upper = area;
    if app.feedback.show_evidence {
        upper.height -= area.height * 2 / 5;
        let lower = Rect { y: upper.bottom(), height: area.height - upper.height, ..area };
        evidence(app, sight.items.get(app.feedback.cursor).map(|i| i.point), frame, lower);
    }
    let time = time(app, &sight.speech, meeting);
    let held_back = held_back(app, &sight);
    let cuts = sight.cuts_in_words(app);
    if area.width >= WIDE {
        let left = Rect { width: area.width - BESIDE - 1, ..upper };
        list(app, &sight, meeting, frame, left);
        let right = Rect { x: left.right() + 1, width: BESIDE, ..upper };
        let inside = boxes::draw(frame, right, Titles::new("Time and balance", false, app.theme), app.theme);
        let held_back = held_back.map(|h| wrap(vec![h], inside.width.into(), 2)).unwrap_or_default();
        let cuts = cuts.map(|cuts| wrap(vec![cuts], inside.width.into(), 3)).unwrap_or_default();
        let time = held_back.into_iter().chain(time.into_iter().map(Line::from)).chain(cuts).chain([Line::default()]);
        boxes::put(frame, inside, time.chain(balance(app, &shown, inside.width.into())));
        boxes::between(frame, Rect { x: left.right(), width: 1, ..upper }, app.theme);
    } else {
        let cells = usize::from(area.width.saturating_sub(2));
        let told = held_back.into_iter().chain(time);
        let mut told = vec![Line::from(joined(told, style(app, Meaning::Dim)))];
        told.extend(cuts.map(Line::from));
        told.push(in_a_line(app, &shown));
        let height = u16::try_from(told.len()).unwrap_or(0);
        let lower = Rect { x: area.x + 1, y: upper.bottom().saturating_sub(height), width: area.width - 2, height };
        list(app, &sight, meeting, frame, Rect { height: upper.height.saturating_sub(height), ..upper });
        boxes::put(frame, lower, told.into_iter().map(|line| fit(line, cells)));
    }
}

/// The points in the order in which they are said.
fn list(app: &App, sight: &Sight<'_>, meeting: Option<&Activity>, frame: &mut Frame, area: Rect) {
    let inside = boxes::with_margin(boxes::inside(area));
    let (mut rows, mut starts) = (Vec::new(), Vec::new());
    for n in 0..sight.items.len() {
        starts.push(rows.len());
        rows.extend(row(app, sight, n, inside.width.into()));
    }
    if rows.is_empty() {
        let key = key(app, Action::NewPoint);
        let way = if key.is_empty() { String::new() } else { format!(" {key} writes one.") };
        rows.push(Line::from(dim(app, format!(" No points yet for this meeting.{way}"))));
    }
    let (high, all) = (usize::from(inside.height), rows.len());
    let start = |n: usize| starts.get(n).copied().unwrap_or(all);
    let chosen = (start(app.feedback.cursor), start(app.feedback.cursor + 1));
    let first = boxes::first_row(start(app.feedback.offset), chosen, high, all);
    // A point is never torn from its heading at the top, unless that would hide the chosen one.
    let first = starts.iter().copied().find(|s| *s >= first).filter(|s| *s <= chosen.0).unwrap_or(first);
    let titles = Titles::new(&titled(meeting), true, app.theme)
        .right([counted(app, sight.items.len(), "point", "points"), boxes::more(first, high, all, app.theme)]);
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

/// From this width of the list on, the time of each point stands beside it.
const TIMED: usize = 80;

/// A point: its kind and question, its marks, what it rests on, and its words.
fn row(app: &App, sight: &Sight<'_>, n: usize, cells: usize) -> Vec<Line<'static>> {
    let Some(item) = sight.items.get(n) else { return Vec::new() };
    let point = item.point;
    let look = Look { chosen: n == app.feedback.cursor, selected: app.feedback.selected.contains(&point.id) };
    let number = if item.turn.is_said() { format!("{:>3}  ", n + 1) } else { "  –  ".to_owned() };
    let before = vec![gutter(app, look), dim(app, number)];
    let between = style(app, Meaning::Dim);
    let right = joined(beside(app, sight, point, cells), between);
    let marks = joined(points::marks(app, item), between);
    let left = [before.clone(), joined(heading(app, point), between)].concat();
    // Marks stand in the first line where they fit, else below it.
    let with_marks = [left.clone(), vec![dim(app, format!(" {} ", glyph::DOT))], marks.clone()].concat();
    let mut lines = if marks.is_empty() {
        vec![ends(left, right, cells)]
    } else if width(&with_marks) + 2 + width(&right) <= cells {
        vec![ends(with_marks, right, cells)]
    } else {
        let below = [vec![Span::raw(" ".repeat(INDENT))], marks].concat();
        vec![ends(left, right, cells), fit(below, cells)]
    };
    let plain = if item.turn.is_said() { Meaning::Text } else { Meaning::Dim };
    let text = match point.sealed().filter(|_| point.is_locked()) {
        Some(outside) => Span::styled(format!("for {}", outside.readers.label()), style(app, Meaning::Sealed)),
        None => said(&point.text, style(app, plain)),
    };
    let words = wrap(vec![text], cells.saturating_sub(INDENT), 4);
    lines.extend(hang(vec![Span::raw(" ".repeat(INDENT))], words));
    if let Some(offer) = names::offer(app, [point.text.as_str()]).filter(|_| look.chosen) {
        let offer = wrap(vec![offer], cells.saturating_sub(INDENT), 2);
        lines.extend(hang(vec![Span::raw(" ".repeat(INDENT))], offer));
    }
    let lit = |line| if look.chosen { fill(line, cells).style(style(app, Meaning::Chosen)) } else { line };
    lines.into_iter().map(lit).collect()
}

/// Its kind and its question.
fn heading(app: &App, point: &Point) -> [Span<'static>; 2] {
    let kind = match point.sealed() {
        Some(_) if point.is_locked() => Span::styled(format!("{} sealed", glyph::SEALED), style(app, Meaning::Sealed)),
        Some(_) => kind_of(app, point.kind, &format!("{} ", glyph::SEALED)),
        None => kind_of(app, point.kind, ""),
    };
    let question = point.question.and_then(|q| app.review.question(q));
    let question = question.map_or_else(String::new, |q| format!("{} {}", q.number, q.title));
    [kind, said(&question, style(app, Meaning::Text))]
}

/// What stands at the end of its first line: what is amiss, what it rests on, how long it takes.
fn beside(app: &App, sight: &Sight<'_>, point: &Point, cells: usize) -> Vec<Span<'static>> {
    let warned = |words: &str| Span::styled(words.to_owned(), style(app, Meaning::Warning));
    let time = match (sight.is_cut(point.id), sight.is_over(point.id)) {
        (true, _) => "cut first",
        (false, true) => "past the time",
        _ => "",
    };
    vec![
        warned(if point.conflict { "two versions" } else { "" }),
        warned(time),
        warned(if app.names.stand_in([point.text.as_str()]) { "name!" } else { "" }),
        warned(&weakness(point, sight.weak.get(&point.id).copied())),
        counted(app, point.evidence.len(), "note", "notes"),
        dim(app, if cells >= TIMED { sight.time(point.id) } else { String::new() }),
    ]
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

/// How many of the points no release takes: sealed ones, and those on seals that are not confirmed.
fn held_back(app: &App, sight: &Sight<'_>) -> Option<Span<'static>> {
    let sealed: Vec<_> = sight.items.iter().map(|i| i.point).filter(|p| p.sealed().is_some()).collect();
    let waiting = sight.items.iter().filter(|i| app.awaits_confirmation(i.point)).count();
    let (action, does) = match sealed.is_empty() {
        true if waiting == 0 => return None,
        true => (Action::ConfirmPoint, "confirms"),
        false if sealed.iter().any(|p| p.is_locked()) && app.seals != Seals::Open => (Action::Unlock, "unlocks"),
        false => (Action::OpenPoint, "opens one"),
    };
    let key = key(app, action);
    let way = if key.is_empty() { String::new() } else { format!("; {key} {does}") };
    let sealed =
        (!sealed.is_empty()).then(|| format!("{} of {} sealed, not released", sealed.len(), sight.items.len()));
    let waiting =
        (waiting > 0).then(|| format!("{waiting} {} for the lead", if waiting == 1 { "waits" } else { "wait" }));
    let words: Vec<String> = sealed.into_iter().chain(waiting).collect();
    Some(Span::styled(format!("{} {}{way}", glyph::SEALED, words.join(", ")), style(app, Meaning::Sealed)))
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
    let meetings = points::balance_by_meeting(app);
    if !meetings.is_empty() {
        lines.push(Line::default());
        lines.push(ends(
            Span::styled("In all, every meeting", style(app, Meaning::Title)),
            ratio(app, speaking::balance(&app.points)),
            cells,
        ));
    }
    for (meeting, balance) in meetings {
        lines.push(ends(Span::styled(format!("   {meeting}"), style(app, Meaning::Text)), ratio(app, balance), cells));
    }
    lines
}

/// The same in one line: `Strengths : developments 5 : 3 · #1 2 : 1 · #2 0 : 2`.
fn in_a_line(app: &App, shown: &[Point]) -> Line<'static> {
    let by = speaking::balance_by_question(shown);
    let all = speaking::balance(shown);
    let all = format!("Strengths : developments  {} : {}", all.strengths, all.developments);
    let mut parts = vec![Span::styled(all, style(app, Meaning::Text))];
    let every = speaking::balance(&app.points);
    if every != speaking::balance(shown) {
        parts.push(dim(app, format!("every meeting  {} : {}", every.strengths, every.developments)));
    }
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
