//! The capture line: where a note goes, from what source, and how the line reads now.

use super::App;
use crate::ids::ActivityId;
use crate::review::capture::{self, Reading};
use crate::review::evidence::{Readers, Source};

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
            seal: match self.review.visit.capture {
                crate::review::visit::Capture::Open => None,
                crate::review::visit::Capture::Sealed => Some(Readers::Team),
            },
        }
    }

    /// How the capture line reads now, the seal chosen by key included: a mark in the line and the
    /// key together mean the narrower of the two, never the open one.
    pub fn reading(&self) -> Reading {
        self.reading_of(self.day.line.text())
    }

    /// How a text reads as a new note.
    pub fn reading_of(&self, text: &str) -> Reading {
        let mut reading = capture::read(text, &self.capture_context());
        if let Reading::Note(capture) | Reading::MarksOnly(capture) = &mut reading {
            capture.seal = super::narrower(capture.seal, self.day.seal);
        }
        reading
    }
}
