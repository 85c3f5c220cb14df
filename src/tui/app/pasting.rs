//! A timetable that is being pasted: its text, and then how it was read.

use crate::tasks::timetable::Pasted;
use crate::tui::app::{App, Overlay};
use chrono::NaiveDate;

/// Where a timetable is pasted, and looked at before it is kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pasting {
    /// What was pasted or typed so far.
    pub text: String,
    /// The text before the last paste, for undo.
    pub before: Option<String>,
    /// Its day, where the text says none and another was chosen.
    pub day: Option<NaiveDate>,
    /// How it was read; none while it is pasted.
    pub read: Option<Pasted>,
    /// The first line shown of that.
    pub offset: usize,
    /// It is being read, or on its way to the disk.
    pub working: bool,
}

impl App {
    /// The timetable that is being pasted, in sight or under something.
    pub fn pasting(&mut self) -> Option<&mut Pasting> {
        self.overlay.iter_mut().chain(self.under.iter_mut().rev()).find_map(|o| match o {
            Overlay::Timetable(pasting) => Some(pasting.as_mut()),
            _ => None,
        })
    }

    /// Takes it away, wherever it lies.
    pub fn end_pasting(&mut self) {
        let is = |o: &Overlay| matches!(o, Overlay::Timetable(_));
        self.under.retain(|o| !is(o));
        if self.overlay.as_ref().is_some_and(is) {
            self.overlay = None;
        }
    }
}
