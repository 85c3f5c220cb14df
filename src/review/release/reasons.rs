//! Why something stays with the team, in words, and the account of what stays for which reason.

use super::HeldBack;
use crate::ids::{ActionId, NoteId, PointId};
use crate::trouble::count;
use std::collections::BTreeMap;

/// Why something stays, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    Sealed,
    SealedPoint,
    SealedForHead,
    SealedForHeadLocked,
    HeadAlone,
    Chosen,
    HostSaid,
    Rehearsal,
    Named,
    Reflection,
    WithoutEvidence,
    Unconfirmed,
    PlanOfPoint,
    PlanWhereSealed,
    PlanLeft,
}

impl Reason {
    pub(super) fn what(self, notes: usize, points: usize, actions: usize) -> String {
        match self {
            Self::Sealed => count(notes, "sealed note", "sealed notes"),
            Self::SealedPoint => count(points, "sealed point", "sealed points"),
            Self::SealedForHead | Self::SealedForHeadLocked => {
                count(notes, "note sealed for the head alone", "notes sealed for the head alone")
            }
            Self::HeadAlone => count(points, "point for the head alone", "points for the head alone"),
            Self::HostSaid => count(notes, "note of what was told or answered", "notes of what was told or answered"),
            Self::Rehearsal => count(notes, "rehearsal note", "rehearsal notes"),
            Self::Reflection => count(notes, "reflection", "reflections"),
            Self::WithoutEvidence => {
                count(points, "point on evidence that stays here", "points on evidence that stays here")
            }
            Self::Unconfirmed => {
                count(points, "point that rests on what is sealed", "points that rest on what is sealed")
            }
            Self::PlanOfPoint => {
                count(actions, "action from a point that stays here", "actions from points that stay here")
            }
            Self::PlanWhereSealed | Self::PlanLeft => {
                count(actions, "action of the school's plan", "actions of the school's plan")
            }
            Self::Chosen | Self::Named => {
                let kinds = [(notes, "note", "notes"), (points, "point", "points"), (actions, "action", "actions")];
                let some: Vec<String> =
                    kinds.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many)).collect();
                some.join(" and ")
            }
        }
    }

    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Sealed => "Sealed notes stay with their readers. To release one, a reader must unseal it first.",
            Self::SealedPoint => "Sealed points stay with their readers. To release one, a reader must open it first.",
            Self::SealedForHead => "For the pack to the host head alone, and for nothing else.",
            Self::SealedForHeadLocked => "To put this into the pack, unlock the sealed notes before making it.",
            Self::HeadAlone => "For the pack to the host head alone; a report gets handed on.",
            Self::Chosen => "Held back by your choice.",
            Self::HostSaid => {
                "What we told the host and what the host answered is no evidence. You can let answers stand under their points."
            }
            Self::Rehearsal => "Written under a moved clock, before or beside the real visit.",
            Self::Named => "A name that the plan says must not appear stands in the words. Reword, or confirm.",
            Self::Reflection => "What reviewers make of the evidence is not evidence. You can choose to include it.",
            Self::Unconfirmed => {
                "Its words may tell what readers were promised. The lead confirms them, point by point."
            }
            Self::PlanOfPoint => {
                "An action goes where the point goes that it came from. Set it down by hand if it may leave without."
            }
            Self::PlanWhereSealed => "Where everything is sealed, no action plan leaves.",
            Self::PlanLeft => "Left out by your choice.",
            Self::WithoutEvidence => "The words may tell what is sealed or held back. Read, then confirm.",
        }
    }
}

/// What stays for one of the reasons.
type Stays = (Vec<NoteId>, Vec<PointId>, Vec<ActionId>);

/// What stays, gathered by reason.
#[derive(Default)]
pub(super) struct Ledger(BTreeMap<Reason, Stays>);

impl Ledger {
    pub(super) fn note(&mut self, reason: Reason, id: NoteId) {
        self.0.entry(reason).or_default().0.push(id);
    }

    pub(super) fn point(&mut self, reason: Reason, id: PointId) {
        self.0.entry(reason).or_default().1.push(id);
    }

    pub(super) fn action(&mut self, reason: Reason, id: ActionId) {
        self.0.entry(reason).or_default().2.push(id);
    }

    pub(super) fn told(self) -> Vec<HeldBack> {
        let tell = |(reason, (notes, points, actions)): (Reason, Stays)| HeldBack {
            what: reason.what(notes.len(), points.len(), actions.len()),
            why: reason.why().to_owned(),
            notes,
            points,
            actions,
            reason,
        };
        self.0.into_iter().map(tell).collect()
    }
}
