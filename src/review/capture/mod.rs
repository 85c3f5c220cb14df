//! The capture line: one line of typing becomes a note with its marks.
//!
//! A reviewer writes first and sorts later, so the words come first and marks may stand at either
//! end: `Y4 explain regrouping // talk drives fluency #1 #3 + @lesson`. Three promises hold for any
//! line whatever: no character is lost (it is in the note or was a recognised mark), nothing
//! panics, and a line that carries a seal mark at an end is never read as open.
//!
//! [`words`] says what a single word could mean; [`read`] decides by position which of them do;
//! [`preview`] says it in words; [`complete`] finishes a half-typed mark.

mod complete;
mod preview;
mod read;
#[cfg(test)]
mod tests;
mod words;

pub use complete::{Completion, complete};
pub use preview::preview;
pub use read::read;

use super::evidence::{Readers, Source, Valence};
use super::questions::Question;
use super::seals::SealTo;
use crate::ids::{PersonId, QuestionId};
use std::collections::BTreeSet;

/// What the reading of a line depends on besides the line.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The review's questions. With exactly one, every note has it.
    pub questions: &'a [Question],
    /// The source as last chosen within this activity; kept unless the line names another.
    pub source: Option<Source>,
    /// The activity's own sources, the likeliest first: completion offers them first.
    pub activity_sources: &'a [Source],
    /// Whom a note without a seal mark is sealed to: `Some(Readers::Team)` where the plan says
    /// `capture = "sealed"`, otherwise none.
    pub seal: Option<Readers>,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capture {
    /// What was seen or heard.
    pub text: String,
    /// What its author makes of it.
    pub reflection: String,
    /// The questions it bears on, in the order written, each once.
    pub questions: Vec<QuestionId>,
    /// Which way it points; none: no sign was given.
    pub valence: Option<Valence>,
    /// Its source: as marked, else (for a note) as last chosen.
    pub source: Option<Source>,
    /// Where it was, read from the words of `text`.
    pub place: Option<String>,
    /// Whom it is to be sealed to; none: open.
    pub seal: Option<Readers>,
    /// The persons it is to be sealed to, where they are chosen one by one. No mark says so.
    pub chosen: BTreeSet<PersonId>,
    /// What the preview should remark on: marks that were not understood and stayed in the text.
    pub remarks: Vec<String>,
}

impl Capture {
    /// Whom it is to be sealed to; none: open.
    pub fn seal_to(&self) -> Option<SealTo> {
        self.seal.map(|readers| SealTo { readers, chosen: self.chosen.clone() })
    }

    /// Says whom it is to be sealed to.
    pub fn set_seal(&mut self, to: Option<SealTo>) {
        self.seal = to.as_ref().map(|to| to.readers);
        self.chosen = to.map(|to| to.chosen).unwrap_or_default();
    }
}

/// How a line is to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Nothing is written.
    Empty,
    /// A new note.
    Note(Capture),
    /// Marks without words: they change my last note. Holds only what was marked; nothing is filled
    /// in from the context.
    MarksOnly(Capture),
    /// The line may not be saved yet: keep it (as a sealed draft, since it may be meant sealed) and ask.
    Ask {
        /// The word that is not understood.
        word: String,
        /// Why, and what to write instead, in whole sentences.
        why: String,
    },
}

impl Reading {
    /// To whom the line is to be sealed, if it says so.
    pub fn seal(&self) -> Option<Readers> {
        match self {
            Self::Note(capture) | Self::MarksOnly(capture) => capture.seal,
            Self::Empty | Self::Ask { .. } => None,
        }
    }
}
