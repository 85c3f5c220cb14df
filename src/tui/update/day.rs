//! Day: the capture line always has the cursor; everything else is a key beside it.

use crate::ids::ActivityId;
use crate::review::capture::{self, Reading};
use crate::review::evidence::{Readers, Source};
use crate::review::people::Act;
use crate::review::seals::SealTo;
use crate::tasks::day::Turn;
use crate::tui::action::Action;
use crate::tui::app::{AfterUnlock, App, Asked, Overlay, Pane, Seals, Target};
use crate::tui::msg::Effect;
use crate::tui::widgets::line::LineEditor;

/// Minutes of one step when the day is shifted or extended.
const STEP: i64 = 5;

pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Save => return save(app),
        Action::Complete => complete(app),
        Action::CycleSource => cycle_source(app),
        Action::FileUnderPrevious => file_under_previous(app),
        Action::SealToggle => seal_toggle(app),
        Action::ChooseReaders => super::readers::for_line(app),
        Action::LongNote => super::editor::open_new(app),
        Action::Up => choose_note(app, true),
        Action::Down => choose_note(app, false),
        Action::NextActivity => choose_activity(app, true),
        Action::PreviousActivity => choose_activity(app, false),
        Action::GoToNow => {
            app.day.chosen = None;
            app.day.note = None;
            app.say("Back to what is on now.");
        }
        Action::Leave => {
            // Esc never discards text: it only lets go of what is chosen.
            app.day.note = None;
            app.day.chosen = None;
        }
        Action::Undo => return undo(app),
        Action::Redo => {
            if !app.day.line.handle(super::step_of(action)) {
                return redo_change(app);
            }
        }
        Action::RestoreDraft => return restore_draft(app),
        Action::ChooseVersion if app.day.note.is_none() => return super::versions::ask_of_activity(app),
        Action::EditNote
        | Action::DeleteNote
        | Action::RecoverNote
        | Action::SealNote
        | Action::History
        | Action::ChooseVersion => {
            return super::lists::on_note(app, action);
        }
        other => return turn(app, other),
    }
    Vec::new()
}

/// Enter: the line goes to the disk, and clears when it is there.
fn save(app: &mut App) -> Vec<Effect> {
    if !app.entered {
        app.overlay = Some(Overlay::Entry(crate::tui::app::EntryStep::Protocol { offset: 0 }));
        return Vec::new();
    }
    if !app.may(Act::Capture) {
        app.say("Your part in this review has no notes of its own to write.");
        return Vec::new();
    }
    if app.day.saving {
        return Vec::new();
    }
    let effects = match app.reading() {
        Reading::Empty => {
            if app.day.note.is_some() {
                return super::lists::on_note(app, Action::EditNote);
            }
            app.say("Type what you saw or heard; Enter saves it.");
            return Vec::new();
        }
        Reading::Ask { why, .. } => {
            app.notice = Some(crate::tui::app::Notice { text: crate::text::clean_line(&why), trouble: true });
            return Vec::new();
        }
        Reading::MarksOnly(capture) => match app.day.last_note {
            Some(note) => vec![Effect::Remark(note, capture)],
            None => {
                app.say("There is no note of yours yet that these marks could go to.");
                return Vec::new();
            }
        },
        Reading::Note(capture) => {
            if let Some(to) = capture.seal_to()
                && let Some(Err(trouble)) = app.unreached(&to)
            {
                let trouble = trouble.clone();
                app.tell(&trouble);
                return Vec::new();
            }
            let activity = app.files_under();
            if let (Some(activity), Some(source)) = (activity, capture.source) {
                app.day.sources.insert(activity, source);
            }
            vec![Effect::Capture { capture, activity }]
        }
    };
    app.day.saving = true;
    effects
}

fn complete(app: &mut App) {
    let line = app.day.line.text();
    let cursor = app.day.line.cursor();
    match capture::complete(line, cursor, &app.capture_context()) {
        Some(completion) => {
            let choices = completion.choices.join("  ");
            app.day.line.replace(completion.replace, &completion.with);
            if completion.choices.len() > 1 {
                app.say(choices);
            }
        }
        None => app.say("Tab completes #question, @source and !seal."),
    }
}

/// The next source of this activity's own list, for this line and those after it.
fn cycle_source(app: &mut App) {
    let Some(activity) = app.files_under().and_then(|a| app.review.activity(a)) else { return };
    let sources: &[Source] = activity.kind.sources();
    let id = activity.id;
    let at = app.default_source().and_then(|s| sources.iter().position(|o| *o == s));
    let next = at.map_or(0, |n| (n + 1) % sources.len());
    if let Some(source) = sources.get(next) {
        app.day.sources.insert(id, *source);
        app.say(format!("Source: {}.", source.label()));
    }
}

fn file_under_previous(app: &mut App) {
    if app.filing.alternative.is_none() {
        app.say("There is no other activity close by to file it under.");
        return;
    }
    app.day.chosen = None;
    app.day.file_previous = !app.day.file_previous;
}

