//! What Feedback shows of the evidence before points are made of it: readiness, and the team meeting.

use super::{App, FeedbackView, Pane};
use crate::ids::{NoteId, QuestionId};
use crate::review::evidence::{Note, View};
use crate::review::feedback::Point;
use crate::review::findings::{Findings, Piece, sources_below};
use crate::review::readiness::{self, Part, Together};
use crate::review::timetable::{Activity, ActivityKind};
use std::collections::HashMap;

impl App {
    /// The view of Feedback: as chosen, else the points if there are any, else what they are made from.
    pub fn feedback_view(&self) -> FeedbackView {
        let first = if self.points.is_empty() { FeedbackView::Readiness } else { FeedbackView::Points };
        self.feedback.view.unwrap_or(first)
    }

    /// Whether the screen is Feedback, in this view.
    pub fn shows(&self, view: FeedbackView) -> bool {
        self.pane == Pane::Feedback && self.feedback_view() == view
    }

    /// Whether the screen is the team meeting.
    pub fn in_meeting(&self) -> bool {
        self.shows(FeedbackView::Meeting)
    }

    /// Takes over the evidence of a question. A colleague's change never moves the cursor off its note.
    pub(super) fn accept_meeting(&mut self, notes: Vec<Note>, total: usize) {
        let list = &mut self.feedback.meeting_notes;
        let on = list.notes.get(list.at.cursor).map(|n| n.id);
        list.notes = notes;
        list.total = total;
        self.find();
        let list = &mut self.feedback.meeting_notes;
        let there = on.and_then(|id| list.notes.iter().position(|n| n.id == id));
        list.at.cursor = there.unwrap_or(list.at.cursor).min(list.notes.len().saturating_sub(1));
        list.at.selected.retain(|id| list.notes.iter().any(|n| n.id == *id));
    }

    /// Finds what the evidence that was read and can be read comes to, and puts it into that order.
    fn find(&mut self) {
        let notes = std::mem::take(&mut self.feedback.meeting_notes.notes);
        let pieces: Vec<Piece> = notes.iter().filter_map(|n| Some(Piece::of(n, self.words_of(n)?))).collect();
        let found = self.chosen_question().map(|question| {
            let below = sources_below(question, &self.review.questions, &self.coverage);
            Findings::of(question, &self.review.activities, &below, &pieces)
        });
        self.feedback.findings = found.unwrap_or_default();
        let mut notes: HashMap<NoteId, Note> = notes.into_iter().map(|n| (n.id, n)).collect();
        self.feedback.meeting_notes.notes =
            self.feedback.findings.in_order().filter_map(|id| notes.remove(&id)).collect();
    }

    /// Forgets what was found, and of the evidence what can no longer be read.
    pub fn forget_findings(&mut self) {
        self.find();
        let list = &mut self.feedback.meeting_notes;
        list.at.cursor = list.at.cursor.min(list.notes.len().saturating_sub(1));
        list.at.selected.retain(|id| list.notes.iter().any(|n| n.id == *id));
    }

    /// Everybody's part in the notes, as far as this copy knows.
    pub fn parts(&self) -> Vec<Part> {
        readiness::parts(&self.review.people, &self.feedback.roll, self.me)
    }

    /// The time that the team has together before the host hears it; none: nothing is coming today.
    pub fn together(&self) -> Option<Together> {
        let now = self.now.local(self.zone());
        let current: Vec<&Activity> = self.standing.current.iter().filter_map(|a| self.review.activity(*a)).collect();
        readiness::together(now, self.feedback_meeting(), &current, &self.review.activities)
    }

    /// How that time divides among the questions that have evidence.
    pub fn shares(&self) -> Vec<(QuestionId, i64)> {
        self.together().map(|t| readiness::shares(t.minutes, &self.coverage)).unwrap_or_default()
    }

    /// The team meeting that is on now and that I belong to.
    pub fn team_meeting(&self) -> Option<&Activity> {
        let current = self.standing.current.iter().filter_map(|id| self.review.activity(*id));
        let mine = |a: &&Activity| a.kind == ActivityKind::TeamMeeting && a.includes(self.me);
        current.into_iter().find(mine).filter(|_| self.in_team())
    }

    /// Our commentary on the host's claim about the chosen question, and the points made of it otherwise.
    pub fn commentary(&self) -> impl Iterator<Item = &Point> {
        let question = self.chosen_question().map(|q| q.id);
        self.points.iter().filter(move |p| p.question.is_some() && p.question == question && p.kind.is_commentary())
    }

    /// What I make of a note.
    pub fn my_view(&self, note: &Note) -> Option<View> {
        note.beside.views.iter().find(|(person, _)| *person == self.me).map(|(_, view)| *view)
    }
}
