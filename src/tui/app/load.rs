//! What the screen wants to show, and the taking over of what was read.

use super::{AfterView, App, FeedbackView, Overlay, Pane};
use crate::ids::NoteId;
use crate::notebook::query::Filter;
use crate::review::coverage::Coverage;
use crate::review::day::catch_up;
use crate::review::evidence::Note;
use crate::review::feedback::Point;
use crate::review::names::Names;
use crate::review::people::Act;
use crate::review::timetable::Activity;
use crate::tasks::opened::merged;
use crate::tui::app::overlay::Asked;
use crate::tui::msg::{Loaded, Wanted};

/// The most notes that a list reads at once: what "select all" takes.
const LIST: usize = 1000;

/// The most notes on one question that a meeting reads: nothing of a question shall be missing there.
const MEETING: usize = 20_000;

impl App {
    /// What the screen wants to show.
    pub fn wanted(&self) -> Wanted {
        let only = (!self.in_team()).then_some(self.me);
        let list = match self.pane {
            Pane::Day | Pane::After => None,
            Pane::Feedback if !self.in_meeting() => None,
            Pane::Feedback => self.chosen_question().map(|q| Filter { question: Some(q.id), ..Filter::default() }),
            Pane::Tag => Some(Filter {
                words: self.tag.search.clone(),
                // Locked, the seals stand in the list: which of them have a question is not known.
                untagged: !self.tag_all
                    && !self.named_only
                    && self.tag.search.is_empty()
                    && self.waits_for_unlocking() == 0,
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
        let plan = self.shows_after(AfterView::ActionPlan);
        let release = self.shows_after(AfterView::Leaves) && self.may(Act::Release);
        // From what rests on a seal no action comes unasked: that is told by the evidence.
        if self.shows(FeedbackView::Points) || self.presenting.is_some() || plan {
            evidence.extend(self.points.iter().flat_map(|p| p.evidence.iter().copied()).chain(self.answer_notes()));
            evidence.sort_unstable();
            evidence.dedup();
        }
        let named = self.named_only && self.pane == Pane::Tag;
        // A search under way is read at each key, and only its first rows are looked at meanwhile.
        let searching = matches!(self.overlay, Some(Overlay::Ask { asked: Asked::Search, .. }));
        let catching_up = |a: &Activity| catch_up(&self.review.activities, a.id, self.me);
        let teams = self.shown_activity().filter(|_| self.pane == Pane::Day && self.in_team()).map(catching_up);
        Wanted {
            brought: teams.into_iter().flatten().flat_map(|team| team.activities).collect(),
            activity: self.shown_activity().map(|a| a.id),
            day_rows: self.day_rows(),
            list_rows: match () {
                () if searching => self.in_steps(0),
                () if self.in_meeting() => MEETING,
                () => LIST,
            },
            list,
            named,
            evidence,
            roll: self.shows(FeedbackView::Readiness),
            only,
            release,
            plan: (plan || release || self.shows(FeedbackView::Points)) && self.in_team(),
            ticks: self.shows_after(AfterView::BeforeAfter) && self.in_team(),
            opened: self.unlocked.turn(),
        }
    }

    fn day_rows(&self) -> usize {
        self.in_steps(self.day.note.unwrap_or(0))
    }

    /// How many notes the activity on Day has; of many only the newest are read.
    pub fn day_total(&self) -> usize {
        let read = self.day.notes.len();
        if read < self.day_rows() || !self.in_team() {
            return read;
        }
        let shown = self.shown_activity().map(|a| a.id);
        self.counts.by_activity.iter().find(|(id, _)| *id == shown).map_or(read, |(_, n)| (*n).max(read))
    }

    /// So many rows that `beyond` of them and two pages are in sight; in steps, so that moving about
    /// rarely changes it.
    fn in_steps(&self, beyond: usize) -> usize {
        (beyond + 2 * self.page().max(1)).next_multiple_of(64)
    }

    /// Counts coverage and gaps: the open evidence, and with it what is unlocked where everything is sealed.
    pub fn count(&mut self) {
        let capture = self.review.visit.capture;
        let mut tallies = self.tallies.clone();
        tallies.extend(self.unlocked.tallies(capture, &self.review.claims()));
        let sealed = self.counts.sealed.saturating_sub(self.unlocked.counted(capture));
        self.coverage = Coverage::of(&self.review.questions, &tallies, u32::try_from(sealed).unwrap_or(u32::MAX));
        self.gaps = if self.waits_for_unlocking() > 0 {
            Vec::new()
        } else {
            crate::review::coverage::gaps(&self.review, &tallies, self.now.local(self.zone()))
        };
    }

    /// The list that was read, with the unlocked notes that belong in it: the notes, how many in all, and
    /// how many name someone.
    fn with_unlocked(
        &self,
        wanted: &Wanted,
        filter: &Filter,
        (list, total, named): (Vec<Note>, usize, usize),
    ) -> (Vec<Note>, usize, usize) {
        let capture = self.review.visit.capture;
        let naming = self.unlocked.naming(capture, &self.names, filter);
        let named = named + naming.len();
        if wanted.named {
            return (merged(list, naming), named, named);
        }
        let more = self.unlocked.matching(capture, filter);
        if more.is_empty() {
            return (list, total, named);
        }
        let total = total + more.len();
        let mut list = merged(list, more);
        list.truncate(wanted.list_rows);
        (list, total, named)
    }

    /// Takes over what was read. A colleague's change never moves a cursor off what it is on.
    pub fn accept(&mut self, loaded: Loaded) {
        let Loaded {
            wanted,
            review,
            counts,
            tallies,
            day_notes,
            brought,
            list,
            list_total,
            named,
            points,
            evidence,
            roll,
            all,
            reports,
            actions,
            done,
            read,
        } = loaded;
        let plan_row = self.plan_row().filter(|_| self.after.plan.is_read);
        self.names = Names::of(&review.visit.do_not_name);
        let question = self.chosen_question().map(|q| q.id);
        self.review = review;
        if let Some(at) = self.review.questions.iter().position(|q| Some(q.id) == question) {
            self.question_cursor = at;
        }
        self.counts = counts;
        self.tallies = tallies;
        self.accept_points(&points);
        self.count();
        self.accept_day(day_notes);
        self.day.brought = brought;
        self.feedback.evidence = evidence;
        self.feedback.roll = roll;
        self.after.take(all, reports);
        // What a screen does not show is not read: what was read of it before stays until it is shown again.
        if wanted.plan {
            self.accept_actions(actions, plan_row);
        }
        if wanted.ticks {
            (self.after.ticks.done, self.after.ticks.read) = (done, read);
            let last = self.tickables().len().saturating_sub(1);
            self.after.ticks.cursor = self.after.ticks.cursor.min(last);
        }
        self.compose();
        if let Some(filter) = &wanted.list {
            let (list, list_total, named) = self.with_unlocked(&wanted, filter, (list, list_total, named));
            self.named = named;
            let state = match self.pane {
                Pane::Tag => &mut self.tag,
                Pane::Questions => &mut self.question,
                Pane::Sealed => &mut self.sealed,
                Pane::Feedback if self.in_meeting() => return self.accept_meeting(list, list_total),
                Pane::Day | Pane::Feedback | Pane::After => return,
            };
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

    fn accept_points(&mut self, points: &[Point]) {
        let on = self.shown_points().get(self.feedback.cursor).map(|p| p.id);
        self.points = points.iter().map(|p| self.unlocked.read(p)).collect();
        let shown = self.shown_points();
        let at = on.and_then(|id| shown.iter().position(|p| p.id == id));
        let at = at.unwrap_or_else(|| self.feedback.cursor.min(shown.len().saturating_sub(1)));
        self.feedback.cursor = at;
        self.feedback.selected.retain(|id| self.points.iter().any(|p| p.id == *id));
    }

    /// The chosen note of Day is counted from the newest, which a colleague may just have written.
    fn accept_day(&mut self, notes: Vec<Note>) {
        let on = self.day.note.and_then(|back| self.day.notes.iter().rev().nth(back)).map(|n| n.id);
        self.day.notes = notes;
        let there = |id| self.day.notes.iter().rev().position(|n| n.id == id);
        self.day.note = on.and_then(there).or(self.day.note.filter(|n| *n < self.day.notes.len()));
    }
}
