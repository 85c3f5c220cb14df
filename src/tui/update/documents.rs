//! Before the day: the documents of the data package to tick off, and who does what by when.

use super::NOT_YOURS;
use crate::review::documents::{Reading, listed};
use crate::text::clean_line;
use crate::tui::app::{App, Choice, Overlay};
use crate::tui::msg::Effect;

/// Asks for what was read so far. It is read when it is asked for, not with each note.
pub fn open(app: &mut App) -> Vec<Effect> {
    if app.in_team() {
        return vec![Effect::Documents];
    }
    app.say(NOT_YOURS);
    Vec::new()
}

/// Shows the list: what there is to do stands above, each document is a row.
pub fn show(app: &mut App, readings: &[Reading]) {
    let visit = &app.review.visit;
    let timeline = visit.timeline.iter().map(|row| {
        let needs = if row.resources.is_empty() { String::new() } else { format!(" (needs: {})", row.resources) };
        format!("{}: {}{needs}. {}", row.when, row.what.trim_end_matches('.'), row.responsible)
    });
    let text = timeline.map(|line| clean_line(&line)).collect::<Vec<_>>().join("\n");
    let documents = listed(&app.review, readings);
    let rows = documents.iter().enumerate().map(|(at, document)| {
        let mine = document.readers.iter().any(|r| r.person == app.me);
        let others: Vec<&str> =
            document.readers.iter().filter(|r| r.person != app.me).map(|r| app.review.name(r.person)).collect();
        let others =
            if others.is_empty() { String::new() } else { format!(" · read by {}", crate::text::listed(&others)) };
        let note = document.readers.iter().find(|r| r.person == app.me && !r.note.is_empty());
        let note = note.map_or_else(String::new, |r| format!(" · {}", r.note));
        let sign = if mine { "[x]" } else { "[ ]" };
        (clean_line(&format!("{sign} {}{note}{others}", document.name)), Choice::Document(at + 1, !mine))
    });
    let mut rows: Vec<(String, Choice)> = rows.collect();
    if rows.is_empty() {
        rows.push(("The plan lists no documents.".to_owned(), Choice::Nothing));
    }
    app.lay_over(Overlay::Choose {
        title: "Before the day: what I have read".to_owned(),
        text,
        rows,
        cursor: 0,
        offset: 0,
    });
}
