//! Pasting a timetable: the text goes in, is read at once, looked at, and kept by one key.
//!
//! Stepping back goes from the reading to the text and from the text to the screen; the text waits until it
//! is kept or another takes its place.

use super::lists::moved;
use crate::review::people::Act;
use crate::tasks::timetable::Pasted;
use crate::text::{clean_line, clean_table};
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::{App, Overlay, Pasting};
use crate::tui::msg::{Effect, Event};
use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The most bytes of a text: a timetable has far fewer.
const MOST: usize = 1 << 20;

/// Opens the place to paste into, with what was left there.
pub fn open(app: &mut App) {
    if !app.may(Act::Timetable) {
        let lead = app.review.lead().map_or("the lead", |p| p.name.as_str());
        app.say(format!("Only the lead {}: send it to {}.", Act::Timetable.words(), clean_line(lead)));
        return;
    }
    let text = std::mem::take(&mut app.pasted);
    app.lay_over(Overlay::Timetable(Box::new(Pasting { text, ..Pasting::default() })));
}

/// A key that writes: for terminals that paste as if somebody typed.
pub fn key(pasting: &mut Pasting, key: KeyEvent) {
    if pasting.read.is_some() || pasting.working || pasting.text.len() >= MOST {
        return;
    }
    match key.code {
        KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => pasting.text.push(c),
        KeyCode::Enter => pasting.text.push('\n'),
        KeyCode::Tab => pasting.text.push('\t'),
        KeyCode::Backspace => drop(pasting.text.pop()),
        _ => {}
    }
}

/// What is pasted is added to what is there; several lines are read at once.
pub fn paste(pasting: &mut Pasting, text: &str) -> Vec<Effect> {
    if pasting.working {
        return Vec::new();
    }
    let text = clean_table(text);
    // Pasted over a reading, it is another timetable.
    let before = pasting.text.clone();
    if pasting.read.take().is_some() {
        pasting.text.clear();
    }
    pasting.before = Some(before);
    pasting.offset = 0;
    let room = MOST.saturating_sub(pasting.text.len()).min(text.len());
    pasting.text.push_str(&text[..text.floor_char_boundary(room)]);
    if text.trim_end().contains('\n') { look(pasting) } else { Vec::new() }
}

/// Asks how the text is read.
fn look(pasting: &mut Pasting) -> Vec<Effect> {
    pasting.working = true;
    vec![Effect::ReadTimetable(pasting.text.clone(), pasting.day)]
}

pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let end = crate::tui::view::last_offset(app, app.size).unwrap_or(0);
    let page = app.page();
    let days = app.review.days();
    let Some(Overlay::Timetable(pasting)) = &mut app.overlay else { return Vec::new() };
    match (action, &pasting.read) {
        (Action::Leave, _) => {
            leave(app);
        }
        _ if pasting.working => {}
        (Action::SaveNote, None) if pasting.text.trim().is_empty() => app.say("Paste the text of the timetable first."),
        (Action::SaveNote, None) => return look(pasting),
        (Action::Undo, None) => {
            if let Some(before) = pasting.before.take() {
                pasting.text = before;
            }
        }
        (Action::Choose, Some(read)) if read.new == 0 => app.say("All of this is in the timetable already."),
        (Action::Choose, Some(_)) => {
            pasting.working = true;
            return vec![Effect::KeepTimetable(pasting.text.clone(), pasting.day)];
        }
        (Action::Select, Some(read)) => {
            if let Some(next) = read.assumed_day.and_then(|day| next_day(&days, day)) {
                pasting.day = Some(next);
                return look(pasting);
            }
        }
        (_, Some(_)) => pasting.offset = moved(pasting.offset.min(end), end, page, action),
        _ => {}
    }
    Vec::new()
}

/// The day of the visit after this one, from the last to the first.
fn next_day(days: &[NaiveDate], day: NaiveDate) -> Option<NaiveDate> {
    days.iter().copied().find(|d| *d > day).or(days.first().copied()).filter(|d| *d != day)
}

fn leave(app: &mut App) {
    let Some(Overlay::Timetable(pasting)) = &mut app.overlay else { return };
    // What is on its way to the disk gets there; what is read is waited for no longer.
    if pasting.read.take().is_some() {
        pasting.offset = 0;
        pasting.working = false;
        return;
    }
    let text = std::mem::take(&mut pasting.text);
    app.end_pasting();
    if !text.trim().is_empty() {
        app.say("The text you pasted waits here until you come back to it.");
        app.pasted = text;
    }
}

/// It was read, or kept, or neither.
pub fn happened(app: &mut App, event: Event) {
    match event {
        Event::TimetableRead(read) => {
            let Some(pasting) = app.pasting().filter(|p| p.working) else { return };
            pasting.working = false;
            match read {
                Ok(read) => pasting.read = Some(*read),
                Err(trouble) => app.tell(&trouble),
            }
        }
        Event::TimetableKept(Ok((pasted, changes))) => {
            app.undo.push(changes);
            app.redo.clear();
            app.end_pasting();
            app.pasted.clear();
            app.say(kept(&pasted));
        }
        Event::TimetableKept(Err(trouble)) => {
            if let Some(pasting) = app.pasting() {
                pasting.working = false;
            }
            app.tell(&trouble);
        }
        _ => {}
    }
}

/// What was kept, in a line.
fn kept(pasted: &Pasted) -> String {
    let there = match pasted.there {
        0 => String::new(),
        n => format!("; {} there already", count(n, "was", "were")),
    };
    format!("{} put into the timetable{there}. One undo takes it back.", count(pasted.new, "activity", "activities"))
}
