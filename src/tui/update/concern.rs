//! The safeguarding card: whom to tell, now; and the words of a concern, shown once and then erased.
//!
//! The card lies over whatever was there and leaves it alone, so that one key opens it from
//! everywhere and stepping back loses nothing.

use crate::secret::Secret;
use crate::tasks::concern::Route;
use crate::tui::app::{App, Asked, ConcernFrom, Overlay, Pane, Target};
use crate::tui::msg::Effect;
use crossterm::event::{KeyCode, KeyEvent};

/// Opens the card, with the words it is about if there are any.
pub fn open(app: &mut App) {
    let there = |o: &Overlay| matches!(o, Overlay::Concern { .. } | Overlay::Entry(_));
    if app.overlay.iter().chain(&app.under).any(there) {
        return;
    }
    let (words, from) = about(app);
    app.lay_over(Overlay::Concern { words: words.map(Secret::new), from });
}

/// The words in hand: those being typed, else those of the chosen note if it is mine and readable.
fn about(app: &App) -> (Option<String>, ConcernFrom) {
    let card = (None, ConcernFrom::Card);
    match &app.overlay {
        Some(Overlay::Editor { target, editor, .. }) if !editor.is_empty() => {
            let words = Some(editor.text());
            return match *target {
                Target::New => (words, ConcernFrom::Editor),
                Target::Note(id) | Target::Sealed(id) if is_mine(app, id) => (words, ConcernFrom::Note(id)),
                Target::Note(_) | Target::Sealed(_) => card,
            };
        }
        Some(_) => return card,
        None => {}
    }
    let line = app.day.line.text();
    if app.pane == Pane::Day && !line.trim().is_empty() {
        return (Some(line.to_owned()), ConcernFrom::Line);
    }
    let Some(note) = app.chosen_note().filter(|n| n.author == app.me) else { return card };
    let unlocked = app.unlocked.get(&note.id).map(|u| (u.text.expose(), u.reflection.expose()));
    let open = note.evidence().map(|e| (e.text.as_str(), e.reflection.as_str()));
    match open.or(unlocked) {
        Some((text, reflection)) => (Some(super::editor::joined(text, reflection)), ConcernFrom::Note(note.id)),
        None => card,
    }
}

fn is_mine(app: &App, id: crate::ids::NoteId) -> bool {
    app.seen_note(id).is_some_and(|n| n.author == app.me)
}

/// A digit records by which route I told someone; the card stays under the question.
pub fn key(app: &mut App, key: KeyEvent) {
    let KeyCode::Char(c @ '1'..='4') = key.code else { return };
    let Some(route) = Route::ALL.get(usize::from(c as u8 - b'1')) else { return };
    let routes = &app.review.visit.safeguarding;
    let told = match route {
        Route::Child => &routes.dsl.name,
        Route::Adult => &routes.head.name,
        Route::Head => &routes.chair.name,
        Route::Danger => "999",
    };
    let told = told.to_owned();
    if let Some(card) = app.overlay.take() {
        app.under.push(card);
    }
    super::day::ask(app, Asked::Told(*route), "Whom did you tell, just now? (Enter records the time)", &told);
}

/// The card is closed by Enter: the words it showed are erased, because they belong on the school's form.
///
/// With them go the half-typed lines that wait, which may hold the same words: the card said so.
pub fn done(app: &mut App, words: Option<Secret>, from: ConcernFrom) -> Vec<Effect> {
    if words.is_none() {
        return Vec::new();
    }
    let mut effects = match from {
        ConcernFrom::Card => return Vec::new(),
        ConcernFrom::Line => {
            super::day::clear_line(app);
            Vec::new()
        }
        ConcernFrom::Editor => {
            drop(app.under.pop());
            Vec::new()
        }
        ConcernFrom::Note(note) => {
            let editor = |o: &Overlay| matches!(o, Overlay::Editor { .. });
            app.under.retain(|o| !editor(o));
            app.unlocked.remove(&note);
            app.shown = app.shown.filter(|shown| *shown != note);
            vec![Effect::Erase(note)]
        }
    };
    effects.push(Effect::ForgetDrafts);
    app.waiting = 0;
    app.say("The words are gone from here; they belong on the school's own form.");
    effects
}
