//! The host's action plan: set down in the workshop after the feedback, and followed until the return visit.

use super::Desk;
use crate::ids::{ActionId, PointId};
use crate::notebook::value as v;
use crate::notebook::{NewChange, Written};
use crate::review::actions::{Part, Progress, no_plan_here, stays_out_of_plan};
use crate::review::people::Act;
use crate::review::points::awaits_confirmation;
use crate::text::clean_block;
use crate::trouble::{Result, Trouble};

/// The longest text of a part, in bytes: a few sentences.
const LONGEST: usize = 4_000;

impl Desk {
    /// Sets an action down, with what is said of its parts, and from which point it comes.
    ///
    /// # Errors
    /// When I am not of the visiting team, it says nothing of what is done, the point is not to leave
    /// ([`stays_out_of_plan`]), or notes are sealed here by default: then nothing open is written, and a plan of the
    /// host's is open.
    pub fn set_down_action(&mut self, point: Option<PointId>, parts: &[(Part, String)]) -> Result<(ActionId, Written)> {
        self.must(Act::Points)?;
        if let Some(trouble) = no_plan_here(self.review.visit.capture) {
            return Err(trouble);
        }
        if let Some(id) = point {
            let points = self.notebook.points()?;
            let from = points.iter().find(|p| p.id == id).ok_or_else(|| {
                Trouble::new("That point is no longer there.", "Look at the feedback for those there are.")
            })?;
            let awaits = awaits_confirmation(from, |note| self.is_open(note), &self.review);
            if let Some(trouble) = stays_out_of_plan(from, awaits) {
                return Err(trouble);
            }
        }
        let id = ActionId::fresh()?;
        let mut changes = vec![NewChange::new(id, v::ActionMade { point })];
        for (part, text) in parts {
            changes.push(says(id, *part, text)?);
        }
        if !parts.iter().any(|(part, text)| *part == Part::What && !text.trim().is_empty()) {
            return Err(Trouble::usage("An action needs words.", "Write what is to be done."));
        }
        Ok((id, self.write(&changes)?))
    }

    /// Says something of the parts of an action, or how far it is.
    ///
    /// # Errors
    /// When I am not of the visiting team, or what is done would be left empty.
    pub fn change_action(
        &mut self,
        id: ActionId,
        parts: &[(Part, String)],
        progress: Option<Progress>,
    ) -> Result<Written> {
        self.must(Act::Points)?;
        let mut changes = Vec::new();
        for (part, text) in parts {
            if *part == Part::What && text.trim().is_empty() {
                return Err(nothing_said());
            }
            changes.push(says(id, *part, text)?);
        }
        changes.extend(progress.map(|progress| NewChange::new(id, v::ActionProgress { progress })));
        self.write(&changes)
    }

    /// Says something of one part of an action, in the place of what its writer had in sight: what a colleague said
    /// meanwhile stays beside it.
    ///
    /// # Errors
    /// When I am not of the visiting team, or what is done would be left empty.
    pub fn say_of_action(&mut self, id: ActionId, part: Part, text: &str, seen: &str) -> Result<Written> {
        self.must(Act::Points)?;
        if part == Part::What && text.trim().is_empty() {
            return Err(nothing_said());
        }
        let says = says(id, part, text)?;
        let before = v::ActionSays { part, text: seen.to_owned() }.into();
        let says = match self.notebook.change_that_says(id, &before)? {
            Some(shown) => says.in_place_of(&[shown]),
            // Where nothing was in sight, nothing is written over.
            None if seen.is_empty() => says.in_place_of(&[]),
            None => says,
        };
        self.write(&[says])
    }

    /// Deletes an action; undo brings it back.
    ///
    /// # Errors
    /// When I am not of the visiting team.
    pub fn delete_action(&mut self, id: ActionId) -> Result<Written> {
        self.must(Act::Points)?;
        self.write(&[NewChange::new(id, v::ActionDeleted { deleted: true })])
    }
}

fn nothing_said() -> Trouble {
    Trouble::usage("An action needs words.", "Delete it, if it is no longer meant.")
}

