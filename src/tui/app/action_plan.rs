//! The action plan on After: the actions, and the areas for development from which none has come yet.

use super::App;
use crate::ids::{ActionId, PointId};
use crate::review::actions::{Action, Parts, beginning, stays_out_of_plan, without_action};
use crate::review::feedback::Point;
use crate::trouble::Trouble;

/// The action plan.
#[derive(Default)]
pub struct ActionPlan {
    /// The chosen row.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
    /// The actions, in the order in which they were set down.
    pub actions: Vec<Action>,
    /// They were read: until then nobody knows whether there are any.
    pub is_read: bool,
    /// The action that was set down just now, or deleted: it is chosen as soon as it is there.
    pub new: Option<ActionId>,
}

/// A row that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanRow {
    /// An action.
    Action(ActionId),
    /// An area for development without an action.
    Point(PointId),
}

impl App {
    /// The rows that can be chosen, from top to bottom.
    pub fn plan_rows(&self) -> Vec<PlanRow> {
        let actions = &self.after.plan.actions;
        let none_yet = without_action(&self.points, actions).into_iter().map(|p| PlanRow::Point(p.id));
        actions.iter().map(|a| PlanRow::Action(a.id)).chain(none_yet).collect()
    }

    /// The chosen row.
    pub fn plan_row(&self) -> Option<PlanRow> {
        self.plan_rows().get(self.after.plan.cursor).copied()
    }

    /// An action, as it was read last.
    pub fn action(&self, id: ActionId) -> Option<&Action> {
        self.after.plan.actions.iter().find(|a| a.id == id)
    }

    /// Why no action can come from a point.
    pub fn stays_out_of_plan(&self, point: &Point) -> Option<Trouble> {
        stays_out_of_plan(point, self.awaits_confirmation(point))
    }

    /// What an action that comes from a point says to begin with.
    pub fn beginning_of_action(&self, point: &Point) -> Parts {
        beginning(point, &self.points, |p| self.stays_out_of_plan(p).is_none())
    }

    /// Takes over the actions that were read. A colleague's change never moves the cursor off its row.
    pub(super) fn accept_actions(&mut self, actions: Vec<Action>, on: Option<PlanRow>) {
        (self.after.plan.actions, self.after.plan.is_read) = (actions, true);
        let rows = self.plan_rows();
        let new = self.after.plan.new.map(PlanRow::Action);
        let place = |row: PlanRow| rows.iter().position(|r| *r == row);
        let found = new.and_then(place);
        if found.is_some() {
            self.after.plan.new = None;
        }
        let at = found.or_else(|| on.and_then(place)).unwrap_or(self.after.plan.cursor);
        self.after.plan.cursor = at.min(rows.len().saturating_sub(1));
    }
}
