//! Feedback: the points for one summary meeting, what each rests on, balance and time.

use super::evidence::{Beside, Layout, Look, gutter};
use super::{clock, dim, names, style};
use crate::review::evidence::Note;
use crate::review::feedback::{Point, PointKind};
use crate::review::speaking::{self, Balance, Speaking, Weakness};
use crate::review::timetable::Activity;
use crate::trouble::count;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{ends, fill, hang, joined, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;

/// From this width on, balance and time stand beside the points.
const WIDE: u16 = 110;

/// How wide they are there.
const BESIDE: u16 = 38;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let shown: Vec<Point> = app.shown_points().into_iter().cloned().collect();
    let meeting = app.feedback_meeting();
    let speech = speaking::speaking(&shown, meeting, app.settings.words_per_minute);
    let wide = area.width >= WIDE;
    let mut upper = area;
    if app.feedback.show_evidence {
        let high = area.height * 2 / 5;
        upper.height -= high;
        evidence(app, shown.get(app.feedback.cursor), frame, Rect { y: upper.bottom(), height: high, ..area });
    }
    if wide {
        let left = Rect { width: area.width - BESIDE, ..upper };
        points(app, &shown, &speech, meeting, frame, left);
        let right = Rect { x: left.right(), width: BESIDE, ..upper };
        let cells = usize::from(BESIDE) - 4;
        let lines = [time(app, &speech, meeting, cells), vec![Line::default()], balance(app, &shown, cells)].concat();
        let inner = boxes::draw(frame, right, Titles::new("Time and balance", false, app.theme), app.theme);
        boxes::put(frame, inner, lines);
    } else {
        let cells = usize::from(area.width) - 2;
        let mut told = time(app, &speech, meeting, cells);
        told.push(in_a_line(app, &shown, cells));
        let high = u16::try_from(told.len()).unwrap_or(0).min(upper.height);
        let upper = Rect { height: upper.height - high, ..upper };
        points(app, &shown, &speech, meeting, frame, upper);
        boxes::put(frame, Rect { x: area.x + 1, y: upper.bottom(), width: area.width - 2, height: high }, told);
    }
}

/// The points in the order in which they are said.
fn points(app: &App, shown: &[Point], speech: &Speaking, meeting: Option<&Activity>, frame: &mut Frame, area: Rect) {
    let cells = usize::from(area.width.saturating_sub(4));
    let sources: BTreeMap<_, _> = counted(app).filter_map(|n| Some((n.id, n.evidence()?.marks.source))).collect();
    let weak: BTreeMap<_, _> = speaking::unsupported(shown, &sources).into_iter().collect();
    let mut rows = Vec::new();
    let mut chosen = (0, 1);
    for (n, point) in shown.iter().enumerate() {
        let over = speech.points.iter().any(|p| p.point == point.id && p.over);
        let from = rows.len();
        rows.extend(row(app, (n, point), weak.get(&point.id).copied(), over, cells));
        if n == app.feedback.cursor {
            chosen = (from, rows.len());
        }
    }
    if rows.is_empty() {
        let key = app.key_of(crate::tui::action::Action::NewPoint);
        let words = if key.is_empty() { String::new() } else { format!(" {key} writes one.") };
        rows.push(Line::from(dim(app, format!("No points yet for this meeting.{words}"))));
    }
    let sight = usize::from(area.height.saturating_sub(2));
    let first = boxes::first_row(chosen.0.saturating_sub(sight / 2), chosen, sight, rows.len());
    let titles = Titles::new(&titled(meeting), true, app.theme)
        .right(dim(app, if shown.is_empty() { String::new() } else { count(shown.len(), "point", "points") }))
        .below(boxes::more(first, sight, rows.len(), app.theme));
    let inner = boxes::draw(frame, area, titles, app.theme);
    boxes::put(frame, inner, rows.into_iter().skip(first));
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

/// A point: its kind and question, what it rests on, and its words.
fn row(app: &App, (n, point): (usize, &Point), weak: Option<Weakness>, over: bool, cells: usize) -> Vec<Line<'static>> {
    let look = Look { chosen: n == app.feedback.cursor, selected: app.feedback.selected.contains(&point.id) };
    let kind = Span::styled(format!("{} {}", sign(point.kind), point.kind.label()), style(app, meaning(point.kind)));
    let question = point.question.and_then(|q| app.review.question(q));
    let question = question.map_or_else(String::new, |q| format!("{} {}", q.number, q.title));
    let warned = |words: &str| Span::styled(words.to_owned(), style(app, Meaning::Warning));
    let left = [
        vec![gutter(app, look), dim(app, format!("{:>2}  ", n + 1))],
        joined([kind, said(&question, style(app, Meaning::Text))], style(app, Meaning::Dim)),
    ]
    .concat();
    let under = match point.evidence.len() {
        0 if point.kind.needs_evidence() => String::new(),
        0 => String::new(),
        n => count(n, "note", "notes"),
    };
    let right = joined(
        [
            warned(if point.deleted { "deleted" } else { "" }),
            warned(if point.conflict { "two versions" } else { "" }),
            warned(if over { "past the time" } else { "" }),
            warned(if app.names.stand_in([point.text.as_str()]) { "name!" } else { "" }),
            warned(&weakness(point, weak)),
            dim(app, under),
        ],
        style(app, Meaning::Dim),
    );
    let words = wrap(vec![said(&point.text, style(app, Meaning::Text))], cells.saturating_sub(6), 4);
    let mut lines = vec![ends(left, right, cells)];
    lines.extend(hang(vec![Span::raw("      ")], words));
    if let Some(offer) = names::offer(app, [point.text.as_str()]).filter(|_| look.chosen) {
        lines.extend(hang(vec![Span::raw("      ")], wrap(vec![offer], cells.saturating_sub(6), 2)));
    }
    let lit = |line| if look.chosen { fill(line, cells).style(style(app, Meaning::Chosen)) } else { line };
    lines.into_iter().map(lit).collect()
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
        PointKind::Thanks | PointKind::Learning | PointKind::Process => glyph::DOT,
    }
}

