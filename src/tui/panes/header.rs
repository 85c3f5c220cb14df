//! The first line of every screen: what is on and where, the time, what is left of it, who I am.
//!
//! The right half (time, drift, lock, who) always stands; of the left half a narrow screen keeps
//! what is on now and lets go of the place, the focus and the school, in that order.

use super::{clock, dim, minutes, style};
use crate::review::day::Phase;
use crate::review::timetable::Activity;
use crate::text;
use crate::tui::app::{App, Seals};
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::lines::{ends, joined, said, width};
use crate::tui::widgets::spinner;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the line.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let cells = usize::from(area.width);
    let beside = |right: &[Span<'_>]| cells.saturating_sub(width(right) + 2);
    let mut right = right(app, &me(app));
    // What is on now matters more than my part in it, which I know.
    if on_now(app).is_some_and(|(word, a)| word.len() + text::width(&a.title) > beside(&right)) {
        right = self::right(app, &my_name(app));
    }
    let left = left(app, beside(&right));
    frame.render_widget(ends(left, right, cells), area);
}

/// As much of school, focus, day, activity and place as there is room for.
fn left(app: &App, room: usize) -> Line<'static> {
    let visit = &app.review.visit;
    let on = on_now(app);
    let title = on.map_or_else(String::new, |(word, a)| format!("{word}{}", a.title));
    // A link is too long for here: that it is on line says enough, and Day has it.
    let place = on.and_then(|(_, a)| a.where_for(app.me).first().copied()).unwrap_or_default();
    let day = day_of_visit(app).unwrap_or_default();
    let parts = |names: &[&str]| {
        let meaning = |text: &str| if text == title { Meaning::Title } else { Meaning::Text };
        joined(names.iter().map(|text| said(text, style(app, meaning(text)))), style(app, Meaning::Dim))
    };
    let ways: [&[&str]; 6] = [
        &[&visit.school, &visit.focus, &day, &title, place],
        &[&visit.school, &visit.focus, &day, &title],
        &[&visit.school, &day, &title],
        &[&visit.school, &title],
        &[&title, place],
        &[if title.is_empty() { &visit.school } else { &title }],
    ];
    let mut fitting = ways.into_iter().map(parts);
    let shortest = parts(ways[ways.len() - 1]);
    Line::from(fitting.find(|spans| width(spans) <= room).unwrap_or(shortest))
}

/// What is on, or what comes next and the word for it.
pub fn on_now(app: &App) -> Option<(&'static str, &Activity)> {
    let standing = &app.standing;
    let (word, id) = match standing.phase {
        Phase::During => ("", standing.current.first().copied()?),
        Phase::Before | Phase::Between => ("next: ", standing.next?),
        Phase::After => return None,
    };
    Some((word, app.review.activity(id)?))
}

/// `day 1 of 2`, where the visit has more than one.
fn day_of_visit(app: &App) -> Option<String> {
    let days = app.review.days();
    let today = on_now(app).map_or_else(|| app.now.local(app.zone()).date(), |(_, a)| a.day);
    let at = days.iter().position(|day| *day == today)?;
    (days.len() > 1).then(|| format!("day {} of {}", at + 1, days.len()))
}

/// How long what is on still lasts, or when the next begins.
pub fn left_in_words(app: &App) -> String {
    let standing = &app.standing;
    match standing.phase {
        Phase::During if standing.paused => "paused".to_owned(),
        Phase::During => standing.minutes_left.map(|m| format!("{} left", minutes(m))).unwrap_or_default(),
        Phase::Before => standing.minutes_to_next.map(|m| format!("begins in {}", minutes(m))).unwrap_or_default(),
        Phase::Between => standing.minutes_to_next.map(|m| format!("in {}", minutes(m))).unwrap_or_default(),
        Phase::After => "the visit is over".to_owned(),
    }
}

/// The time, what is left, drift, rehearsal, lock, who I am.
fn right(app: &App, me: &str) -> Vec<Span<'static>> {
    let standing = &app.standing;
    let drift = match standing.drift_minutes {
        0 => Span::default(),
        late @ 1.. => Span::styled(format!("{} late", minutes_short(late)), style(app, Meaning::Warning)),
        early => Span::styled(format!("{} early", minutes_short(-early)), style(app, Meaning::Warning)),
    };
    let lock = match app.seals {
        Seals::Locked => Span::default(),
        Seals::Unlocking => Span::styled(format!("{} unlocking", spinner(app.spin)), style(app, Meaning::Sealed)),
        Seals::Open => {
            let kept = if app.kept_unlocked.is_some() { ", kept" } else { "" };
            Span::styled(format!("{} unlocked{kept}", glyph::SEALED), style(app, Meaning::Sealed))
        }
    };
    let time = Span::styled(clock(app.now.local(app.zone())), style(app, Meaning::Title));
    let left = Span::styled(left_in_words(app), style(app, Meaning::Text));
    let rehearsal = if app.rehearsal { "rehearsal" } else { "" };
    let rehearsal = Span::styled(rehearsal, style(app, Meaning::Warning));
    let mut spans = joined([time, left, drift, rehearsal, lock], style(app, Meaning::Dim));
    spans.push(Span::raw("  "));
    spans.push(dim(app, me));
    spans
}

/// Minutes of drift: nobody says "min" twice in one line.
fn minutes_short(n: i64) -> String {
    if n < 100 { n.to_string() } else { minutes(n) }
}

/// My name and my part, said once where they are the same word.
fn me(app: &App) -> String {
    let Some(person) = app.myself() else { return String::new() };
    let (name, role) = (my_name(app), person.role.label());
    if name.to_lowercase() == role { name } else { format!("{name} ({role})") }
}

/// My name alone.
fn my_name(app: &App) -> String {
    app.myself().map_or_else(String::new, |person| text::clean_line(&person.name))
}
