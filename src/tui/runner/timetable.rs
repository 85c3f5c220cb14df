//! What the notebook's thread does with the timetable: a turn of the day, and one that is pasted.

use super::work::Bench;
use crate::tasks::timetable::Came;
use crate::tui::msg::{Effect, Event};

impl Bench {
    /// Turns the day; reads a pasted timetable, or puts it into the notebook.
    pub(super) fn timetable(&self, effect: Effect) {
        match effect {
            Effect::Turn(turn) => self.writes("", move |desk| desk.turn(&turn)),
            Effect::ReadTimetable(text, day) => {
                self.job(move |desk| {
                    Some(Event::TimetableRead(desk.read_timetable(&Came::pasted(&text), day).map(Box::new)))
                });
            }
            Effect::KeepTimetable(text, day) => self.job(move |desk| {
                let kept = desk.keep_timetable(&Came::pasted(&text), day);
                Some(Event::TimetableKept(kept.map(|(pasted, written)| (Box::new(pasted), written.changes))))
            }),
            _ => {}
        }
    }
}
