//! Before and after: the rows of the timeline and the documents, each to tick off.

use super::App;
use crate::review::documents::{self, Document, Reading};
use crate::review::timeline::{self, Done, Listed};

/// Before and after.
#[derive(Default)]
pub struct BeforeAfter {
    /// The chosen row: those of the timeline first, then the documents.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
    /// What of the timeline is done.
    pub done: Vec<Done>,
    /// Who has read which document.
    pub read: Vec<Reading>,
}

/// Something to tick off, by its number in the plan, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tickable {
    /// A row of the timeline: the team's.
    Row(usize),
    /// A document: each for themselves.
    Document(usize),
}

impl App {
    /// What can be chosen, from top to bottom.
    pub fn tickables(&self) -> Vec<Tickable> {
        let visit = &self.review.visit;
        let rows = (1..=visit.timeline.len()).map(Tickable::Row);
        rows.chain((1..=visit.documents.len()).map(Tickable::Document)).collect()
    }

    /// What is chosen.
    pub fn tickable(&self) -> Option<Tickable> {
        self.tickables().get(self.after.ticks.cursor).copied()
    }

    /// The rows of the timeline, each with who said that it is done.
    pub fn timeline(&self) -> Vec<Listed> {
        timeline::listed(&self.review, &self.after.ticks.done)
    }

    /// The documents, each with who has read it.
    pub fn documents(&self) -> Vec<Document> {
        documents::listed(&self.review, &self.after.ticks.read)
    }

    /// Whether it is ticked: a row by anybody, a document by me; and the word beside that tick.
    pub fn ticked(&self, what: Tickable) -> Option<String> {
        match what {
            Tickable::Row(n) => self.timeline().get(n - 1)?.done.last().map(|d| d.note.clone()),
            Tickable::Document(n) => {
                let documents = self.documents();
                documents.get(n - 1)?.readers.iter().find(|r| r.person == self.me).map(|r| r.note.clone())
            }
        }
    }
}