fn meaning(kind: PointKind) -> Meaning {
    match kind {
        PointKind::Strength => Meaning::Strength,
        PointKind::Development => Meaning::Development,
        PointKind::Wondering => Meaning::Wondering,
        PointKind::Suggestion | PointKind::Thanks | PointKind::Learning | PointKind::Process => Meaning::Text,
    }
}

/// The evidence that counts for support: open and not deleted.
fn counted(app: &App) -> impl Iterator<Item = &Note> {
    app.feedback.evidence.iter().filter(|note| !note.deleted)
}

/// Speaking time against the slot, the host's turn taken off.
fn time(app: &App, speech: &Speaking, meeting: Option<&Activity>, cells: usize) -> Vec<Line<'static>> {
    let needs =
        format!("About {} to say, at {} words a minute.", minutes(speech.needed), app.settings.words_per_minute);
    let slot = match (speech.available, meeting.and_then(Activity::minutes), meeting.and_then(|m| m.host_minutes)) {
        (Some(ours), Some(all), Some(host)) => format!("{} are ours: {all} less the host's {host}.", minutes(ours)),
        (Some(ours), Some(all), None) => format!("{} are ours: half of {all}, the rest is the host's.", minutes(ours)),
        _ => "The meeting has no times yet.".to_owned(),
    };
    let mut spans = vec![Span::styled(format!("{needs} {slot} "), style(app, Meaning::Text))];
    spans.push(match speech.over_by() {
        Some(over) => Span::styled(format!("! Over by {}.", minutes(over)), style(app, Meaning::Warning)),
        None if speech.available.is_some() && speech.words > 0 => Span::styled("It fits.", style(app, Meaning::Good)),
        None => Span::default(),
    });
    wrap(spans, cells, 6)
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

/// The same in one line: `Strengths : developments 5 : 3 · 1 2 : 1 · 2 0 : 2`.
fn in_a_line(app: &App, shown: &[Point], cells: usize) -> Line<'static> {
    let by = speaking::balance_by_question(shown);
    let all = speaking::balance(shown);
    let mut parts = vec![Span::styled(
        format!("Strengths : developments  {} : {}", all.strengths, all.developments),
        style(app, Meaning::Text),
    )];
    parts.extend(app.review.questions.iter().filter_map(|q| {
        let balance = by.get(&Some(q.id))?;
        Some(said(&format!("#{} {} : {}", q.number, balance.strengths, balance.developments), style(app, Meaning::Dim)))
    }));
    crate::tui::widgets::lines::fit(joined(parts, style(app, Meaning::Dim)), cells)
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
    let titles = Titles::new("The evidence under this point", false, app.theme)
        .right(dim(app, if notes.is_empty() { String::new() } else { count(notes.len(), "note", "notes") }));
    let inner = boxes::draw(frame, area, titles, app.theme);
    let layout = Layout::of(app, &notes, inner.width.into(), Beside { author: true, ..Beside::default() });
    let empty = notes.is_empty().then(|| Line::from(dim(app, "Nothing yet.")));
    let rows = notes.iter().flat_map(|note| layout.rows(app, note, Look::default(), 2));
    boxes::put(frame, inner, rows.chain(empty));
}
