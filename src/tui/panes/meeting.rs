//! Team meeting: the evidence of one question as the team goes through it, and what it comes to.

use super::evidence::{Beside, Layout, Look, meaning};
use super::{counted, dim, gaps, style};
use crate::review::evidence::{Note, Valence};
use crate::review::findings::{Findings, Standing, Within};
use crate::review::questions::Question;
use crate::trouble::count;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{ends, hang, joined, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this width on, what the evidence comes to stands beside it.
const WIDE: u16 = 110;

/// How wide that is there.
const BESIDE: u16 = 42;

/// The most rows of the chosen note.
const IN_FULL: usize = 6;

/// So many notes tell how wide the columns of marks must be.
const MEASURED: usize = 500;

/// Draws the view.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let Some(question) = app.chosen_question() else {
        let titles = Titles::new("The plan has no question", true, app.theme);
        boxes::draw(frame, area, titles, app.theme);
        return;
    };
    if area.width < WIDE {
        let above = in_few_lines(app, question, usize::from(area.width.saturating_sub(2)));
        evidence(app, question, above, frame, area);
        return;
    }
    let left = Rect { width: area.width - BESIDE - 1, ..area };
    let text = wrap(vec![said(&question.text, style(app, Meaning::Text))], usize::from(left.width - 2), 2);
    evidence(app, question, text, frame, left);
    let right = Rect { x: left.right() + 1, width: BESIDE, ..area };
    let inside = boxes::draw(frame, right, Titles::new("What it comes to", false, app.theme), app.theme);
    boxes::put(frame, inside, beside(app, question, inside.width.into()));
    boxes::between(frame, Rect { x: left.right(), width: 1, ..area }, app.theme);
}

/// The evidence under its headings; `above` it stands what there is to know first.
fn evidence(app: &App, question: &Question, above: Vec<Line<'static>>, frame: &mut Frame, area: Rect) {
    let inside = boxes::inside(area);
    let taken = u16::try_from(above.len()).unwrap_or(u16::MAX).min(inside.height / 2);
    let list = boxes::with_margin(Rect { y: inside.y + taken, height: inside.height - taken, ..inside });
    let state = &app.feedback.meeting_notes;
    let beside = Beside { author: area.width >= 70, selecting: true, place: true, ..Beside::default() };
    let measured = &state.notes[..state.notes.len().min(MEASURED)];
    let layout = Layout::of(app, measured, list.width.into(), beside);
    let heads = headings(&app.feedback.findings);
    let chosen =
        state.notes.get(state.at.cursor).map_or_else(Vec::new, |note| row(app, &layout, state.at.cursor, note));

    // A row a note and a row a heading; only the chosen note has more.
    let before = |n: usize| heads.iter().filter(|h| h.at <= n).count();
    let start = |n: usize| n + before(n) + if n > state.at.cursor { chosen.len().saturating_sub(1) } else { 0 };
    let all = start(state.notes.len().saturating_sub(1)) + usize::from(!state.notes.is_empty());
    let all = all.max(start(state.at.cursor) + chosen.len());
    let (sight, here) = (usize::from(list.height), start(state.at.cursor));
    // The heading of a chosen note that comes first stays in sight.
    let from = here - usize::from(heads.iter().any(|h| h.at == state.at.cursor) && here > 0);
    let first = boxes::first_row(start(state.at.offset).saturating_sub(1), (from, here + chosen.len()), sight, all);

    let mut rows = Vec::new();
    let mut at = 0;
    for (n, note) in state.notes.iter().enumerate() {
        for head in heads.iter().filter(|h| h.at == n) {
            if at >= first {
                rows.push(heading(app, &app.feedback.findings, head, list.width.into()));
            }
            at += 1;
        }
        if rows.len() >= sight {
            break;
        }
        let lines = if n == state.at.cursor { chosen.len() } else { 1 };
        if at + lines > first {
            let note = if n == state.at.cursor { chosen.clone() } else { row(app, &layout, n, note) };
            rows.extend(note.into_iter().skip(first.saturating_sub(at)));
        }
        at += lines;
    }
    if state.notes.is_empty() {
        rows.push(Line::from(gaps::uncounted(app).unwrap_or_else(|| dim(app, " No evidence yet."))));
    }
    let selected = match state.at.selected.len() {
        0 => String::new(),
        n => format!("{n} selected"),
    };
    let sealed = app.coverage.sealed;
    let sealed = if sealed == 0 { String::new() } else { format!("{} {sealed} sealed, not shown", glyph::SEALED) };
    let titles = Titles::new(&format!("{} {}", question.number, question.title), true, app.theme).right([
        Span::styled(selected, style(app, Meaning::Selected)),
        counted(app, app.feedback.findings.count(), "note", "notes"),
        Span::styled(sealed, style(app, Meaning::Sealed)),
        boxes::more(first, sight, all.max(rows.len()), app.theme),
    ]);
    boxes::draw(frame, area, titles, app.theme);
    boxes::put(frame, inside, above.into_iter().take(taken.into()));
    boxes::put(frame, list, rows);
}