fn seal_toggle(app: &mut App) {
    if !app.has_key {
        app.tell(&crate::tasks::sealed::no_key());
        return;
    }
    let next = match app.day.seal {
        None => Some(Readers::Lead),
        // Where everything is sealed to the team, the team is what no choice means.
        Some(Readers::Lead) if !app.seals_all() => Some(Readers::Team),
        Some(Readers::Lead | Readers::Team) => Some(Readers::Me),
        Some(_) => None,
    };
    app.set_seal(next.map(SealTo::from));
}

fn choose_note(app: &mut App, older: bool) {
    let count = app.day.notes.len();
    app.day.note = match (app.day.note, older) {
        (None, true) => (count > 0).then_some(0),
        (None, false) => None,
        (Some(n), true) => Some((n + 1).min(count.saturating_sub(1))),
        (Some(0), false) => None,
        (Some(n), false) => Some(n - 1),
    };
}

fn choose_activity(app: &mut App, later: bool) {
    let ids: Vec<ActivityId> = app.review.activities.iter().map(|a| a.id).collect();
    let at = app.shown_activity().and_then(|a| ids.iter().position(|id| *id == a.id));
    let next = match (at, later) {
        (Some(n), true) => (n + 1).min(ids.len().saturating_sub(1)),
        (Some(n), false) => n.saturating_sub(1),
        (None, _) => 0,
    };
    app.day.note = None;
    app.day.chosen = ids.get(next).copied();
    // Back at what is on now, the clock leads again.
    if app.day.chosen == app.standing.current.first().copied() {
        app.day.chosen = None;
    }
}

/// Undo: the typing first, then the last change.
fn undo(app: &mut App) -> Vec<Effect> {
    if app.day.line.handle(super::step_of(Action::Undo)) {
        return Vec::new();
    }
    undo_change(app)
}

/// Takes the last change back.
pub fn undo_change(app: &mut App) -> Vec<Effect> {
    match app.undo.pop() {
        Some(changes) => vec![Effect::Undo(changes)],
        None => {
            app.say("There is nothing to undo; a note's history shows older versions.");
            Vec::new()
        }
    }
}

/// Does again what was undone last.
pub fn redo_change(app: &mut App) -> Vec<Effect> {
    match app.redo.pop() {
        Some(changes) => vec![Effect::Redo(changes)],
        None => {
            app.say("There is nothing to do again.");
            Vec::new()
        }
    }
}

fn restore_draft(app: &mut App) -> Vec<Effect> {
    if app.waiting == 0 {
        app.say("No half-typed line is waiting.");
    } else if app.seals == Seals::Open {
        return vec![Effect::RecoverDrafts];
    } else {
        super::ask_passphrase(app, AfterUnlock::RestoreDraft);
    }
    Vec::new()
}

/// Turning the day: always about the chosen activity, else the one that is on now.
fn turn(app: &mut App, action: Action) -> Vec<Effect> {
    if !app.in_team() {
        app.say(super::NOT_YOURS);
        return Vec::new();
    }
    let activity = app.shown_activity().map(|a| a.id);
    let turn = match action {
        Action::ShiftLater => Turn::ShiftRest(STEP),
        Action::ShiftEarlier => Turn::ShiftRest(-STEP),
        Action::StartNext => Turn::StartNext,
        Action::InsertActivity => {
            ask(app, Asked::Insert, "What is put in now, for 15 minutes?", "");
            return Vec::new();
        }
        _ => {
            let Some(activity) = activity else {
                app.say("No activity is chosen.");
                return Vec::new();
            };
            match action {
                Action::Extend => Turn::Extend(activity, STEP),
                Action::EndActivity => Turn::End(activity),
                Action::PauseResume => Turn::PauseOrResume(activity),
                Action::DropActivity => Turn::DropOrRestore(activity),
                Action::Accompanied => {
                    let with = app.shown_activity().map(|a| a.with_us().to_owned()).unwrap_or_default();
                    ask(app, Asked::Accompanied(activity), "Who comes with us, by role?", &with);
                    return Vec::new();
                }
                _ => return Vec::new(),
            }
        }
    };
    vec![Effect::Turn(turn)]
}

/// Asks for a text.
pub fn ask(app: &mut App, asked: Asked, title: &str, text: &str) {
    let mut line = LineEditor::new();
    line.set_text(text);
    app.overlay = Some(Overlay::Ask { asked, title: title.to_owned(), line });
}

/// The line is empty again, ready for the next note.
pub fn clear_line(app: &mut App) {
    app.day.line.clear();
    app.set_seal(None);
    app.day.saving = false;
    app.day.file_previous = false;
}

/// Brings a half-typed text back where it was being typed.
pub fn bring_back(app: &mut App, draft: &crate::vault::Draft) {
    app.pane = Pane::Day;
    // The seal chosen by key comes back with its line; of two the narrower holds.
    app.set_seal(app.narrower(app.seal_by_key(), draft.seal.clone()));
    if draft.many_lines || !app.day.line.text().is_empty() {
        let target = match draft.note {
            Some(id) if app.unlocked.contains_key(&id) => Target::Sealed(id),
            Some(id) => Target::Note(id),
            None => Target::New,
        };
        super::editor::open(app, target, draft.text.expose());
    } else {
        app.day.line.set_text(draft.text.expose());
    }
    app.day.chosen = draft.activity.filter(|a| app.standing.current.first() != Some(a));
    app.say("Your half-typed line is back.");
}
