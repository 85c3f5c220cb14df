//! The action plan: what the host sets out to do, who, by when and how far; below it the areas for development
//! from which no action has come yet.

use super::evidence::{Look, gutter};
use super::{counted, dim, key, style};
use crate::review::actions::{Action as Planned, Part, Progress, no_plan_here, without_action};
use crate::review::feedback::Point;
use crate::tasks::timeline::late;
use crate::text::clean_line;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{column, ends, fill, hang, joined, said, width, wrap};
use crate::tui::widgets::rows::Rows;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How wide the column is that says how far an action is.
const STANDS: usize = 9;

/// The most rows of the words of an action that is not chosen, and of each part of the chosen one.
const WORDS: usize = 2;
const IN_FULL: usize = 4;

/// Draws the view.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let inside = boxes::with_margin(boxes::inside(area));
    let cells = usize::from(inside.width);
    let plan = &app.after.plan;
    let mut rows = Rows::default();
    if let Some(trouble) = no_plan_here(app.review.visit.capture) {
        for part in [trouble.what(), trouble.advice()] {
            let words = wrap(vec![said(part, style(app, Meaning::Warning))], cells.saturating_sub(2), 3);
            for line in hang(vec![Span::raw(" ")], words) {
                rows.heading(line);
            }
        }
    } else if plan.actions.is_empty() && plan.is_read {
        rows.heading(dim(app, format!(" No action is set down yet. {}", way(app, Action::NewAction, "sets one down"))));
    }
    for (n, action) in plan.actions.iter().enumerate() {
        rows.row(row(app, action, n == plan.cursor, cells));
    }
    let none_yet = without_action(&app.points, &plan.actions);
    if !none_yet.is_empty() {
        rows.heading(Line::default());
        rows.heading(Line::styled(" No action yet", style(app, Meaning::Title)));
    }
    for (n, point) in none_yet.iter().enumerate() {
        rows.row(point_row(app, point, plan.actions.len() + n == plan.cursor, cells));
    }
    let seen = rows.in_sight(plan.offset, plan.cursor, inside.height.into());
    let open = plan.actions.iter().filter(|a| a.progress.is_open()).count();
    let still = if open == plan.actions.len() { String::new() } else { format!("{open} still to do") };
    let titles = Titles::new("The host's action plan", true, app.theme).right([
        counted(app, plan.actions.len(), "action", "actions"),
        dim(app, still),
        boxes::more(seen.first, inside.height.into(), seen.all, app.theme),
    ]);
    boxes::draw(frame, area, titles, app.theme);
    boxes::put(frame, inside, seen.lines);
}

/// `n sets one down`; nothing where there is no key.
fn way(app: &App, action: Action, does: &str) -> String {
    let key = key(app, action);
    if key.is_empty() { String::new() } else { format!("{key} {does}.") }
}

/// An action: how far it is and what is done; below that who and by when. The chosen one has all its parts.
fn row(app: &App, action: &Planned, chosen: bool, cells: usize) -> Vec<Line<'static>> {
    let text = |words: &str| said(&clean_line(words), style(app, Meaning::Text));
    let progress = column(action.progress.label(), STANDS, style(app, meaning(action.progress)));
    let before = vec![gutter(app, Look { chosen, selected: false }), progress];
    let room = cells.saturating_sub(width(&before));
    let words = wrap(vec![text(action.parts.get(Part::What))], room, if chosen { IN_FULL } else { WORDS });
    let indent = vec![Span::raw(" ".repeat(width(&before)))];
    let mut lines = hang(before, words);
    lines.push(ends([indent.clone(), who_by_when(app, action)].concat(), amiss(app, action), cells));
    if chosen {
        let mut told: Vec<(&str, &str)> = [Part::Impact, Part::Measure, Part::Support, Part::Standing]
            .map(|part| (part.label(), action.parts.get(part)))
            .to_vec();
        let from = action.point.and_then(|id| app.points.iter().find(|p| p.id == id));
        told.extend(from.map(|p| ("from the point", if p.is_locked() { "a sealed point" } else { p.text.as_str() })));
        for (label, words) in told.into_iter().filter(|(_, words)| !words.is_empty()) {
            let spans = vec![dim(app, format!("{label}: ")), text(words)];
            lines.extend(hang(indent.clone(), wrap(spans, room, IN_FULL)));
        }
    }
    lit(app, lines, chosen, cells)
}

/// Who sees to it and by when, or that nobody has said so.
fn who_by_when(app: &App, action: &Planned) -> Vec<Span<'static>> {
    let said = |part: Part, none: &str| {
        let words = action.parts.get(part);
        let (words, meaning) = if words.is_empty() { (none, Meaning::Dim) } else { (words, Meaning::Text) };
        Span::styled(clean_line(words), style(app, meaning))
    };
    joined([said(Part::Owner, "no owner yet"), said(Part::By, "no date yet")], style(app, Meaning::Dim))
}

/// What there is to look at: two versions of a part, or since when it is late.
fn amiss(app: &App, action: &Planned) -> Vec<Span<'static>> {
    let today = app.now.local(app.zone()).date();
    let late = late(action.parts.get(Part::By), &app.review, today).filter(|_| action.progress.is_open());
    let several = if action.conflict { "two versions" } else { "" };
    let several = Span::styled(several, style(app, Meaning::Warning));
    joined([several, dim(app, late.unwrap_or_default())], style(app, Meaning::Dim))
}

/// An area for development without an action.
fn point_row(app: &App, point: &Point, chosen: bool, cells: usize) -> Vec<Line<'static>> {
    let number = point.question.and_then(|q| app.review.question(q)).map_or_else(String::new, |q| q.number.clone());
    let stays = app.stays_out_of_plan(point).is_some();
    let right = dim(app, if stays { "stays with the team" } else { "" });
    let before = gutter(app, Look { chosen, selected: false });
    let words = said(&clean_line(&point.text), style(app, if stays { Meaning::Dim } else { Meaning::Text }));
    let left = joined([dim(app, number), words], style(app, Meaning::Dim));
    let lines = vec![ends([vec![before, Span::raw(" ")], left].concat(), right, cells)];
    lit(app, lines, chosen, cells)
}

fn lit(app: &App, lines: Vec<Line<'static>>, chosen: bool, cells: usize) -> Vec<Line<'static>> {
    let lit = |line| if chosen { fill(line, cells).style(style(app, Meaning::Chosen)) } else { line };
    lines.into_iter().map(lit).collect()
}

fn meaning(progress: Progress) -> Meaning {
    match progress {
        Progress::Planned => Meaning::Text,
        Progress::Begun => Meaning::Wondering,
        Progress::Done => Meaning::Good,
        Progress::Dropped => Meaning::Dim,
    }
}
