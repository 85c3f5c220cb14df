//! The host's action plan in a release: an action goes where the point goes that it came from.
//!
//! What is to be done about a point tells of the point, so one that stays keeps its actions here; only an
//! action set down by hand stands on its own. Beyond the host school nobody hears who owns an action
//! or how it stands in words: the one is a person of that school, the other is what the school said.

use super::Options;
use super::reasons::{Ledger, Reason};
use crate::ids::{ActionId, PointId};
use crate::review::actions::{Action, Part, Progress};
use crate::review::names::Names as DoNotNames;
use crate::review::visit::{CaptureAs, Review};
use crate::text::{clean_block, clean_line};
use serde::{Deserialize, Serialize};

/// An action of the host's plan. What nothing is said of is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedAction {
    /// What is done.
    pub what: String,
    /// Who sees to it; empty for whoever may not hear the host.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// By when.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// What it should change for pupils.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub impact: String,
    /// By what one will see that it did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub measure: String,
    /// What helps.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub support: String,
    /// How it stands, in words; empty for whoever may not hear the host.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub standing: String,
    /// How far it is.
    #[serde(default)]
    pub progress: Progress,
    /// Which of the points it came from, counted from 0; none if it was set down by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<usize>,
}

impl ReleasedAction {
    /// What is said of a part.
    pub fn part(&self, part: Part) -> &str {
        match part {
            Part::What => &self.what,
            Part::Owner => &self.owner,
            Part::By => &self.by,
            Part::Impact => &self.impact,
            Part::Measure => &self.measure,
            Part::Support => &self.support,
            Part::Standing => &self.standing,
        }
    }

    /// How far it is, and how it stands in words where they are told.
    pub fn stands(&self) -> String {
        let words = clean_line(&self.standing);
        if words.is_empty() { self.progress.label().to_owned() } else { format!("{}: {words}", self.progress.label()) }
    }

    /// Takes everything out of its words that could act on a screen.
    pub(super) fn clean(&mut self) {
        for short in [&mut self.owner, &mut self.by] {
            *short = clean_line(short);
        }
        for long in [&mut self.what, &mut self.impact, &mut self.measure, &mut self.support, &mut self.standing] {
            *long = clean_block(long);
        }
    }
}

/// What the rule about actions looks at.
pub(super) struct Leaving<'a> {
    pub review: &'a Review,
    pub options: &'a Options,
    /// Names that must not appear.
    pub names: &'a DoNotNames,
    /// The points that leave, in their order.
    pub points: &'a [PointId],
}

