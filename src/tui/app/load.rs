//! What the screen wants to show, and the taking over of what was read.

use super::{App, Pane};
use crate::ids::NoteId;
use crate::notebook::query::Filter;
use crate::review::coverage::Coverage;
use crate::review::names::Names;
use crate::tui::msg::{Loaded, Wanted};

impl App {
    /// What the screen wants to show.
    pub fn wanted(&self) -> Wanted {
        let only = (!self.in_team()).then_some(self.me);
        let list = match self.pane {
            Pane::Day | Pane::Feedback => None,
            Pane::Tag => Some(Filter {
                words: self.tag.search.clone(),
                untagged: !self.tag_all && !self.named_only && self.tag.search.is_empty(),
                author: only,
                ..Filter::default()
            }),
            Pane::Questions => self.chosen_question().map(|q| Filter {
                words: self.question.search.clone(),
                question: Some(q.id),
                author: only,
                ..Filter::default()
            }),
            Pane::Sealed => Some(Filter { sealed: true, author: only, ..Filter::default() }),
        };
        let mut evidence: Vec<NoteId> = Vec::new();
        if self.pane == Pane::Feedback {
            evidence.extend(self.points.iter().flat_map(|p| p.evidence.iter().copied()));
            evidence.sort_unstable();
            evidence.dedup();
        }
        let named = self.named_only && self.pane == Pane::Tag;
        Wanted { activity: self.shown_activity().map(|a| a.id), list, named, evidence, only }
    }

    /// Takes over what was read.
    pub fn accept(&mut self, loaded: Loaded) {
        let Loaded { wanted, review, counts, tallies, day_notes, list, list_total, named, points, evidence } = loaded;
        self.names = Names::of(&review.visit.do_not_name);
        self.review = review;
        self.counts = counts;
        self.coverage =
            Coverage::of(&self.review.questions, &tallies, u32::try_from(self.counts.sealed).unwrap_or(u32::MAX));
        self.gaps = crate::review::coverage::gaps(&self.review, &tallies, self.now.local(self.zone()));
        self.tallies = tallies;
        self.points = points;
        self.day.notes = day_notes;
        self.day.note = self.day.note.filter(|n| *n < self.day.notes.len());
        self.feedback.evidence = evidence;
        self.feedback.cursor = self.feedback.cursor.min(self.shown_points().len().saturating_sub(1));
        if wanted.list.is_some() {
            self.named = named;
            let state = match self.pane {
                Pane::Tag => &mut self.tag,
                Pane::Questions => &mut self.question,
                Pane::Sealed => &mut self.sealed,
                Pane::Day | Pane::Feedback => return,
            };
            // A colleague's change never moves the cursor off the note it is on.
            let on = state.notes.get(state.at.cursor).map(|n| n.id);
            state.notes = list;
            state.total = list_total;
            if let Some(at) = on.and_then(|id| state.notes.iter().position(|n| n.id == id)) {
                state.at.cursor = at;
            }
            state.at.cursor = state.at.cursor.min(state.notes.len().saturating_sub(1));
            state.at.selected.retain(|id| state.notes.iter().any(|n| n.id == *id));
        }
    }
}
