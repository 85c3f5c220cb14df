//! How far a report has come, and what changed between two versions of it.
//!
//! A version names its points and the changes that said their words; the words themselves are read
//! back from the journal. So what was removed for good, or sealed since, comes back by no version.

use super::Audience;
use crate::clock::Moment;
use crate::ids::{ChangeId, PersonId, PointId, Subject};
use serde::{Deserialize, Serialize};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};
use std::collections::BTreeSet;

/// How far a report has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, minicbor::Encode, minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Stage {
    /// Written by the reviewers.
    #[default]
    #[n(0)]
    Draft,
    /// Shared with the host, who may ask for changes.
    #[n(1)]
    Shared,
    /// Agreed with the host.
    #[n(2)]
    Agreed,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Shared, Self::Agreed];

    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Shared => "shared with the host",
            Self::Agreed => "agreed with the host",
        }
    }
}

/// A report as it was written, shared or agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportVersion {
    /// Its identifier.
    pub id: Subject,
    /// When.
    pub at: Moment,
    /// By whom.
    pub author: PersonId,
    /// How far it had come.
    pub stage: Stage,
    /// For whom.
    pub audience: Audience,
    /// Its points in their order, each with the change that said its words.
    pub points: Vec<(PointId, ChangeId)>,
}

/// A point as a version had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which.
    pub point: PointId,
    /// Its words; none: they were removed or sealed since.
    pub words: Option<String>,
}

/// What became of a point from one version to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It came in.
    Added(Option<String>),
    /// It was taken out.
    Removed(Option<String>),
    /// It has other words.
    Reworded(Vec<Piece>),
    /// It has other words; those of one version were removed or sealed since.
    WordsGone,
    /// It is said at another place.
    Moved(Option<String>),
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both versions.
    Kept(String),
    /// In the older one only.
    Gone(String),
    /// In the newer one only.
    New(String),
}

/// What changed from `before` to `after`, in the order of `after`; what was taken out comes last.
pub fn changes(before: &[Said], after: &[Said]) -> Vec<Change> {
    let old = |point: PointId| before.iter().find(|s| s.point == point);
    let moved = moved(before, after);
    let mut changes = Vec::new();
    for now in after {
        let Some(then) = old(now.point) else {
            changes.push(Change::Added(now.words.clone()));
            continue;
        };
        match (&then.words, &now.words) {
            (Some(then), Some(now)) if then != now => changes.push(Change::Reworded(pieces(then, now))),
            (None, Some(_)) | (Some(_), None) => changes.push(Change::WordsGone),
            _ if moved.contains(&now.point) => changes.push(Change::Moved(now.words.clone())),
            _ => {}
        }
    }
    let gone = before.iter().filter(|then| after.iter().all(|now| now.point != then.point));
    changes.extend(gone.map(|then| Change::Removed(then.words.clone())));
    changes
}

/// The points of both versions that stand out of order: as few as explain it.
fn moved(before: &[Said], after: &[Said]) -> BTreeSet<PointId> {
    let in_both = |of: &[Said], other: &[Said]| -> Vec<PointId> {
        of.iter().map(|s| s.point).filter(|p| other.iter().any(|o| o.point == *p)).collect()
    };
    let (old, new) = (in_both(before, after), in_both(after, before));
    capture_diff_slices(Algorithm::Myers, &old, &new)
        .iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .flat_map(|op| new.get(op.new_range()).unwrap_or_default().to_vec())
        .collect()
}

/// Two wordings, word by word.
fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let diff = TextDiff::from_words(before, after);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let words = change.value();
        match (change.tag(), pieces.last_mut()) {
            (ChangeTag::Equal, Some(Piece::Kept(run)))
            | (ChangeTag::Delete, Some(Piece::Gone(run)))
            | (ChangeTag::Insert, Some(Piece::New(run))) => run.push_str(words),
            (ChangeTag::Equal, _) => pieces.push(Piece::Kept(words.to_owned())),
            (ChangeTag::Delete, _) => pieces.push(Piece::Gone(words.to_owned())),
            (ChangeTag::Insert, _) => pieces.push(Piece::New(words.to_owned())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(n: u8, words: &str) -> Said {
        Said { point: PointId([n; 16]), words: Some(words.to_owned()) }
    }

    #[test]
    fn nothing_changed_is_nothing_to_tell() {
        let all = [said(1, "a"), said(2, "b")];
        assert_eq!(changes(&all, &all), []);
        assert_eq!(changes(&[], &[]), []);
    }

    #[test]
    fn points_come_go_move_and_are_reworded() {
        let before = [said(1, "Adults wait"), said(2, "One sheet for all"), said(3, "calm"), said(4, "kept")];
        let after = [said(3, "calm"), said(1, "Adults wait longer"), said(4, "kept"), said(5, "new")];
        assert_eq!(
            changes(&before, &after),
            [
                Change::Moved(Some("calm".to_owned())),
                Change::Reworded(vec![Piece::Kept("Adults wait".to_owned()), Piece::New(" longer".to_owned()),]),
                Change::Added(Some("new".to_owned())),
                Change::Removed(Some("One sheet for all".to_owned())),
            ]
        );
    }

    #[test]
    fn words_that_are_gone_are_told_as_gone() {
        let gone = Said { words: None, ..said(1, "") };
        assert_eq!(changes(std::slice::from_ref(&gone), &[said(1, "now")]), [Change::WordsGone]);
        assert_eq!(changes(std::slice::from_ref(&gone), &[]), [Change::Removed(None)]);
        assert_eq!(changes(std::slice::from_ref(&gone), std::slice::from_ref(&gone)), []);
    }

    proptest! {
        #[test]
        fn the_pieces_of_two_wordings_give_back_both(before in "[ab \n.é]{0,30}", after in "[ab \n.é]{0,30}") {
            let pieces = pieces(&before, &after);
            let told = |keep: fn(&Piece) -> Option<&String>| pieces.iter().filter_map(keep).cloned().collect::<String>();
            let old = told(|p| match p { Piece::Kept(w) | Piece::Gone(w) => Some(w), Piece::New(_) => None });
            let new = told(|p| match p { Piece::Kept(w) | Piece::New(w) => Some(w), Piece::Gone(_) => None });
            prop_assert_eq!((old, new), (before, after));
        }
    }
}
