//! The first entry: a passphrase for my key, then the protocol.

use crate::secret::Secret;
use crate::tui::action::Action;
use crate::tui::app::{App, EntryStep, Overlay};
use crate::tui::msg::Effect;
use crossterm::event::{KeyCode, KeyEvent};

/// A key that writes in a field whose text is not shown.
pub fn type_secret(secret: &mut Secret, key: KeyEvent) {
    match key.code {
        KeyCode::Char(c) => secret.push(c),
        KeyCode::Backspace => secret.pop(),
        _ => {}
    }
}

/// A key in the first entry: it writes where something can be written.
pub fn key(step: &mut EntryStep, key: KeyEvent) {
    let EntryStep::Passphrase { own, again, working: false, wrong, .. } = step else { return };
    wrong.clear();
    match again.as_mut() {
        Some(field) => type_secret(field, key),
        None => type_secret(own.get_or_insert_default(), key),
    }
    if again.is_none() && own.as_ref().is_some_and(Secret::is_empty) {
        *own = None;
    }
}

/// Goes on with the first entry.
pub fn take(app: &mut App, entry: EntryStep) -> Vec<Effect> {
    match entry {
        EntryStep::Protocol { offset } => {
            // Accepted by who has seen it to its end; until then the key turns the page.
            app.overlay = Some(Overlay::Entry(EntryStep::Protocol { offset }));
            let end = crate::tui::view::last_offset(app, app.size).unwrap_or(0);
            if offset >= end {
                return vec![Effect::Accept];
            }
            super::overlay::step(app, Action::PageDown);
            Vec::new()
        }
        EntryStep::Passphrase { offered, own, again, working, .. } => {
            let (mut own, mut again, mut wrong, mut effects) = (own, again, String::new(), Vec::new());
            let mut now_working = working;
            match (&own, &again) {
                _ if working => {}
                (None, _) => {
                    effects.push(Effect::MakeKey(offered.duplicate()));
                    now_working = true;
                }
                (Some(first), None) if first.chars() < 8 => {
                    "At least 8 characters; six words are better.".clone_into(&mut wrong);
                }
                (Some(_), None) => again = Some(Secret::default()),
                (Some(first), Some(second)) if first.expose() == second.expose() => {
                    effects.push(Effect::MakeKey(first.duplicate()));
                    now_working = true;
                }
                (Some(_), Some(_)) => {
                    "The two were not the same; type yours again.".clone_into(&mut wrong);
                    (own, again) = (Some(Secret::default()), None);
                }
            }
            app.overlay =
                Some(Overlay::Entry(EntryStep::Passphrase { offered, own, again, working: now_working, wrong }));
            effects
        }
    }
}
