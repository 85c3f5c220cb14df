//! The one place where the screen's state changes: a message in, effects out, no I/O.
//!
//! Three rules hold whatever the message: nothing typed is ever discarded by moving about; nothing
//! that was meant sealed goes out as an open note; and while a line is on its way to the disk it
//! stays in sight.

mod day;
mod editor;
mod event;
mod feedback;
mod lists;
mod names;
mod overlay;
mod palette;

pub use palette::palette_rows;

use super::action::{Action, Context};
use super::app::{AfterUnlock, App, ConcernFrom, Overlay, Pane, Seals};
use super::msg::{Effect, Msg};
use super::widgets::editor_key::EditorKey;
use crate::clock::Moment;
use crate::secret::Secret;

/// What somebody outside the visiting team is told who asks for the team's work.
const NOT_YOURS: &str = "That belongs to the visiting team; your own notes are on Day and Tag.";

/// Changes the state by one message.
pub fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Tick(now) => return tick(app, now),
        Msg::Event(event) => return event::happened(app, event),
        Msg::Action(_) | Msg::Key(_) | Msg::Paste(_) => {}
    }
    app.last_key = app.now;
    app.lock_announced = false;
    app.notice = None;
    match msg {
        Msg::Action(action) => act(app, action),
        Msg::Key(key) => {
            overlay::key(app, key);
            Vec::new()
        }
        Msg::Paste(text) => {
            overlay::paste(app, &text);
            Vec::new()
        }
        Msg::Tick(_) | Msg::Event(_) => Vec::new(),
    }
}

/// Carries out what a person asked for, by key or by name.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    if let Some(effects) = everywhere(app, action) {
        return effects;
    }
    match app.context() {
        Context::DayCapture => day::act(app, action),
        Context::Tag | Context::Questions | Context::Sealed => lists::act(app, action),
        Context::Feedback => feedback::act(app, action),
        Context::Editor => editor::act(app, action),
        Context::Prompt | Context::Overlay => overlay::act(app, action),
    }
}

/// What works the same wherever one is; none if the action belongs to the place.
fn everywhere(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    let context = app.context();
    match action {
        Action::Quit => return Some(vec![Effect::Quit]),
        Action::Suspend => {
            let mut effects = lock(app);
            effects.push(Effect::Suspend);
            return Some(effects);
        }
        Action::Redraw => return Some(vec![Effect::RedrawAll]),
        Action::Lock => return Some(lock(app)),
        Action::Help => {
            // A half-filled prompt stays where it is; its keys stand in the hint line.
            if !matches!(app.overlay, Some(Overlay::Help { .. })) && app.overlay.is_none() {
                app.overlay = Some(Overlay::Help { context, offset: 0 });
            }
        }
        Action::ToggleQuiet => app.quiet = !app.quiet,
        Action::Concern => return Some(concern(app)),
        Action::Palette if app.overlay.is_none() => {
            app.overlay = Some(Overlay::Palette { context, line: super::widgets::line::LineEditor::new(), cursor: 0 });
        }
        Action::ReplaceName if app.overlay.is_none() => return Some(names::replace(app)),
        Action::Unlock if app.overlay.is_none() => ask_passphrase(app, AfterUnlock::Nothing),
        Action::PaneQuestions | Action::PaneFeedback if !app.in_team() => app.say(NOT_YOURS),
        Action::PaneDay | Action::PaneTag | Action::PaneQuestions | Action::PaneSealed | Action::PaneFeedback => {
            go(app, action);
        }
        Action::NextPane | Action::PreviousPane => {
            let at = Pane::ALL.iter().position(|p| *p == app.pane).unwrap_or(0);
            let step = if action == Action::NextPane { 1 } else { Pane::ALL.len() - 1 };
            let mut next = (at + step) % Pane::ALL.len();
            while !app.in_team() && matches!(Pane::ALL[next], Pane::Questions | Pane::Feedback) {
                next = (next + step) % Pane::ALL.len();
            }
            app.pane = Pane::ALL[next];
        }
        _ => return None,
    }
    Some(Vec::new())
}

fn go(app: &mut App, action: Action) {
    app.pane = match action {
        Action::PaneTag => Pane::Tag,
        Action::PaneQuestions => Pane::Questions,
        Action::PaneSealed => Pane::Sealed,
        Action::PaneFeedback => Pane::Feedback,
        _ => Pane::Day,
    };
}

fn ask_passphrase(app: &mut App, then: AfterUnlock) {
    if !app.has_key {
        app.say("You have no key yet, so nothing can be unlocked. Make one: visitbook identity new.");
    } else if app.seals == Seals::Open {
        app.say("Unlocked already.");
    } else {
        app.overlay = Some(Overlay::Unlock { typed: Secret::default(), wrong: String::new(), then });
    }
}

/// Locks: every unlocked text leaves the screen and every buffer. A half-typed line stays.
pub fn lock(app: &mut App) -> Vec<Effect> {
    app.unlocked.clear();
    app.shown = None;
    if matches!(
        app.overlay,
        Some(Overlay::Editor { target: super::app::Target::Sealed(_), .. } | Overlay::Concern { .. })
    ) {
        app.overlay = None;
    }
    let was = app.seals;
    app.seals = Seals::Locked;
    app.lock_announced = false;
    if was == Seals::Locked { Vec::new() } else { vec![Effect::Lock] }
}

/// The step of undo that an action asks of a text field.
fn step_of(action: Action) -> EditorKey {
    if action == Action::Redo { EditorKey::Redo } else { EditorKey::Undo }
}

/// Opens the safeguarding card, with the words it is about if there are any.
fn concern(app: &mut App) -> Vec<Effect> {
    if matches!(app.overlay, Some(Overlay::Concern { .. } | Overlay::Entry(_))) {
        return Vec::new();
    }
    let line = app.day.line.text().to_owned();
    let note = app.chosen_note().and_then(|n| Some((n.id, n.evidence()?.text.clone())));
    let (words, from) = match note {
        _ if app.pane == Pane::Day && !line.trim().is_empty() => (Some(Secret::new(line)), ConcernFrom::Line),
        Some((id, text)) => (Some(Secret::new(text)), ConcernFrom::Note(id)),
        None => (None, ConcernFrom::Card),
    };
    app.overlay = Some(Overlay::Concern { words, from });
    Vec::new()
}

/// Time passes: the clock leads, and unlocked notes lock after a while without a key.
fn tick(app: &mut App, now: Moment) -> Vec<Effect> {
    app.now = now;
    if app.seals == Seals::Unlocking || app.is_working() {
        app.spin = app.spin.wrapping_add(1);
    }
    app.follow_clock();
    let idle = (now.0 - app.last_key.0) / 60_000;
    let limit = i64::from(app.settings.lock_after_minutes);
    if app.seals == Seals::Open && idle >= limit {
        let effects = lock(app);
        app.say("Locked: nobody typed for a while. Sealed notes are closed; a half-typed line is kept.");
        return effects;
    }
    if app.seals == Seals::Open && idle >= limit - 1 && !app.lock_announced {
        app.lock_announced = true;
        app.say("Sealed notes lock in a minute; any key keeps them open.");
    }
    Vec::new()
}

#[cfg(test)]
mod tests;
