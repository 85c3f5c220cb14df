//! Who else is here, in as few words as there is room for.

use super::{clock, dim};
use crate::tui::app::App;
use ratatui::text::Span;

/// Who is here in at most so many cells; empty where nobody else is, or there is no room to say so.
pub fn fitting(app: &App, cells: usize) -> Span<'static> {
    let colleagues = app.colleagues();
    if colleagues.is_empty() {
        return Span::default();
    }
    let writing = |on: bool| if on { " writing" } else { "" };
    let whole: Vec<String> = colleagues
        .iter()
        .map(|c| match &c.elsewhere {
            Some(title) => format!("{}: {title}{}", c.name, if c.writing { ", writing" } else { "" }),
            None => format!("{}{}", c.name, if c.writing { " writing" } else { " here" }),
        })
        .collect();
    let names: Vec<String> = colleagues.iter().map(|c| format!("{}{}", c.name, writing(c.writing))).collect();
    let writers = colleagues.iter().filter(|c| c.writing).count();
    let ways = [
        whole.join("; "),
        names.join(", "),
        match writers {
            0 => format!("+{} here", colleagues.len()),
            n => format!("+{} here, {n} writing", colleagues.len()),
        },
        format!("+{}", colleagues.len()),
    ];
    dim(app, ways.into_iter().find(|way| crate::text::width(way) <= cells).unwrap_or_default())
}

/// Who is here, a line each.
pub fn in_words(app: &App) -> Option<String> {
    let line = |c: &crate::tui::app::Colleague| {
        let at = c.elsewhere.as_deref().unwrap_or("where you are");
        let since = clock(c.since.local(app.zone()));
        format!("{}: {at}, since {since}{}", c.name, if c.writing { "; writing now" } else { "" })
    };
    let lines: Vec<String> = app.colleagues().iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
