//! The editor for notes of several lines, new or saved.
//!
//! A line with nothing but `//` parts what was seen from the reflection. In a new note, marks count
//! in the first and the last line, as in the capture line; in a saved one the words are taken as
//! they are, and only a seal mark still counts, because seal marks fail closed.

use crate::review::capture::Reading;
use crate::secret::Secret;
use crate::tasks::versions::Seen;
use crate::tui::action::Action;
use crate::tui::app::{App, Overlay, Target};
use crate::tui::msg::Effect;
use crate::tui::widgets::long::LongEditor;

/// Opens the editor on what the capture line holds so far.
pub fn open_new(app: &mut App) {
    let text = app.day.line.take();
    open(app, Target::New, &text);
}

/// Opens the editor on new words, or on words of which nobody knows what they were made from.
pub fn open(app: &mut App, target: Target, text: &str) {
    open_over(app, target, text, Seen::Now);
}

/// Opens the editor; what is saved stands in the place of what is in sight now.
pub fn open_over(app: &mut App, target: Target, text: &str, seen: Seen) {
    let mut editor = LongEditor::new();
    editor.set_text(text);
    app.lay_over(Overlay::Editor { target, editor: Box::new(editor), seen, saving: false });
}

/// Opens the editor on several pasted lines behind what the capture line holds, to be looked at before they are saved.
/// One undo takes them out again. Gives whether there was room for them.
pub fn open_pasted(app: &mut App, text: &str) -> bool {
    let line = app.day.line.take();
    open(app, Target::New, &line);
    let Some(Overlay::Editor { editor, .. }) = &mut app.overlay else { return true };
    let between = if line.is_empty() { "" } else { " " };
    let taken = editor.insert(&format!("{between}{text}"));
    if !taken {
        app.overlay = None;
        app.day.line.set_text(&line);
    }
    taken
}

/// Words and reflection as the editor shows them.
pub fn joined(text: &str, reflection: &str) -> String {
    if reflection.is_empty() { text.to_owned() } else { format!("{text}\n//\n{reflection}") }
}

/// Words and reflection of what the editor shows.
fn parted(text: &str) -> (String, String) {
    let mut parts = text.splitn(2, "\n//\n");
    let words = parts.next().unwrap_or_default().trim().to_owned();
    (words, parts.next().unwrap_or_default().trim().to_owned())
}

pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::SaveNote => save(app),
        Action::Leave => {
            leave(app);
            Vec::new()
        }
        Action::Undo | Action::Redo => {
            if let Some(Overlay::Editor { editor, .. }) = &mut app.overlay {
                editor.handle(super::step_of(action));
            }
            Vec::new()
        }
        // The same keys as beside the capture line.
        Action::CycleSource | Action::FileUnderPrevious | Action::SealToggle | Action::ChooseReaders => {
            super::day::act(app, action)
        }
        _ => Vec::new(),
    }
}

/// Esc never discards text: a new note of one line goes back to the capture line, a longer one is
/// kept in the editor until it is saved or emptied.
fn leave(app: &mut App) {
    let Some(Overlay::Editor { target, editor, saving, .. }) = &mut app.overlay else { return };
    if *saving {
        return;
    }
    let text = editor.text();
    if *target == Target::New && !text.contains('\n') && app.day.line.text().is_empty() {
        app.overlay = None;
        app.day.line.set_text(&text);
        return;
    }
    let target = *target;
    if unchanged(app, target, &text) {
        app.overlay = None;
    } else {
        let key = app.key_of(Action::SaveNote);
        app.say(format!("Not saved yet: {key} saves. To give it up, undo your changes and step back."));
    }
}

/// Whether the editor holds nothing that is not saved.
pub fn unchanged(app: &App, target: Target, text: &str) -> bool {
    match target {
        Target::New => text.trim().is_empty(),
        Target::Note(id) => {
            app.seen_note(id).and_then(|n| n.evidence()).is_some_and(|e| joined(&e.text, &e.reflection) == text)
        }
        Target::Sealed(id) => {
            app.unlocked.get(&id).is_some_and(|u| joined(u.text.expose(), u.reflection.expose()) == text)
        }
    }
}

fn save(app: &mut App) -> Vec<Effect> {
    if !app.entered {
        app.say("Capture opens when you have read and accepted the protocol.");
        return Vec::new();
    }
    let Some(Overlay::Editor { target, editor, seen, saving }) = &app.overlay else { return Vec::new() };
    if *saving {
        return Vec::new();
    }
    let text = editor.text();
    let (target, seen) = (*target, seen.clone());
    // The seal that the plan gives every new note seals none that was saved open.
    let reading = if target == Target::New { app.reading_of(&text) } else { app.reading_as_marked(&text) };
    let effect = match (target, reading) {
        (_, Reading::Ask { why, .. }) => {
            app.notice = Some(crate::tui::app::Notice { text: crate::text::clean_line(&why), trouble: true });
            return Vec::new();
        }
        (_, Reading::Empty) | (Target::New, Reading::MarksOnly(_)) => {
            app.say("There are no words to save yet.");
            return Vec::new();
        }
        (Target::New, Reading::Note(capture)) => Effect::Capture { capture, activity: app.files_under() },
        (Target::Note(note), Reading::Note(c) | Reading::MarksOnly(c)) => {
            let seal = c.seal_to();
            let (words, reflection) = if seal.is_some() { (c.text, c.reflection) } else { parted(&text) };
            Effect::Edit { note, text: words, reflection, seal, seen }
        }
        (Target::Sealed(note), _) => {
            let (words, reflection) = parted(&text);
            Effect::EditSealed { note, text: Secret::new(words), reflection: Secret::new(reflection), seen }
        }
    };
    if let Some(Overlay::Editor { saving, .. }) = &mut app.overlay {
        *saving = true;
    }
    vec![effect]
}
