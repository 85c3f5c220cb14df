//! The form of an action: its parts one after another. What was typed is saved when one goes on to another part.

use super::day::ask;
use crate::ids::ActionId;
use crate::review::actions::Part;
use crate::tui::app::{App, Asked, Overlay};
use crate::tui::msg::{ActionDeed, Effect};
use crate::tui::widgets::line::LineEditor;

const TITLE: &str = "The action, part by part";

/// Opens the form at a part.
pub fn open(app: &mut App, action: ActionId, part: Part) {
    let seen = app.action(action).map_or_else(String::new, |a| a.parts.get(part).to_owned());
    let text = seen.clone();
    ask(app, Asked::ActionPart { action, part, seen }, TITLE, &text);
}

/// Opens it with words that could not be saved.
pub fn again(app: &mut App, action: ActionId, part: Part, seen: String, text: &str) {
    ask(app, Asked::ActionPart { action, part, seen }, TITLE, text);
}

/// Whether a part that is being written says something else than before.
pub fn is_changed(asked: &Asked, line: &LineEditor) -> bool {
    matches!(asked, Asked::ActionPart { seen, .. } if says_else(seen, line.text()))
}

/// The field shows a part in one line.
fn says_else(seen: &str, text: &str) -> bool {
    let mut shown = LineEditor::new();
    shown.set_text(seen);
    shown.text().trim() != text.trim()
}

/// Saves the part, if it says something else now.
fn save(action: ActionId, part: Part, seen: &str, text: &str) -> Vec<Effect> {
    if !says_else(seen, text) {
        return Vec::new();
    }
    let (text, seen) = (text.trim().to_owned(), seen.to_owned());
    vec![Effect::Plan(ActionDeed::Say { action, part, text, seen })]
}

/// The part is written: on to the next, and after the last back to the plan.
pub fn take(app: &mut App, action: ActionId, part: Part, seen: &str, text: &str) -> Vec<Effect> {
    if let Some(next) = Part::ALL.get(part as usize + 1) {
        open(app, action, *next);
    }
    save(action, part, seen, text)
}

/// The part after this one or before it; at either end one stays.
pub fn step(app: &mut App, forward: bool) -> Vec<Effect> {
    let Some(Overlay::Ask { asked: Asked::ActionPart { action, part, seen }, line, .. }) = &app.overlay else {
        return Vec::new();
    };
    let (action, part) = (*action, *part);
    let at = part as usize;
    let next = if forward { at.checked_add(1) } else { at.checked_sub(1) };
    let Some(next) = next.and_then(|at| Part::ALL.get(at)) else { return Vec::new() };
    let effects = save(action, part, seen, line.text());
    open(app, action, *next);
    effects
}
