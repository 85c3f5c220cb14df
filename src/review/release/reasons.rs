//! Why something stays with the team, in words, and the account of what stays for which reason.

use super::HeldBack;
use crate::ids::{NoteId, PointId};
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
}

impl Reason {
    pub(super) fn what(self, notes: usize, points: usize) -> String {
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
            Self::Chosen | Self::Named => match (notes, points) {
                (n, 0) => count(n, "note", "notes"),
                (0, p) => count(p, "point", "points"),
                (n, p) => format!("{} and {}", count(n, "note", "notes"), count(p, "point", "points")),
            },
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
            Self::WithoutEvidence => "The words may tell what is sealed or held back. Read, then confirm.",
        }
    }
}

/// What stays, gathered by reason.
#[derive(Default)]
pub(super) struct Ledger(BTreeMap<Reason, (Vec<NoteId>, Vec<PointId>)>);

impl Ledger {
    pub(super) fn note(&mut self, reason: Reason, id: NoteId) {
        self.0.entry(reason).or_default().0.push(id);
    }

    pub(super) fn point(&mut self, reason: Reason, id: PointId) {
        self.0.entry(reason).or_default().1.push(id);
    }

    pub(super) fn told(self) -> Vec<HeldBack> {
        let tell = |(reason, (notes, points)): (Reason, (Vec<NoteId>, Vec<PointId>))| HeldBack {
            what: reason.what(notes.len(), points.len()),
            why: reason.why().to_owned(),
            notes,
            points,
            reason,
        };
        self.0.into_iter().map(tell).collect()
    }
}
