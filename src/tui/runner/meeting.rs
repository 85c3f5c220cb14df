//! What the notebook's thread does for the summary meeting: said, answered, told before, and the card.

use super::work::{Bench, told};
use crate::files;
use crate::tui::msg::{Effect, Event};

impl Bench {
    /// Carries out what is asked for at, or for, a summary meeting.
    pub(super) fn at_meeting(&self, effect: Effect) {
        match effect {
            Effect::Said(point, meeting, said) => self.writes("", move |desk| desk.say_point(point, meeting, said)),
            Effect::Answer(answer) => self.job(move |desk| {
                let done = desk.answer_point(&answer);
                Some(done.map_or_else(Event::NotSaved, |written| Event::Answered(answer.to, written.changes)))
            }),
            Effect::ToldSoFar => self.job(|desk| told(desk.told_the_host().map(Event::ToldSoFar))),
            Effect::WriteCard(meeting, file) => self.job(move |desk| {
                told(desk.write_card(meeting, &file).map(|path| Event::Done {
                    said: format!("The speaking card is written, plain: {}", files::shown(&path)),
                    changes: Vec::new(),
                    old_text_remains: false,
                }))
            }),
            _ => {}
        }
    }
}
