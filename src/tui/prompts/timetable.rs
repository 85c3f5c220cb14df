//! Pasting a timetable: the text as it came, then how each of its lines is read, beside it.
//!
//! The words are those of `visitbook plan import`: both are drawn from the same account.

use super::text;
use crate::plan::Mark;
use crate::tasks::timetable::Pasted;
use crate::text::clean_line;
use crate::trouble::count;
use crate::tui::app::{App, Pasting};
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{said, width, wrap};
use crate::tui::widgets::spinner;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// What stands above an empty field.
const SAY: &str = "Paste the e-mail or the table here, as it came. It is read at once, and shown line by line before \
    anything is kept; what stands in the timetable stays as it is. A timetable is open to the whole team, as the plan \
    is: nothing sealed goes into it.";

/// Draws the text, or how it was read.
pub fn draw(app: &App, pasting: &Pasting, frame: &mut Frame, area: Rect) {
    let working = if pasting.working { format!("{} reading", spinner(app.spin)) } else { String::new() };
    let working = Span::styled(working, app.theme.style(Meaning::Dim));
    let whole = (area.width, area.height);
    let Some(read) = &pasting.read else {
        let titles = Titles::over("A timetable, as it came", app.theme).right([working]);
        let inner = boxes::over(frame, area, whole, titles, app.theme);
        field(app, pasting, frame, inner);
        return;
    };
    let lines = lines(app, read, cells(area));
    let sight = rows(area);
    let first = pasting.offset.min(lines.len().saturating_sub(sight));
    let more = boxes::more(first, sight, lines.len(), app.theme);
    let titles = Titles::over("How it is read; nothing is kept yet", app.theme).right([working, more]);
    let inner = boxes::over(frame, area, whole, titles, app.theme);
    boxes::put(frame, inner, lines.into_iter().skip(first));
}

/// The last row it can begin with, while it is read.
pub fn last_offset(app: &App, pasting: &Pasting, area: Rect) -> Option<usize> {
    let read = pasting.read.as_ref()?;
    Some(lines(app, read, cells(area)).len().saturating_sub(rows(area)))
}

fn cells(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(4))
}

fn rows(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(2))
}

/// What is to be done, and the end of the text so far with the cursor behind it.
fn field(app: &App, pasting: &Pasting, frame: &mut Frame, inner: Rect) {
    let cells = usize::from(inner.width);
    let mut lines = text(app, SAY, Meaning::Dim, cells);
    lines.push(Line::default());
    let room = usize::from(inner.height).saturating_sub(lines.len()).max(1);
    let style = app.theme.style(Meaning::Text);
    let written: Vec<&str> = pasting.text.split('\n').collect();
    let shown = &written[written.len().saturating_sub(room)..];
    let shown: Vec<Line<'static>> = shown.iter().map(|line| Line::from(said(line, style))).collect();
    let row = lines.len() + shown.len() - 1;
    let column = shown.last().map_or(0, |line| width(&line.spans)).min(cells.saturating_sub(1));
    lines.extend(shown);
    boxes::put(frame, inner, lines);
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    if !pasting.working && small(row) < inner.height {
        frame.set_cursor_position(Position { x: inner.x + small(column), y: inner.y + small(row) });
    }
}

/// The account: what holds for all of it, then each line with its reading beside it.
pub fn lines(app: &App, read: &Pasted, cells: usize) -> Vec<Line<'static>> {
    let style = |meaning| app.theme.style(meaning);
    let report = &read.report;
    let mut lines = text(app, &sum(read), Meaning::Title, cells);
    if let Some(day) = read.assumed_day {
        let days = if app.review.days().len() > 1 {
            format!(" ({} takes another day of the visit)", app.key_of(crate::tui::action::Action::Select))
        } else {
            String::new()
        };
        let told = format!("The text says no day: it is taken for {}{days}.", day.format("%A %-d %B %Y"));
        lines.extend(text(app, &told, Meaning::Warning, cells));
    }
    for told in report.overall.iter().chain(&report.remaining) {
        lines.extend(text(app, told, Meaning::Dim, cells));
    }
    // Its number, the source, its reading: two parts of five, and three.
    let number = report.lines.iter().map(|l| l.no.to_string().len()).max().unwrap_or(1);
    let left = (cells.saturating_sub(number + 2)) * 2 / 5;
    let right = cells.saturating_sub(number + 1 + left + 2);
    for line in &report.lines {
        let source = wrap(vec![said(&line.source, style(Meaning::Text))], left, SOURCE_ROWS);
        let mut told: Vec<Line<'static>> = Vec::new();
        for one in &line.told {
            for (at, (sign, words)) in one.words().into_iter().enumerate() {
                let meaning = match (one.mark, sign) {
                    (_, '?') => Meaning::Warning,
                    (Mark::Activity, '=') => Meaning::Good,
                    _ => Meaning::Dim,
                };
                let indent = if at == 0 { "" } else { "  " };
                let words = vec![Span::styled(format!("{indent}{sign} {}", clean_line(&words)), style(meaning))];
                told.extend(wrap(words, right, usize::MAX));
            }
        }
        for row in 0..source.len().max(told.len()) {
            let no = if row == 0 { format!("{:>number$} ", line.no) } else { " ".repeat(number + 1) };
            let mut spans = vec![Span::styled(no, style(Meaning::Dim))];
            let words = source.get(row).map(|l| l.spans.clone()).unwrap_or_default();
            let blank = left.saturating_sub(width(&words)) + 2;
            spans.extend(words);
            spans.push(Span::raw(" ".repeat(blank)));
            spans.extend(told.get(row).map(|l| l.spans.clone()).unwrap_or_default());
            lines.push(Line::from(spans));
        }
    }
    lines
}

/// At most so many rows of a line of the source: beyond, its beginning says which it is.
const SOURCE_ROWS: usize = 6;

/// What would be kept.
fn sum(read: &Pasted) -> String {
    let (_, assumed, unclear) = read.report.counts();
    let there = match read.there {
        0 => String::new(),
        n => format!(", {n} there already"),
    };
    let unclear = if unclear == 0 { "nothing".to_owned() } else { count(unclear, "thing", "things") };
    let new = count(read.new, "activity", "activities");
    format!("{new} to put in{there}; {}; {unclear} not understood.", count(assumed, "assumption", "assumptions"))
}
