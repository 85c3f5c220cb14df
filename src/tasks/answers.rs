//! At the summary meeting: that a point was said, and what the host answered to it.
//!
//! The host's words are a note like any other, filed under the meeting, so that they are drafted,
//! sealed, erased and kept as notes are; the point only names it. Its source says that it is no evidence.

use super::Desk;
use super::capture::{marks_said, open_changes};
use super::sealed::Words;
use crate::ids::{ActivityId, NoteId, PointId};
use crate::notebook::value as v;
use crate::notebook::{Filter, NewChange, Order, Written};
use crate::review::capture::Capture;
use crate::review::evidence::{Note, Source};
use crate::review::feedback::{AnswerTo, Point};
use crate::review::people::Act;
use crate::review::seals::SealTo;
use crate::text::clean_block;
use crate::trouble::{Result, Trouble};

/// What the host answered to a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostAnswer {
    /// To what, and how.
    pub to: AnswerTo,
    /// The host's words, read as a line is; none where only the stand is noted.
    pub words: Option<Capture>,
}

impl Desk {
    /// Notes that a point was said at a meeting, now, or that it was not.
    ///
    /// # Errors
    /// When I am not of the visiting team, or there is no such point.
    pub fn say_point(&mut self, point: PointId, meeting: ActivityId, said: bool) -> Result<Written> {
        self.must(Act::Points)?;
        self.point(point)?;
        let at = said.then(|| self.clock.now().0);
        self.write(&[NewChange::new(point, v::PointSaid { meeting, at })])
    }

    /// Notes what the host answered to an open point. Words take the place of those noted before at the
    /// same meeting where these are open; sealed ones stay as a note of their own.
    ///
    /// # Errors
    /// When I am not of the visiting team, the point is sealed or gone, or the words are to be sealed and
    /// cannot be; nothing is saved then.
    pub fn answer_point(&mut self, answer: &HostAnswer) -> Result<Written> {
        self.must(Act::Points)?;
        let AnswerTo { point: id, meeting, stand } = answer.to;
        let point = self.point(id)?;
        if point.sealed().is_some() {
            return Err(Trouble::new(
                "What the host answered is noted beside open points only; this one is sealed.",
                "Open the point first, or write it as a note. Nothing was changed.",
            ));
        }
        let before = point.marks.answers.iter().find(|a| a.meeting == meeting).and_then(|a| a.note);
        let mut changes = Vec::new();
        let note = match &answer.words {
            None => before,
            Some(words) => Some(self.words_of_host(words, meeting, before, &mut changes)?),
        };
        changes.push(NewChange::new(id, v::PointAnswer { meeting, stand: Some(stand), note }));
        self.write(&changes)
    }

    /// The note that holds the host's words, and the changes that make it so.
    fn words_of_host(
        &mut self,
        words: &Capture,
        meeting: ActivityId,
        before: Option<NoteId>,
        changes: &mut Vec<NewChange>,
    ) -> Result<NoteId> {
        let text = clean_block(words.text.trim());
        let reflection = clean_block(words.reflection.trim());
        if text.is_empty() && reflection.is_empty() {
            return Err(Trouble::new("There are no words to save yet.", "Type what the host said."));
        }
        let open = before.map(|id| self.find(id)).transpose()?.filter(|n| !n.deleted && n.evidence().is_some());
        let seal = words.seal_to().or_else(|| self.review.visit.capture.seal().map(SealTo::from));
        if let Some(open) = open.filter(|_| seal.is_none()) {
            changes.push(NewChange::new(open.id, v::NoteText { text, reflection }));
            return Ok(open.id);
        }
        let marks = marks_said(words, Some(Source::Answer));
        let note = NoteId::fresh()?;
        changes.push(NewChange::new(note, v::NoteCreated {}));
        changes.push(NewChange::new(note, v::NoteFiled { activity: Some(meeting), seen: None }));
        match seal {
            Some(to) => {
                let words = Words { text: &text, reflection: &reflection, marks: &marks };
                changes.push(self.sealing(note, self.me, words, to)?);
            }
            None => changes.extend(open_changes(note, &text, &reflection, &marks)),
        }
        Ok(note)
    }

    fn point(&self, id: PointId) -> Result<Point> {
        let points = self.notebook.points()?;
        points
            .into_iter()
            .find(|p| p.id == id && !p.deleted)
            .ok_or_else(|| Trouble::new("That point is no longer there.", "A colleague may have deleted or merged it."))
    }

    /// What the host was told in the course of the visit, oldest first, as far as it is open.
    ///
    /// # Errors
    /// When the notebook cannot be read.
    pub fn told_the_host(&self) -> Result<Vec<Note>> {
        self.notebook.notes(&told(), Order::Oldest, 0, u32::MAX as usize)
    }
}

/// The notes of what the host was told.
pub fn told() -> Filter {
    Filter { source: Some(Source::Told), ..Filter::default() }
}

#[cfg(test)]
mod tests;
