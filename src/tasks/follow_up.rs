//! Making the notebook of the return visit from that of the visit before.

use super::{Desk, making};
use crate::home::Home;
use crate::ids::{ActionId, NotebookId};
use crate::notebook::value as v;
use crate::notebook::{NewChange, Notebook};
use crate::review::follow_up::{Left, day_after, return_visit};
use crate::review::people::Act;
use crate::review::release::{Options, speaking_order};
use crate::trouble::{Result, Trouble};
use chrono::NaiveDate;
use std::path::Path;

impl Desk {
    /// Makes the notebook of the return visit at `path`: what the feedback left is what it asks, and the
    /// host's action plan goes on in it. Nothing sealed, held back or for the head alone goes along.
    ///
    /// # Errors
    /// When I am not the lead, the name is taken, or there is no day to come back on.
    pub fn follow_up(&self, home: &Home, on: Option<NaiveDate>, path: &Path) -> Result<Notebook> {
        self.must(Act::Release)?;
        let day = on.or_else(|| day_after(&self.review)).ok_or_else(|| {
            Trouble::usage("This visit has no day to count from.", "Say when the return visit is: --on 2027-01-20.")
        })?;
        // What would stay back from a plain release stays out of the new notebook, where nothing marks it any more.
        let options = Options { plain: true, ..Options::planned(self.clock.now(), &self.review.visit) };
        let leaves = self.compose_release(&options, None)?;
        let (points, mut actions) = (self.notebook.points()?, self.notebook.actions()?);
        let points = speaking_order(&points, &self.review).into_iter().filter(|p| leaves.points.contains(&p.id));
        let points: Vec<_> = points.cloned().collect();
        actions.retain(|a| leaves.actions.contains(&a.id));
        let left = Left { review: &self.review, points: &points, actions: &actions };
        let review = return_visit(left, NotebookId::fresh()?, day);
        let notebook = making::make(home, &review, path, self.clock)?;
        let lead = review.lead().map(|p| p.key.clone());
        let mut desk = making::sit_down(home, notebook, lead.as_deref(), self.clock)?;
        let mut changes = Vec::new();
        for action in &actions {
            let id = ActionId::fresh()?;
            changes.push(NewChange::new(id, v::ActionMade { point: None }));
            changes.push(NewChange::new(id, v::ActionProgress { progress: action.progress }));
            let says = action.parts.said().map(|(part, text)| v::ActionSays { part, text: text.to_owned() });
            changes.extend(says.map(|says| NewChange::new(id, says)));
        }
        if !changes.is_empty() {
            desk.write(&changes)?;
        }
        drop(desk);
        Notebook::open(path)
    }
}
