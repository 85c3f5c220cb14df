//! The words of the opening, from what the notebook knows was done.

use crate::notebook::{Filter, Order};
use crate::review::opening::{Trace, opening};
use crate::review::people::Act;
use crate::tasks::Desk;
use crate::tasks::opened::{Opened, Opener};
use crate::trouble::Result;
use crate::vault::OpenKeys;

impl Desk {
    /// Words for the opening of the feedback, to be looked at before they are saved. Open evidence is
    /// counted; where every note is sealed to the team, what my keys open of it.
    ///
    /// # Errors
    /// When I am not of the visiting team, or the notebook cannot be read.
    pub fn opening(&self, keys: Option<&OpenKeys>) -> Result<String> {
        self.must(Act::Points)?;
        let capture = self.review.visit.capture;
        let opened = match keys.filter(|_| capture.seal().is_some()) {
            Some(keys) => Opener::beside(self)?.all(keys)?,
            None => Opened::default(),
        };
        let notes = self.notebook.notes(&Filter::default(), Order::Oldest, 0, u32::MAX as usize)?;
        // As in a release: once there are real notes, rehearsal was only rehearsal.
        let real = notes.iter().any(|n| !n.rehearsal);
        let traces = notes.iter().filter(|n| !n.deleted && !(n.rehearsal && real)).filter_map(|note| {
            let marks = opened.words(note, capture)?.marks;
            Some(Trace { activity: note.activity, source: marks.source, place: marks.place.as_deref() })
        });
        Ok(opening(&self.review, traces, self.clock.now().local(self.review.visit.zone)))
    }
}

#[cfg(test)]
mod tests {
    use crate::review::evidence::Source;
    use crate::tasks::marks::Mark;
    use crate::tasks::testing::{Team, note};

    #[test]
    fn the_opening_counts_the_notes_that_are_there() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let id = note(&mut desk, "Y4 explain regrouping @lesson", None);
        desk.mark(&[id], &Mark::Source(Some(Source::Lesson)), None).unwrap();
        desk.mark(&[id], &Mark::Place(Some("Y4".into())), None).unwrap();
        assert!(desk.opening(None).unwrap().contains("visited one class"), "{}", desk.opening(None).unwrap());
        desk.delete(&[id], true).unwrap();
        assert!(!desk.opening(None).unwrap().contains("one class"));
    }
}
