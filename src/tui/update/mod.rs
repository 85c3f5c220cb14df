//! The one place where the screen's state changes: a message in, effects out, no I/O.
//!
//! Three rules hold whatever the message: nothing typed is ever discarded by moving about; nothing
//! that was meant sealed goes out as an open note; and while a line is on its way to the disk it
//! stays in sight.

mod action_plan;
mod after;
mod answers;
mod before_after;
mod concern;
mod day;
mod editor;
mod entry;
mod event;
mod feedback;
mod form;
mod leaves;
mod lists;
mod lock;
mod meeting;
mod names;
mod overlay;
mod palette;
mod points;
mod present;
mod purge;
mod readers;
mod readiness;
mod timetable;
mod versions;
mod wording;

pub use editor::unchanged;
pub use leaves::only_the_lead;
pub use lock::lock;
pub use palette::palette_rows;
pub use readers::new_keys_in_words;

use super::action::{Action, Context};
use super::app::{AfterUnlock, App, Overlay, Pane, Seals};
use super::msg::{Effect, Msg};
use super::widgets::editor_key::EditorKey;
use crate::secret::Secret;

/// What somebody outside the visiting team is told who asks for the team's work.
const NOT_YOURS: &str = "That belongs to the visiting team; your own notes are on Day and Tag.";

/// Changes the state by one message.
pub fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    let effects = change(app, msg);
    if app.presenting.is_some() {
        present::keep_apart(app);
    } else if app.overlay.is_none() {
        // What lay under it is there again.
        app.overlay = app.under.pop();
    }
    readiness::team_time(app);
    if app.pane == Pane::Feedback && app.feedback.view.is_none() {
        // A colleague's first point does not turn the page under somebody who reads.
        app.feedback.view = Some(app.feedback_view());
    }
    effects
}

fn change(app: &mut App, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Tick(now) => return lock::tick(app, now),
        Msg::Event(event) => return event::happened(app, event),
        Msg::Action(_) | Msg::Key(_) | Msg::Paste(_) => {}
    }
    app.last_key = app.now;
    app.lock_announced = false;
    app.notice = None;
    app.awaited = None;
    match msg {
        Msg::Action(action) => act(app, action),
        Msg::Key(key) => {
            overlay::key(app, key);
            Vec::new()
        }
        Msg::Paste(text) => overlay::paste(app, &text),
        Msg::Tick(_) | Msg::Event(_) => Vec::new(),
    }
}

/// Carries out what a person asked for, by key or by name.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    if let Some(effects) = everywhere(app, action) {
        return effects;
    }
    match app.context() {
        _ if matches!(app.overlay, Some(Overlay::Timetable(_))) => timetable::act(app, action),
        Context::DayCapture => day::act(app, action),
        Context::Tag | Context::Questions | Context::Sealed => lists::act(app, action),
        Context::Feedback => feedback::act(app, action),
        Context::Present => present::act(app, action),
        Context::After | Context::ActionPlan | Context::BeforeAfter => after::act(app, action),
        Context::Editor => editor::act(app, action),
        Context::Prompt | Context::Overlay => overlay::act(app, action),
    }
}

/// What works the same wherever one is; none if the action belongs to the place.
fn everywhere(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    let context = app.context();
    match action {
        Action::Quit => return Some(vec![Effect::Quit]),
        Action::Suspend | Action::Sync if !app.offers(action) => {
            app.say("This is a session on a server: there is no shell here, and nothing to join. Quit to leave.");
        }
        Action::Suspend => {
            let mut effects = lock(app);
            effects.push(Effect::Suspend);
            return Some(effects);
        }
        Action::Redraw => return Some(vec![Effect::RedrawAll]),
        Action::Sync if !app.in_team() => app.say(NOT_YOURS),
        Action::Sync => {
            app.say("Joining with the server; you can go on writing.");
            return Some(vec![Effect::Sync]);
        }
        Action::Lock => {
            let effects = lock(app);
            if app.notice.is_none() {
                app.say("Locked.");
            }
            return Some(effects);
        }
        Action::KeepUnlocked => lock::keep_unlocked(app),
        Action::Help => {
            // A half-filled prompt stays where it is; its keys stand in the hint line.
            if !matches!(app.overlay, Some(Overlay::Help { .. })) && app.overlay.is_none() {
                app.overlay = Some(Overlay::Help { context, offset: 0 });
            }
        }
        Action::ToggleQuiet => app.quiet = !app.quiet,
        // The card has no place on a screen that others see: one steps back first.
        Action::Concern if app.presenting.is_some() => present::step_back_first(app),
        Action::Concern => concern::open(app),
        Action::SpeakingCard if app.overlay.is_none() => present::ask_card(app),
        Action::TellHost if app.overlay.is_none() => answers::tell_host(app),
        Action::ToldLog if !app.in_team() => app.say(NOT_YOURS),
        Action::ToldLog if app.overlay.is_none() => return Some(vec![Effect::ToldSoFar]),
        Action::Palette if app.overlay.is_none() => {
            app.overlay = Some(Overlay::Palette { context, line: super::widgets::line::LineEditor::new(), cursor: 0 });
        }
        Action::PurgeNotebook if app.overlay.is_none() => purge::ask(app),
        Action::ReplaceName if app.overlay.is_none() => return Some(names::replace(app)),
        Action::ShowWording if app.overlay.is_none() => return Some(vec![Effect::Wording]),
        Action::PasteTimetable if app.overlay.is_none() => timetable::open(app),
        Action::AfterLeaves | Action::AfterPlan | Action::AfterTicks | Action::Documents if app.overlay.is_none() => {
            after::go(app, action);
        }
        Action::WhoIsHere if app.overlay.is_none() => match crate::tui::panes::here::in_words(app) {
            Some(text) => app.lay_over(Overlay::Message { title: "Who else is here".to_owned(), text }),
            None => app.say("Nobody else has this notebook open here now."),
        },
        Action::Unlock if app.overlay.is_none() => ask_passphrase(app, AfterUnlock::Nothing),
        Action::PaneQuestions | Action::PaneFeedback | Action::PaneAfter if !app.in_team() => app.say(NOT_YOURS),
        Action::PaneDay
        | Action::PaneTag
        | Action::PaneQuestions
        | Action::PaneSealed
        | Action::PaneFeedback
        | Action::PaneAfter => go(app, action),
        Action::NextPane | Action::PreviousPane => {
            let at = Pane::ALL.iter().position(|p| *p == app.pane).unwrap_or(0);
            let step = if action == Action::NextPane { 1 } else { Pane::ALL.len() - 1 };
            let mut next = (at + step) % Pane::ALL.len();
            while !app.in_team() && matches!(Pane::ALL[next], Pane::Questions | Pane::Feedback | Pane::After) {
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
        Action::PaneAfter => Pane::After,
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

/// The step of undo that an action asks of a text field.
fn step_of(action: Action) -> EditorKey {
    if action == Action::Redo { EditorKey::Redo } else { EditorKey::Undo }
}

#[cfg(test)]
mod tests;