/// A note: one row, and the chosen one as many as it takes.
fn row(app: &App, layout: &Layout, n: usize, note: &Note) -> Vec<Line<'static>> {
    let state = &app.feedback.meeting_notes;
    let chosen = n == state.at.cursor;
    let look = Look { chosen, selected: state.at.selected.contains(&note.id) };
    layout.rows(app, note, look, if chosen { IN_FULL } else { 1 })
}

/// A heading, and before which note it stands.
struct Heading {
    at: usize,
    /// Which way what follows points; none: what the host said.
    valence: Option<Valence>,
    notes: usize,
}

/// The headings in their order.
fn headings(findings: &Findings) -> Vec<Heading> {
    let mut at = 0;
    let mut heads = Vec::new();
    for group in &findings.groups {
        let notes = group.sources.iter().map(|(_, notes)| notes.len()).sum();
        heads.push(Heading { at, valence: Some(group.valence), notes });
        at += notes;
    }
    if !findings.said_by_host.is_empty() {
        heads.push(Heading { at, valence: None, notes: findings.said_by_host.len() });
    }
    heads
}

/// `+ 3 strengths · lessons and books agree`.
fn heading(app: &App, findings: &Findings, head: &Heading, cells: usize) -> Line<'static> {
    let Some(valence) = head.valence else {
        let words = format!("{} by the host about itself: no evidence", count(head.notes, "word", "words"));
        return Line::from(vec![Span::raw(" "), Span::styled(words, style(app, Meaning::Warning))]);
    };
    let (one, many) = match valence {
        Valence::Strength => ("strength", "strengths"),
        Valence::Development => ("development", "developments"),
        Valence::Wondering => ("wondering", "wonderings"),
        Valence::Neutral => ("neutral note", "neutral notes"),
    };
    let words = format!("{} {}", valence.sign(), count(head.notes, one, many));
    let standing = findings.standings.iter().find(|(v, _)| *v == valence);
    let standing = standing.map_or_else(Span::default, |(_, standing)| standing_of(app, standing));
    let spans = joined([Span::styled(words, style(app, meaning(valence))), standing], style(app, Meaning::Dim));
    ends([vec![Span::raw(" ")], spans].concat(), Line::default(), cells)
}

/// What agrees stands out as good, what rests on one source as a warning.
fn standing_of(app: &App, standing: &Standing) -> Span<'static> {
    let meaning = match standing {
        Standing::Agreed(_) => Meaning::Good,
        Standing::OneVisit(_) | Standing::OneSource(_) | Standing::NoSource => Meaning::Warning,
    };
    let sign = if matches!(standing, Standing::Agreed(_)) { glyph::DONE } else { "!" };
    Span::styled(format!("{sign} {}", standing.words()), style(app, meaning))
}

