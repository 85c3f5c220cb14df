//! The action plan: what the host sets out to do after the review, who does it, by when, and how it stands.
//!
//! It is the host's own, made in a workshop after the feedback, by hand or from the areas for development.
//! Its parts (action, owner, by when, expected impact, measure, support) are those that the programmes'
//! own forms share.

use super::feedback::{Point, PointKind, Support};
use super::visit::CaptureAs;
use crate::clock::Moment;
use crate::ids::{ActionId, PointId};
use crate::text::clean_line;
use crate::trouble::Trouble;
use serde::{Deserialize, Serialize};

/// A part of an action that is said in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Part {
    /// What is done.
    #[n(0)]
    What,
    /// Who sees to it: a role.
    #[n(1)]
    Owner,
    /// By when: a date, or words such as `end of the summer term`.
    #[n(2)]
    By,
    /// What it should change for pupils.
    #[n(3)]
    Impact,
    /// By what one will see that it did.
    #[n(4)]
    Measure,
    /// What helps: people, time, resources, from inside or outside the group.
    #[n(5)]
    Support,
    /// How it stands, in words.
    #[n(6)]
    Standing,
}

impl Part {
    /// Every part, in the order of a form.
    pub const ALL: [Self; 7] =
        [Self::What, Self::Owner, Self::By, Self::Impact, Self::Measure, Self::Support, Self::Standing];

    /// The words people read above it.
    pub fn label(self) -> &'static str {
        match self {
            Self::What => "action",
            Self::Owner => "owner",
            Self::By => "by when",
            Self::Impact => "expected impact",
            Self::Measure => "measure",
            Self::Support => "support",
            Self::Standing => "how it stands",
        }
    }
}

/// How far an action is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    minicbor::Encode,
    minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Progress {
    /// Not begun.
    #[default]
    #[n(0)]
    Planned,
    /// Under way.
    #[n(1)]
    Begun,
    /// Done.
    #[n(2)]
    Done,
    /// Given up, or overtaken.
    #[n(3)]
    Dropped,
}

impl Progress {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Begun, Self::Done, Self::Dropped];

    /// The next stage, and after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|p| *p == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Begun)
    }

    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
}

/// What is said of an action, part by part; empty where nothing is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts([String; 7]);

impl Parts {
    /// What is said of a part.
    pub fn get(&self, part: Part) -> &str {
        &self.0[part as usize]
    }

    /// Says something of a part.
    pub fn set(&mut self, part: Part, text: impl Into<String>) {
        self.0[part as usize] = text.into();
    }

    /// The parts of which something is said, in the order of a form.
    pub fn said(&self) -> impl Iterator<Item = (Part, &str)> {
        Part::ALL.into_iter().map(|part| (part, self.get(part))).filter(|(_, text)| !text.is_empty())
    }
}

/// An action of the host's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its identifier.
    pub id: ActionId,
    /// The point it came from.
    pub point: Option<PointId>,
    /// When it was set down.
    pub made: Moment,
    /// What is said of it.
    pub parts: Parts,
    /// How far it is.
    pub progress: Progress,
    /// Two versions of one of its parts stand side by side until someone chooses.
    pub conflict: bool,
}

/// Why no action plan is kept in a notebook: it is the host's and open, and nothing open is written where everything
/// is sealed.
pub fn no_plan_here(capture: CaptureAs) -> Option<Trouble> {
    (capture == CaptureAs::Sealed).then(|| {
        Trouble::new(
            "In this notebook everything is sealed, and the host's action plan is not: none is kept here.",
            "Set it down in the notebook of the return visit (visitbook follow-up).",
        )
    })
}

/// Why no action can come from a point: the plan is handed round, and the point is not to leave, or not to everybody.
/// `awaits` says that it rests on what is sealed and the lead has not confirmed it.
pub fn stays_out_of_plan(point: &Point, awaits: bool) -> Option<Trouble> {
    let by_hand = "or set the action down by hand, in words that may be read by all.";
    let (what, advice) = if point.sealed().is_some() {
        ("That point is sealed, and an action plan is not.", "Open the point first, if its words may leave; ")
    } else if point.marks.withheld {
        ("That point is held back from every release, and an action plan is read by many.", "Let it go first; ")
    } else if point.marks.head_alone {
        ("That point is for the host head alone, and an action plan is read by many.", "Take that mark away first; ")
    } else if awaits {
        ("That point rests on what is sealed, so it is held back for now.", "The lead can confirm its words; ")
    } else {
        return None;
    };
    Some(Trouble::new(what, format!("{advice}{by_hand}")))
}

/// What is suggested beside a development, in its order: as in the report, a suggestion belongs to the development
/// of its question that it is said right after. `points` are all of them, in their order.
fn suggested<'a>(development: &'a Point, points: &'a [Point]) -> impl Iterator<Item = &'a Point> {
    let same = points.iter().filter(|p| p.question == development.question && !p.deleted && !p.is_locked());
    let after = same.skip_while(|p| p.id != development.id).skip(1);
    after.take_while(|p| p.kind == PointKind::Suggestion).filter(|_| development.kind == PointKind::Development)
}

/// The areas for development from which no action has come yet, nor from what is suggested beside them, in their
/// order; those that are deleted or locked aside: of what is locked it is not known.
pub fn without_action<'a>(points: &'a [Point], plan: &[Action]) -> Vec<&'a Point> {
    let wanted = |p: &&Point| p.kind == PointKind::Development && !p.is_locked() && !p.deleted;
    let has_one = |p: &Point| plan.iter().any(|action| action.point == Some(p.id));
    points.iter().filter(wanted).filter(|p| !has_one(p) && !suggested(p, points).any(has_one)).collect()
}

/// What a new action can say already: the words of the point that it comes from, to begin with; as support, what was
/// suggested beside it and may leave, and where support could come from.
pub fn beginning(point: &Point, points: &[Point], may_leave: impl Fn(&Point) -> bool) -> Parts {
    let mut parts = Parts::default();
    parts.set(Part::What, clean_line(&point.text));
    let suggested = suggested(point, points).filter(|p| may_leave(p));
    let mut support: Vec<String> = suggested.map(|p| clean_line(&p.text)).collect();
    let whence = point.marks.support.map(|from| match from {
        Support::Inside => "Support from inside the group",
        Support::Outside => "Support from outside the group",
    });
    support.extend(whence.map(str::to_owned));
    parts.set(Part::Support, support.join(" "));
    parts
}

#[cfg(test)]
mod tests;
