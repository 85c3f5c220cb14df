//! What the notebook's thread does before and after the day: ticks, and the host's action plan.

use super::work::{Bench, done};
use crate::notebook::Written;
use crate::tasks::Desk;
use crate::trouble::Result;
use crate::tui::msg::{ActionDeed, Effect, Event};

impl Bench {
    /// Carries out what is asked for on the views of After that are for the whole team.
    pub(super) fn after_the_day(&self, effect: Effect) {
        match effect {
            Effect::Plan(deed) => self.job(move |desk| Some(plan(desk, deed))),
            Effect::Tick(number, read, word) => {
                let said = if read { "Ticked off." } else { "Not read after all." };
                self.writes(said, move |desk| desk.tick(number, read, &word));
            }
            Effect::TickRow(number, is_done, word) => {
                let said = if is_done { "Ticked off, for the whole team." } else { "Not done after all." };
                self.writes(said, move |desk| desk.tick_row(number, is_done, &word));
            }
            _ => {}
        }
    }
}

/// Changes the action plan. What was typed and could not be saved goes back to who typed it.
fn plan(desk: &mut Desk, deed: ActionDeed) -> Event {
    let written: Result<Written> = match &deed {
        ActionDeed::SetDown(point, parts) => {
            return match desk.set_down_action(*point, parts) {
                Ok((action, written)) => Event::ActionSetDown(action, written.changes),
                Err(trouble) => Event::ActionNotSaved(deed, trouble),
            };
        }
        ActionDeed::Say { action, part, text, seen } => desk.say_of_action(*action, *part, text, seen),
        ActionDeed::Step(action, progress) => desk.change_action(*action, &[], Some(*progress)),
        ActionDeed::Delete(action) => desk.delete_action(*action),
    };
    let said = match deed {
        ActionDeed::Delete(_) => "Deleted; undo brings it back.",
        _ => "",
    };
    match written {
        Err(trouble) => Event::ActionNotSaved(deed, trouble),
        written => done(said, true, written),
    }
}
