//! After: which of its views is shown, and what the screen knows of what may leave.
//!
//! The release is composed here, in memory, by the one rule, whenever something it rests on changes.
//! Locking composes it anew, without what was unlocked.

use super::action_plan::ActionPlan;
use super::before_after::BeforeAfter;
use super::{App, Pane};
use crate::ids::{NoteId, PointId};
use crate::review::evidence::Note;
use crate::review::people::Act;
use crate::review::release::{Composed, Names, Options, Release, ReportVersion, Stage};
use crate::tasks::reports::Held;
use std::collections::BTreeSet;

/// The views of After: what the lead lets go, what the host sets out to do, and what is to be seen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterView {
    /// What leaves the team, and what stays: the lead's.
    Leaves,
    /// The host's action plan.
    ActionPlan,
    /// The timeline and the documents, as tick lists.
    BeforeAfter,
}

impl AfterView {
    /// Every view, in order.
    pub const ALL: [Self; 3] = [Self::Leaves, Self::ActionPlan, Self::BeforeAfter];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Leaves => "What leaves",
            Self::ActionPlan => "Action plan",
            Self::BeforeAfter => "Before and after",
        }
    }
}

/// After.
#[derive(Default)]
pub struct AfterState {
    /// The view that was chosen; none: what leaves for the lead, the action plan for everybody else.
    pub view: Option<AfterView>,
    /// The action plan.
    pub plan: ActionPlan,
    /// Before and after.
    pub ticks: BeforeAfter,
    /// The chosen row.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
    /// The parts whose notes and points are listed.
    pub open: BTreeSet<Part>,
    /// How persons are called, where that is not as the plan has it.
    pub names: Option<Names>,
    /// Reviewers' reflections leave.
    pub reflections: bool,
    /// What the host answered leaves.
    pub answers: bool,
    /// How far the report has come.
    pub stage: Stage,
    /// Notes in doubt that may leave this time.
    pub confirmed: BTreeSet<NoteId>,
    /// Points in doubt that may leave this time.
    pub confirmed_points: BTreeSet<PointId>,
    /// All notes.
    pub notes: Vec<Note>,
    /// The reports that were written, oldest first.
    pub reports: Vec<ReportVersion>,
    /// What would leave now, and what would not.
    pub composed: Option<Composed>,
}

/// A part of the screen that opens to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The notes that leave.
    Notes,
    /// What is held back for one of the reasons, by its place among them.
    Held(usize),
}

/// A row that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterRow {
    /// A point that leaves, by its place in the release.
    Point(usize),
    /// How many notes leave.
    Notes,
    /// A note that leaves, by its place in the release.
    Note(usize),
    /// What is held back for one of the reasons.
    Held(usize),
    /// A note that stays.
    HeldNote(NoteId),
    /// A point that stays.
    HeldPoint(PointId),
}

impl AfterState {
    /// Takes over what was read.
    pub fn take(&mut self, notes: Vec<Note>, reports: Vec<ReportVersion>) {
        self.notes = notes;
        if let Some(last) = reports.last().filter(|_| self.reports.len() != reports.len()) {
            self.stage = last.stage;
        }
        self.reports = reports;
    }

    /// Goes back to the careful choices, for another audience.
    pub fn forget_choices(&mut self) {
        (self.names, self.reflections, self.answers) = (None, false, false);
        self.confirmed.clear();
        self.confirmed_points.clear();
        (self.cursor, self.offset) = (0, 0);
    }
}

impl App {
    /// The view of After: as chosen, else the one that is mine to work in.
    pub fn after_view(&self) -> AfterView {
        let first = if self.may(Act::Release) { AfterView::Leaves } else { AfterView::ActionPlan };
        self.after.view.unwrap_or(first)
    }

    /// Whether the screen is After, in this view.
    pub fn shows_after(&self, view: AfterView) -> bool {
        self.pane == Pane::After && self.after_view() == view
    }

    /// What the lead has chosen for a release, as it stands now.
    pub fn release_options(&self) -> Options {
        let after = &self.after;
        let planned = Options::planned(self.now, &self.review.visit);
        Options {
            names: after.names.unwrap_or(planned.names),
            reflections: after.reflections,
            answers: after.answers,
            stage: after.stage,
            confirmed: after.confirmed.clone(),
            confirmed_points: after.confirmed_points.clone(),
            ..planned
        }
    }

    /// Works out anew what would leave, where the screen shows it.
    pub fn compose(&mut self) {
        self.after.composed = None;
        if !self.shows_after(AfterView::Leaves) || !self.may(Act::Release) {
            return;
        }
        let on = self.after_rows().get(self.after.cursor).copied();
        let options = self.release_options();
        let unlocked: Vec<_> = self.after.notes.iter().filter_map(|n| self.unlocked.get(&n.id)).collect();
        let (notes, actions) = (&self.after.notes, &self.after.plan.actions);
        let composed = Release::compose_read(&self.review, notes, &unlocked, &self.points, actions, &options);
        self.after.composed = Some(composed);
        let rows = self.after_rows();
        let at = on.and_then(|on| rows.iter().position(|row| *row == on)).unwrap_or(self.after.cursor);
        self.after.cursor = at.min(rows.len().saturating_sub(1));
    }

    /// The rows that can be chosen, from top to bottom.
    pub fn after_rows(&self) -> Vec<AfterRow> {
        let Some(composed) = &self.after.composed else { return Vec::new() };
        let mut rows: Vec<AfterRow> = (0..composed.points.len()).map(AfterRow::Point).collect();
        rows.push(AfterRow::Notes);
        if self.after.open.contains(&Part::Notes) {
            rows.extend((0..composed.notes.len()).map(AfterRow::Note));
        }
        for (n, held) in composed.held_back.iter().enumerate() {
            rows.push(AfterRow::Held(n));
            if self.after.open.contains(&Part::Held(n)) {
                rows.extend(held.points.iter().map(|id| AfterRow::HeldPoint(*id)));
                rows.extend(held.notes.iter().map(|id| AfterRow::HeldNote(*id)));
            }
        }
        rows
    }

    /// The note or point of the chosen row, and whether it leaves.
    pub fn chosen_for_release(&self) -> Option<(Held, bool)> {
        let composed = self.after.composed.as_ref()?;
        Some(match self.after_rows().get(self.after.cursor)? {
            AfterRow::Point(n) => (Held::Point(*composed.points.get(*n)?), true),
            AfterRow::Note(n) => (Held::Note(*composed.notes.get(*n)?), true),
            AfterRow::HeldNote(id) => (Held::Note(*id), false),
            AfterRow::HeldPoint(id) => (Held::Point(*id), false),
            AfterRow::Notes | AfterRow::Held(_) => return None,
        })
    }
}
