//! Before and after: rows of the timeline and documents are ticked off, with a word where there is one to say.

use super::day::ask;
use super::lists::moved;
use crate::review::documents::no_word_beside;
use crate::tui::action::Action;
use crate::tui::app::{App, Asked, Tickable};
use crate::tui::msg::Effect;

/// What was asked for in this view.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            let (last, page) = (app.tickables().len().saturating_sub(1), app.page());
            let ticks = &mut app.after.ticks;
            ticks.cursor = moved(ticks.cursor, last, page, action);
            ticks.offset = ticks.offset.clamp(ticks.cursor.saturating_sub(page - 1), ticks.cursor);
        }
        Action::Tick | Action::Choose => {
            if let Some(what) = app.tickable() {
                let ticked = app.ticked(what).is_some();
                return vec![tick(what, !ticked, String::new())];
            }
            app.say("The plan lists nothing to tick off.");
        }
        Action::TickWord => ask_word(app),
        _ => {}
    }
    Vec::new()
}

fn tick(what: Tickable, on: bool, word: String) -> Effect {
    match what {
        Tickable::Row(number) => Effect::TickRow(number, on, word),
        Tickable::Document(number) => Effect::Tick(number, on, word),
    }
}

/// Asks for the word; that there can be none is said before anything is typed.
fn ask_word(app: &mut App) {
    let Some(what) = app.tickable() else { return };
    if let Some(trouble) = no_word_beside(app.review.visit.capture) {
        app.tell(&trouble);
        return;
    }
    let title = match what {
        Tickable::Row(_) => "Done: a word beside it, open to the team",
        Tickable::Document(_) => "Read: a word beside it, open to the team",
    };
    let word = app.ticked(what).unwrap_or_default();
    ask(app, Asked::TickWord(what), title, &word);
}

/// Ticks off with this word. Nothing is typed away: an empty word leaves the tick without one.
pub fn with_word(app: &App, what: Tickable, word: &str) -> Vec<Effect> {
    let same = app.ticked(what).is_some_and(|before| before == word);
    if same { Vec::new() } else { vec![tick(what, true, word.to_owned())] }
}
