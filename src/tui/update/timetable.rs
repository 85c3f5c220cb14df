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
        KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
            pasting.text.push(c);
        }
        KeyCode::Enter => pasting.text.push('\n'),
        KeyCode::Tab => pasting.text.push('\t'),
        KeyCode::Backspace => drop(pasting.text.pop()),
        _ => {}
    }
}

/// Whether there is room for it: what is too long is not put in at all.
pub fn has_room(pasting: &Pasting, text: &str) -> bool {
    let there = if pasting.read.is_some() { 0 } else { pasting.text.len() };
    there + text.len() <= MOST
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
    pasting.text.push_str(&text);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ChangeId;
    use crate::review::people::Role;
    use crate::tasks::testing::Team;
    use crate::tasks::timetable::Came;
    use crate::trouble::Trouble;
    use crate::tui::action::Context;
    use crate::tui::app::Pane;
    use crate::tui::msg::Msg;
    use crate::tui::panes::testing::{app, person};
    use crate::tui::update::update;

    const MAIL: &str = "Hi Sam,\n13.30 Governors\n14.00\tHear readers\n";

    fn press(app: &mut App, action: Action) -> Vec<Effect> {
        update(app, Msg::Action(action))
    }

    /// The place, with a mail pasted and read as a desk reads it.
    fn looked_at(text: &str) -> App {
        let mut app = app(Pane::Day);
        press(&mut app, Action::PasteTimetable);
        let effects = update(&mut app, Msg::Paste(text.to_owned()));
        let [Effect::ReadTimetable(text, None)] = effects.as_slice() else { panic!("{effects:?}") };
        let read = Team::new(|_| {}).desk("lead").read_timetable(&Came::pasted(text), None).map(Box::new);
        update(&mut app, Msg::Event(Event::TimetableRead(read)));
        app
    }

    fn shown(app: &mut App) -> &mut Pasting {
        app.pasting().expect("the place to paste")
    }

    #[test]
    fn several_pasted_lines_are_read_at_once_and_kept_by_one_key() {
        let mut app = looked_at(MAIL);
        assert_eq!(app.context(), Context::Overlay);
        assert_eq!(shown(&mut app).read.as_ref().unwrap().new, 2);
        let effects = press(&mut app, Action::Choose);
        let [Effect::KeepTimetable(text, None)] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(text, MAIL, "tabs and lines as they came");
        assert!(press(&mut app, Action::Choose).is_empty(), "not twice");
        let kept = shown(&mut app).read.clone().unwrap();
        update(&mut app, Msg::Event(Event::TimetableKept(Ok((Box::new(kept), vec![ChangeId([1; 32])])))));
        assert!(app.overlay.is_none() && app.pasted.is_empty());
        assert!(app.notice.as_ref().unwrap().text.starts_with("2 activities put into the timetable"));
        let effects = press(&mut app, Action::Undo);
        assert!(matches!(effects.as_slice(), [Effect::Undo(changes)] if changes == &[ChangeId([1; 32])]));
    }

    #[test]
    fn stepping_back_never_loses_the_text() {
        let mut app = looked_at(MAIL);
        press(&mut app, Action::Leave);
        assert!(shown(&mut app).read.is_none() && shown(&mut app).text == MAIL, "back to the text");
        press(&mut app, Action::Leave);
        assert!(app.overlay.is_none() && app.pasted == MAIL);
        press(&mut app, Action::PasteTimetable);
        assert_eq!(shown(&mut app).text, MAIL);
        // Locking leaves it, and so does the card of a concern above it.
        press(&mut app, Action::Lock);
        press(&mut app, Action::Concern);
        press(&mut app, Action::Leave);
        assert_eq!(shown(&mut app).text, MAIL);
        let effects = press(&mut app, Action::SaveNote);
        assert!(matches!(effects.as_slice(), [Effect::ReadTimetable(text, None)] if text == MAIL));
        // Left while it is read: what is told then is wanted no more.
        press(&mut app, Action::Leave);
        update(&mut app, Msg::Event(Event::TimetableRead(Err(Trouble::new("Late.", "")))));
        assert!(app.overlay.is_none() && app.pasted == MAIL);
    }

    #[test]
    fn trouble_leaves_the_text_where_it_was() {
        let mut app = looked_at("nothing\nof a timetable\n");
        assert!(app.notice.as_ref().is_some_and(|n| n.trouble), "it says why");
        assert_eq!(shown(&mut app).text, "nothing\nof a timetable\n");
        let mut app = looked_at(MAIL);
        press(&mut app, Action::Choose);
        update(&mut app, Msg::Event(Event::TimetableKept(Err(Trouble::new("The disk is full.", "Free some space.")))));
        assert!(!shown(&mut app).working && shown(&mut app).read.is_some());
        assert_eq!(press(&mut app, Action::Choose).len(), 1, "it can be tried again");
    }

    #[test]
    fn typing_writes_and_undo_takes_the_last_paste_back() {
        let mut app = app(Pane::Tag);
        press(&mut app, Action::PasteTimetable);
        assert_eq!(app.context(), Context::Editor);
        for code in [KeyCode::Char('9'), KeyCode::Tab, KeyCode::Char('T'), KeyCode::Enter, KeyCode::Backspace] {
            update(&mut app, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        }
        assert_eq!(shown(&mut app).text, "9\tT");
        assert!(update(&mut app, Msg::Paste("our".to_owned())).is_empty(), "one line waits for more");
        assert_eq!(shown(&mut app).text, "9\tTour");
        press(&mut app, Action::Undo);
        assert_eq!(shown(&mut app).text, "9\tT");
        assert!(update(&mut app, Msg::Paste(format!("{}\n", "é".repeat(MOST)))).is_empty());
        assert_eq!(shown(&mut app).text, "9\tT", "half of it would be lost unseen");
        assert!(app.notice.as_ref().is_some_and(|n| n.trouble));
    }

    #[test]
    fn another_day_is_taken_only_where_the_text_says_none() {
        let mut app = looked_at(MAIL);
        let effects = press(&mut app, Action::Select);
        let [Effect::ReadTimetable(_, Some(day))] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(day.to_string(), "2026-06-11");
        let mut app = looked_at("10 June 2026\n13.30 Governors\n");
        assert!(press(&mut app, Action::Select).is_empty());
    }

    #[test]
    fn pasted_over_a_reading_it_is_another_timetable() {
        let mut app = looked_at(MAIL);
        let effects = update(&mut app, Msg::Paste("9.00 Tour\n9.30 Books\n".to_owned()));
        assert!(matches!(effects.as_slice(), [Effect::ReadTimetable(text, None)] if text == "9.00 Tour\n9.30 Books\n"));
    }

    #[test]
    fn only_the_lead_is_let_in_and_others_are_told_who() {
        let mut app = app(Pane::Day);
        let lead = app.review.lead().unwrap().name.clone();
        app.me = person(&app.review, "hollins");
        assert!(press(&mut app, Action::PasteTimetable).is_empty() && app.overlay.is_none());
        let said = app.notice.as_ref().unwrap().text.clone();
        assert!(said.starts_with("Only the lead") && said.contains(&lead), "{said}");
        let outside = app.review.people.iter().find(|p| p.role == Role::HostPartner).unwrap().id;
        app.me = outside;
        assert!(press(&mut app, Action::PasteTimetable).is_empty() && app.overlay.is_none());
    }
}
