//! The capture line: where a note goes, from what source, and how the line reads now.

use super::App;
use crate::ids::{ActivityId, PersonId};
use crate::review::capture::{self, Reading};
use crate::review::evidence::{Readers, Source};
use crate::review::seals::SealTo;
use crate::text::listed;
use crate::trouble::Trouble;

impl App {
    /// The activity that a note goes to: the chosen one, else what the clock says, or the one before.
    pub fn files_under(&self) -> Option<ActivityId> {
        if self.day.chosen.is_some() {
            return self.day.chosen;
        }
        if self.day.file_previous { self.filing.alternative.or(self.filing.activity) } else { self.filing.activity }
    }

    /// The source that the line takes unless it names another.
    pub fn default_source(&self) -> Option<Source> {
        let activity = self.review.activity(self.files_under()?)?;
        self.day.sources.get(&activity.id).copied().or_else(|| {
            let sources = activity.kind.sources();
            (sources.len() == 1 || activity.kind.yields_evidence()).then(|| sources.first().copied()).flatten()
        })
    }

    /// What a line is read with.
    pub fn capture_context(&self) -> capture::Context<'_> {
        let activity = self.files_under().and_then(|a| self.review.activity(a));
        capture::Context {
            questions: &self.review.questions,
            source: self.default_source(),
            activity_sources: activity.map_or(&[], |a| a.kind.sources()),
            seal: self.review.visit.capture.seal(),
        }
    }

    /// How the capture line reads now, the seal chosen by key included: a mark in the line and the
    /// key together mean the narrower of the two, never the open one.
    pub fn reading(&self) -> Reading {
        self.reading_of(self.day.line.text())
    }

    /// How a text reads as a new note.
    pub fn reading_of(&self, text: &str) -> Reading {
        let mut reading = self.reading_as_marked(text);
        if let Reading::Note(capture) = &mut reading
            && capture.seal.is_none()
        {
            capture.set_seal(self.capture_context().seal.map(SealTo::from));
        }
        reading
    }

    /// How a text reads with only what was asked for: its own marks and the seal chosen by key, and not
    /// the seal that the plan gives every new note.
    pub fn reading_as_marked(&self, text: &str) -> Reading {
        let context = capture::Context { seal: None, ..self.capture_context() };
        let mut reading = capture::read(text, &context);
        if let Reading::Note(capture) | Reading::MarksOnly(capture) = &mut reading {
            capture.set_seal(self.narrower(capture.seal_to(), self.seal_by_key()));
        }
        reading
    }

    /// The seal chosen by key for the line.
    pub fn seal_by_key(&self) -> Option<SealTo> {
        self.day.seal.map(|readers| SealTo { readers, chosen: self.day.chosen_readers.clone() })
    }

    /// Chooses a seal for the line; of one chosen before nothing is left.
    pub fn set_seal(&mut self, to: Option<SealTo>) {
        self.day.seal = to.as_ref().map(|to| to.readers);
        self.day.chosen_readers = to.map(|to| to.chosen).unwrap_or_default();
    }

    /// Two seals together, such as a mark and one chosen by key, mean the narrower, never the open one.
    pub fn narrower(&self, one: Option<SealTo>, other: Option<SealTo>) -> Option<SealTo> {
        match (one, other) {
            (Some(one), Some(other)) => Some(one.narrower(other, &self.review.people)),
            (one, other) => one.or(other),
        }
    }

    /// Whom a seal would not reach, for want of a key; or why it is impossible. None while that is not known.
    pub fn unreached(&self, to: &SealTo) -> Option<Result<Vec<PersonId>, &Trouble>> {
        if to.readers != Readers::Chosen {
            return self.reach.get(&to.readers).map(|reach| match reach {
                Ok(without) => Ok(without.clone()),
                Err(trouble) => Err(trouble),
            });
        }
        match self.reach.get(&Readers::Me)? {
            Err(trouble) => Some(Err(trouble)),
            Ok(_) => Some(Ok(to.meant(&self.review.people).filter(|p| *p != self.me && !self.can_read(*p)).collect())),
        }
    }

    /// Whether something can be sealed to a person now.
    pub fn can_read(&self, person: PersonId) -> bool {
        self.keys.iter().any(|h| h.person == person && h.can_read())
    }

    /// Who can read what is sealed so, in words: the group, or the persons by name.
    pub fn readers_in_words(&self, to: &SealTo) -> String {
        if to.readers != Readers::Chosen {
            return to.readers.label().to_owned();
        }
        let mut names = vec!["me"];
        names.extend(to.meant(&self.review.people).filter(|p| *p != self.me).map(|p| self.review.name(p)));
        listed(&names)
    }
}