fn says(id: ActionId, part: Part, text: &str) -> Result<NewChange> {
    let text = clean_block(text.trim());
    if text.len() > LONGEST {
        return Err(Trouble::new(
            format!("What is said of “{}” is too long, so nothing was saved.", part.label()),
            format!("At most {LONGEST} characters: a few sentences."),
        ));
    }
    Ok(NewChange::new(id, v::ActionSays { part, text }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::actions::Action;
    use crate::review::evidence::Readers;
    use crate::review::visit::CaptureAs;
    use crate::tasks::feedback::{NewPoint, PointDeed, PointMark};
    use crate::tasks::reports::Held;
    use crate::tasks::testing::{Team, note};

    fn what(text: &str) -> Vec<(Part, String)> {
        vec![(Part::What, text.to_owned())]
    }

    fn only(desk: &Desk) -> Action {
        let actions = desk.notebook().actions().unwrap();
        assert_eq!(actions.len(), 1);
        actions.into_iter().next().unwrap()
    }

    #[test]
    fn an_action_is_set_down_followed_deleted_and_brought_back() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let parts = [what("Hear every reader daily"), vec![(Part::Owner, "English lead".to_owned())]].concat();
        let (id, _) = desk.set_down_action(None, &parts).unwrap();
        desk.change_action(id, &[(Part::By, "end of autumn".to_owned())], Some(Progress::Begun)).unwrap();
        let action = only(&desk);
        assert_eq!(action.progress, Progress::Begun);
        let said: Vec<_> = action.parts.said().collect();
        assert_eq!(
            said,
            [(Part::What, "Hear every reader daily"), (Part::Owner, "English lead"), (Part::By, "end of autumn")]
        );
        let gone = desk.delete_action(id).unwrap();
        assert!(desk.notebook().actions().unwrap().is_empty());
        desk.undo(&gone.changes).unwrap();
        assert_eq!(only(&desk), action);
        assert!(desk.notebook.examine().unwrap().tables_agree);
        // The setting down itself is undone as a whole, and done again.
        let other = desk.set_down_action(None, &parts).unwrap();
        let undone = desk.undo(&other.1.changes).unwrap();
        assert_eq!(desk.notebook().actions().unwrap().len(), 1);
        desk.undo(&undone.changes).unwrap();
        let again = desk.notebook().actions().unwrap();
        assert_eq!(again.iter().find(|a| a.id == other.0).unwrap().parts.get(Part::Owner), "English lead");
    }

    #[test]
    fn two_people_who_say_the_same_part_at_once_keep_both_and_two_parts_do_not_meet() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let (id, _) = desk.set_down_action(None, &what("Hear every reader daily")).unwrap();
        let mut other = team.desk("hollins");
        desk.change_action(id, &[(Part::Owner, "English lead".to_owned())], None).unwrap();
        other.change_action(id, &[(Part::By, "summer".to_owned())], None).unwrap();
        let action = only(&desk);
        assert!(!action.conflict);
        assert_eq!((action.parts.get(Part::Owner), action.parts.get(Part::By)), ("English lead", "summer"));
    }

    #[test]
    fn what_a_colleague_said_meanwhile_of_the_same_part_stays_beside_it_until_one_is_chosen() {
        let team = Team::new(|_| {});
        let (mut desk, mut other) = (team.desk("lead"), team.desk("hollins"));
        let (id, _) = desk.set_down_action(None, &what("Hear every reader daily")).unwrap();
        for (desk, owner) in [(&mut desk, "English lead"), (&mut other, "Deputy")] {
            desk.say_of_action(id, Part::Owner, owner, "").unwrap();
        }
        assert!(only(&desk).conflict, "neither saw the other's");
        let clash = desk.notebook().versions(id, desk.review()).unwrap().remove(0);
        assert_eq!((clash.what, clash.versions.len()), ("owner", 2));
        let chosen = clash.versions[1].change;
        desk.keep(id.into(), chosen, &clash.heads).unwrap();
        let action = only(&desk);
        assert_eq!((action.conflict, action.parts.get(Part::Owner)), (false, "English lead"));
        let written = desk.say_of_action(id, Part::Owner, "English team", "English lead").unwrap();
        assert!(!only(&other).conflict);
        desk.undo(&written.changes).unwrap();
        assert_eq!(only(&desk).parts.get(Part::Owner), "English lead");
        assert!(desk.say_of_action(id, Part::What, " ", "Hear every reader daily").is_err());
    }

    #[test]
    fn an_action_comes_from_no_point_that_is_not_to_leave() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let point = |desk: &mut Desk, evidence| {
            let kind = crate::review::feedback::PointKind::Development;
            let (question, meeting) = (None, None);
            desk.make_point(&NewPoint { kind, question, meeting, text: "Few answer".into(), evidence }).unwrap().0
        };
        let confidence = note(&mut desk, "told in confidence", Some(Readers::Lead));
        let open = note(&mut desk, "seen by all", None);
        let sealed = point(&mut desk, vec![confidence]);
        let refused = |desk: &mut Desk, point| desk.set_down_action(Some(point), &what("Ask more")).unwrap_err();
        assert!(refused(&mut desk, sealed).what().contains("is sealed"));
        desk.change_point(sealed, &PointDeed::Open, Some(&team.keys("lead"))).unwrap();
        assert!(refused(&mut desk, sealed).what().contains("rests on what is sealed"));
        let plain = point(&mut desk, vec![open]);
        desk.hold_back(Held::Point(plain), true).unwrap();
        assert!(refused(&mut desk, plain).what().contains("held back"));
        desk.hold_back(Held::Point(plain), false).unwrap();
        let (id, _) = desk.set_down_action(Some(plain), &what("Ask more")).unwrap();
        assert_eq!(only(&desk).point, Some(plain));
        desk.delete_action(id).unwrap();
        desk.change_point(plain, &PointDeed::Mark(PointMark::HeadAlone(true)), None).unwrap();
        assert!(refused(&mut desk, plain).what().contains("head alone"));
        assert!(desk.notebook().actions().unwrap().is_empty());
    }

    #[test]
    fn nothing_open_is_written_where_everything_is_sealed_or_of_a_sealed_point() {
        let team = Team::new(|review| review.visit.capture = CaptureAs::Sealed);
        let mut desk = team.desk("lead");
        assert!(desk.set_down_action(None, &what("Hear every reader")).is_err());
        assert!(desk.notebook().actions().unwrap().is_empty());
    }

    #[test]
    fn what_says_nothing_or_far_too_much_is_refused_whole() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        assert!(desk.set_down_action(None, &what("  ")).is_err());
        assert!(desk.set_down_action(None, &[what("x"), vec![(Part::Owner, "y".repeat(5_000))]].concat()).is_err());
        assert!(desk.notebook().actions().unwrap().is_empty());
        let (id, _) = desk.set_down_action(None, &what("Hear every reader")).unwrap();
        assert!(desk.change_action(id, &what(""), None).is_err());
        assert!(team.desk("host-maths").set_down_action(None, &what("x")).is_err(), "not of the visiting team");
    }
}