impl Leaving<'_> {
    /// The actions that leave, and which ones they are; what stays is put down in the ledger.
    pub(super) fn of(&self, actions: &[Action], ledger: &mut Ledger) -> (Vec<ReleasedAction>, Vec<ActionId>) {
        let mut leave = (Vec::new(), Vec::new());
        // One without words was emptied, or has not wholly arrived: there is nothing to tell.
        for action in actions.iter().filter(|a| !a.parts.get(Part::What).trim().is_empty()) {
            match self.judge(action) {
                Err(reason) => ledger.action(reason, action.id),
                Ok(released) => {
                    leave.0.push(released);
                    leave.1.push(action.id);
                }
            }
        }
        leave
    }

    /// The action as it leaves, or why it stays.
    fn judge(&self, action: &Action) -> Result<ReleasedAction, Reason> {
        if self.review.visit.capture == CaptureAs::Sealed {
            return Err(Reason::PlanWhereSealed);
        }
        if !self.options.actions {
            return Err(Reason::PlanLeft);
        }
        if self.options.withhold_actions.contains(&action.id) {
            return Err(Reason::Chosen);
        }
        let point = match action.point {
            None => None,
            Some(id) => Some(self.points.iter().position(|p| *p == id).ok_or(Reason::PlanOfPoint)?),
        };
        let released = self.released(action, point);
        let named = self.names.stand_in(Part::ALL.map(|part| released.part(part)));
        if named && !self.options.confirmed_actions.contains(&action.id) {
            return Err(Reason::Named);
        }
        Ok(released)
    }

    fn released(&self, action: &Action, point: Option<usize>) -> ReleasedAction {
        let part = |part| action.parts.get(part).to_owned();
        let of_host =
            |part| if self.options.audience.hears_the_host() { action.parts.get(part) } else { "" }.to_owned();
        ReleasedAction {
            what: part(Part::What),
            owner: of_host(Part::Owner),
            by: part(Part::By),
            impact: part(Part::Impact),
            measure: part(Part::Measure),
            support: part(Part::Support),
            standing: of_host(Part::Standing),
            progress: action.progress,
            point,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::review::actions::Part;
    use crate::review::release::sample::{self, action_id, actions, notes, options, point_id, points, review};
    use crate::review::release::{Audience, Composed, Options, Release};
    use crate::review::visit::CaptureAs;

    fn compose(options: &Options) -> Composed {
        Release::compose(&review(), &notes(), &sample::unlocked(), &points(), &actions(), options)
    }

    #[test]
    fn an_action_goes_where_its_point_goes_and_one_made_by_hand_everywhere() {
        let to_head = compose(&options(Audience::HostHead));
        assert_eq!(to_head.actions, [1, 2, 3].map(action_id));
        assert_eq!(to_head.release.head_actions().map(|a| a.what.as_str()).collect::<Vec<_>>(), [sample::HEADS_ACTION]);
        let from = to_head.release.actions[0].point.and_then(|i| to_head.points.get(i));
        assert_eq!(from, Some(&point_id(3)));
        assert!(to_head.release.check().is_ok());
        let plain = Options { plain: true, ..options(Audience::HostHead) };
        for options in [plain, options(Audience::AllSchools), options(Audience::SteeringGroup)] {
            let composed = compose(&options);
            assert_eq!(composed.actions, [1, 2].map(action_id), "{options:?}");
            assert!(composed.release.head_actions().next().is_none() && composed.release.check().is_ok());
        }
    }

    #[test]
    fn what_stays_is_told_to_the_lead_with_the_reason() {
        let composed = compose(&options(Audience::AllSchools));
        let told = |why: &str| composed.held_back.iter().find(|h| h.why.contains(why)).unwrap();
        let of_points = told("goes where the point goes");
        assert_eq!(of_points.actions, [3, 4, 5].map(action_id));
        assert_eq!(of_points.what, "3 actions from points that stay here");
        let named = told("must not appear");
        assert_eq!((named.actions.as_slice(), named.what.as_str()), ([action_id(6)].as_slice(), "1 note and 1 action"));
        let confirmed = Options { confirmed_actions: [action_id(6)].into(), ..options(Audience::AllSchools) };
        assert!(compose(&confirmed).actions.contains(&action_id(6)));
        // Confirming an action says nothing about its point.
        let confirmed = Options { confirmed_actions: [action_id(4)].into(), ..options(Audience::HostHead) };
        assert!(!compose(&confirmed).actions.contains(&action_id(4)));
    }

    #[test]
    fn the_lead_withholds_a_single_action_the_whole_plan_or_its_point() {
        let one = Options { withhold_actions: [action_id(2)].into(), ..options(Audience::HostHead) };
        assert_eq!(compose(&one).actions, [1, 3].map(action_id));
        let all = compose(&Options { actions: false, ..options(Audience::HostHead) });
        assert!(all.actions.is_empty() && all.held_back.iter().any(|h| h.actions.len() == actions().len()));
        let point = Options { withhold_points: [point_id(3)].into(), ..options(Audience::HostHead) };
        assert_eq!(compose(&point).actions, [2, 3].map(action_id));
    }

    #[test]
    fn beyond_the_host_school_nobody_hears_who_owns_an_action_or_how_it_stands_in_words() {
        for audience in Audience::ALL {
            let release = compose(&options(audience)).release;
            let inside = audience.hears_the_host();
            let [first, ..] = release.actions.as_slice() else { panic!("{audience:?}") };
            assert_eq!((first.owner.is_empty(), first.standing.is_empty()), (!inside, !inside), "{audience:?}");
            for part in [Part::What, Part::By, Part::Impact, Part::Measure, Part::Support] {
                assert!(!first.part(part).is_empty(), "{audience:?} {part:?}");
            }
        }
        let mut forged = compose(&options(Audience::AllSchools)).release;
        forged.actions[0].owner = "somebody".to_owned();
        assert!(forged.check().is_err());
    }

    #[test]
    fn none_leaves_where_everything_is_sealed_or_without_words() {
        let mut sealed = review();
        sealed.visit.capture = CaptureAs::Sealed;
        let composed = Release::compose(&sealed, &[], &[], &[], &actions(), &options(Audience::HostHead));
        assert!(composed.release.actions.is_empty());
        let mut emptied = actions();
        emptied.iter_mut().for_each(|a| a.parts.set(Part::What, " "));
        let composed = Release::compose(&review(), &[], &[], &[], &emptied, &options(Audience::HostHead));
        assert!(composed.actions.is_empty() && composed.held_back.is_empty());
    }

    #[test]
    fn a_release_whose_action_leads_nowhere_is_damaged() {
        let mut release = compose(&options(Audience::HostHead)).release;
        release.actions[0].point = Some(release.points.len());
        assert!(release.check().is_err());
    }

    #[test]
    fn a_reviewer_takes_no_action_of_the_host_home() {
        let learned =
            Release::learning(&review(), &notes(), &points(), sample::person(1), &options(Audience::HostHead));
        assert!(learned.release.actions.is_empty() && learned.actions.is_empty());
    }
}