/// What there is to know of a question, where there is no room beside its evidence: the claim with
/// what we say to it, what contradicts, who was with us, what nobody looked at.
fn in_few_lines(app: &App, question: &Question, cells: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if !question.claim.is_empty() {
        let ours: Vec<&str> = app.commentary().map(|p| p.kind.label()).collect();
        let ours = if ours.is_empty() { "the host".to_owned() } else { ours.join(", ") };
        let label = Span::styled(format!("{ours}: "), style(app, Meaning::Dim));
        lines.extend(wrap(vec![label, said(&question.claim, style(app, Meaning::Text))], cells, 2));
    }
    let parts =
        told(app).into_iter().map(|(label, words, meaning)| said(&format!("{label}{words}"), style(app, meaning)));
    let parts = joined(parts, style(app, Meaning::Dim));
    if !parts.is_empty() {
        lines.extend(wrap(parts, cells, 3));
    }
    lines
}

/// What the evidence of the chosen question comes to, beyond what stands in the headings.
fn told(app: &App) -> Vec<(&'static str, String, Meaning)> {
    let findings = &app.feedback.findings;
    if app.waits_for_unlocking() > 0 {
        // Nothing is missing as far as anybody can tell.
        return Vec::new();
    }
    let missing: Vec<_> = findings.not_looked_at.iter().map(|s| s.plural()).collect();
    let against = findings.contradictions.iter().map(|c| match c.within {
        Within::Question => ("! points both ways: ", c.words(), Meaning::Warning),
        _ => ("! contradiction in ", c.words(), Meaning::Warning),
    });
    let missing =
        (!missing.is_empty()).then(|| ("! promised, not looked at: ", crate::text::listed(&missing), Meaning::Warning));
    let company = findings.company.iter().map(|c| ("", c.words(), Meaning::Dim));
    against.chain(missing).chain(company).collect()
}

/// The same in a column of its own, with the claim and what we say to it in full.
fn beside(app: &App, question: &Question, cells: usize) -> Vec<Line<'static>> {
    let findings = &app.feedback.findings;
    let mut lines = Vec::new();
    let mut part = |title: &str, inside: Vec<Line<'static>>| {
        if inside.is_empty() {
            return;
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(said(title, style(app, Meaning::Title))));
        lines.extend(inside);
    };
    let text = |words: &str, meaning, rows| wrap(vec![said(words, style(app, meaning))], cells, rows);
    part(
        "The host says of itself",
        if question.claim.is_empty() { Vec::new() } else { text(&question.claim, Meaning::Text, 6) },
    );
    let ours = app.commentary().flat_map(|point| {
        let words = if point.is_locked() { "sealed" } else { &point.text };
        text(&format!("{}: {words}", point.kind.label()), Meaning::Text, 3)
    });
    part("What we say to that", ours.collect());
    let standing = |(valence, standing): &(Valence, Standing)| {
        let sign = Span::styled(format!("{} ", valence.sign()), style(app, meaning(*valence)));
        hang(vec![sign], wrap(vec![standing_of(app, standing)], cells.saturating_sub(2), 2))
    };
    part("Where it comes from", findings.standings.iter().flat_map(standing).collect());
    let mark = || vec![Span::styled("! ", style(app, Meaning::Warning))];
    let listed =
        |words: String| hang(mark(), wrap(vec![said(&words, style(app, Meaning::Text))], cells.saturating_sub(2), 2));
    part("What contradicts", findings.contradictions.iter().flat_map(|c| listed(c.words())).collect());
    // What is missing is not known while everything is locked.
    let unknown = app.waits_for_unlocking() > 0;
    let missing = findings.not_looked_at.iter().filter(|_| !unknown);
    part("Promised, not looked at", missing.flat_map(|s| listed(s.plural().to_owned())).collect());
    part("Who was with us", findings.company.iter().flat_map(|c| text(&c.words(), Meaning::Text, 2)).collect());
    let points = app.points.iter().filter(|p| p.question == Some(question.id) && !p.is_locked()).count();
    part("Points so far", text(&count(points, "point", "points"), Meaning::Dim, 1));
    lines
}
