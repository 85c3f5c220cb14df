//! What the notebook's thread does around the meetings: what the team makes of notes,
//! what was said, answered and told, the card, that a concern was passed on, and words worth a second look.

use super::work::{Bench, told};
use crate::files;
use crate::tasks::wording;
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
            Effect::CopyCard(meeting) => {
                self.job(move |desk| told(desk.card_as_text(Some(meeting)).map(Event::Card)));
            }
            Effect::AskViews(on) => {
                let said = if on {
                    "Members may now agree with notes or doubt them."
                } else {
                    "No more agreeing or doubting."
                };
                self.writes(said, move |desk| desk.ask_views(on));
            }
            Effect::SetView(note, view) => self.writes("", move |desk| desk.set_view(note, view)),
            Effect::RecordConcern(route, whom) => {
                self.writes_for_good("Recorded, sealed to you alone: when, and whom you told.", move |desk| {
                    let now = desk.clock().now();
                    desk.record_concern(route, &whom, now)
                });
            }
            _ => {}
        }
    }

    /// The wording help.
    pub(super) fn wording(&self, effect: Effect) {
        match effect {
            Effect::Wording => self.job(move |desk| {
                told(wording::rules(desk.home()).and_then(|rules| desk.wording(&rules)).map(Event::Wording))
            }),
            Effect::Silence(key, only) => self.job(move |desk| {
                let read = wording::silence(desk.home(), &key, only).and_then(|()| wording::rules(desk.home()));
                told(read.map(|rules| Event::Rules(Box::new(rules))))
            }),
            _ => {}
        }
    }
}
