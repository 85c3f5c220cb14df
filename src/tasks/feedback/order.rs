//! The order in which points are said: one moved by a place, or all put in a given order at once.

use crate::ids::PointId;
use crate::notebook::value as v;
use crate::notebook::{NewChange, Written};
use crate::review::feedback::Point;
use crate::review::people::Act;
use crate::review::rank;
use crate::tasks::Desk;
use crate::trouble::{Result, Trouble};

impl Desk {
    /// Puts points in this order, in one transaction; those that are not among them keep their places.
    ///
    /// # Errors
    /// When I am not of the visiting team, or they stand in this order already.
    pub fn arrange_points(&mut self, order: &[PointId]) -> Result<Written> {
        self.must(Act::Points)?;
        let points = self.notebook.points()?;
        let now: Vec<&Point> = order.iter().filter_map(|id| points.iter().find(|p| p.id == *id)).collect();
        let mut ranks: Vec<String> = now.iter().map(|p| p.rank.clone()).collect();
        ranks.sort_unstable();
        if ranks.windows(2).any(|pair| pair[0] == pair[1]) {
            // Two laptops gave the same place: all of them go to the end, one behind the other.
            let mut last = points.iter().map(|p| p.rank.clone()).max();
            for rank in &mut ranks {
                *rank = rank::between(last.as_deref(), None);
                last = Some(rank.clone());
            }
        }
        let moved = now.iter().zip(ranks).filter(|(point, rank)| point.rank != *rank);
        let changes: Vec<NewChange> = moved.map(|(p, rank)| NewChange::new(p.id, v::PointRank { rank })).collect();
        if changes.is_empty() {
            return Err(Trouble::new("The points stand in this order already.", ""));
        }
        self.write(&changes)
    }
}

/// The place of a point that moves by one among those shown together.
pub(super) fn moved(points: &[Point], id: PointId, earlier: bool, among: &[PointId]) -> Result<v::PointRank> {
    // In the order as it is now: whoever presses a key twice has seen only how it was before.
    let shown: Vec<&Point> = points.iter().filter(|p| among.contains(&p.id)).collect();
    let at = shown.iter().position(|p| p.id == id);
    let edge = || Trouble::new("It is as far as it goes.", "");
    let neighbour = match (at, earlier) {
        (Some(at), true) => at.checked_sub(1),
        (Some(at), false) => Some(at + 1).filter(|n| *n < shown.len()),
        (None, _) => None,
    }
    .and_then(|n| shown.get(n))
    .ok_or_else(edge)?;
    // Between the neighbour and whatever stands beyond it in the whole order.
    let beyond = points.iter().position(|p| p.id == neighbour.id).and_then(|n| {
        if earlier { n.checked_sub(1) } else { Some(n + 1) }.and_then(|n| points.get(n)).map(|p| p.rank.as_str())
    });
    let here = Some(neighbour.rank.as_str());
    let (before, after) = if earlier { (beyond, here) } else { (here, beyond) };
    Ok(v::PointRank { rank: rank::between(before, after.filter(|a| before.is_none_or(|b| b < *a))) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::feedback::PointKind;
    use crate::tasks::feedback::{NewPoint, PointDeed};
    use crate::tasks::testing::Team;

    fn texts(desk: &Desk) -> Vec<String> {
        desk.notebook().points().unwrap().into_iter().map(|p| p.text).collect()
    }

    fn make(desk: &mut Desk, text: &str) -> PointId {
        let new = NewPoint {
            kind: PointKind::Strength,
            question: None,
            meeting: None,
            text: text.into(),
            evidence: Vec::new(),
        };
        desk.make_point(&new).unwrap().0
    }

    #[test]
    fn points_are_put_in_an_order_at_once_and_others_keep_their_places() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let ids = ["a", "b", "c", "d"].map(|text| make(&mut desk, text));
        let done = desk.arrange_points(&[ids[3], ids[0], ids[2]]).unwrap();
        assert_eq!(texts(&desk), ["d", "b", "a", "c"]);
        assert!(desk.arrange_points(&[ids[3], ids[0], ids[2]]).unwrap_err().what().contains("already"));
        let undone = desk.undo(&done.changes).unwrap();
        assert_eq!(texts(&desk), ["a", "b", "c", "d"]);
        desk.undo(&undone.changes).unwrap();
        assert_eq!(texts(&desk), ["d", "b", "a", "c"]);
    }

    #[test]
    fn points_of_the_same_place_are_put_in_an_order_too() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let ids = ["a", "b", "c"].map(|text| make(&mut desk, text));
        let rank = desk.notebook().points().unwrap()[1].rank.clone();
        desk.write(&[NewChange::new(ids[0], v::PointRank { rank })]).unwrap();
        desk.arrange_points(&[ids[1], ids[0]]).unwrap();
        assert_eq!(texts(&desk), ["c", "b", "a"]);
    }

    #[test]
    fn rewording_moving_and_merging_are_each_undone_by_one_undo() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let ids = ["a", "b", "c"].map(|text| make(&mut desk, text));
        let note = crate::tasks::testing::note(&mut desk, "seen", None);
        desk.change_point(ids[1], &PointDeed::Link(note, true), None).unwrap();
        let before = texts(&desk);
        for deed in [
            PointDeed::Reword("other words".into()),
            PointDeed::Move { earlier: false, among: ids.to_vec() },
            PointDeed::Merge(vec![ids[1], ids[2]]),
            PointDeed::Kind(PointKind::Wondering),
            PointDeed::Delete,
        ] {
            let done = desk.change_point(ids[0], &deed, None).unwrap();
            let undone = desk.undo(&done.changes).unwrap();
            assert_eq!(texts(&desk), before, "{deed:?}");
            let redone = desk.undo(&undone.changes).unwrap();
            desk.undo(&redone.changes).unwrap();
            assert_eq!(texts(&desk), before, "{deed:?}");
            let evidence: Vec<usize> = desk.notebook().points().unwrap().iter().map(|p| p.evidence.len()).collect();
            assert_eq!(evidence, [0, 1, 0], "{deed:?}");
        }
        // Step by step back through changes of the same thing.
        let one = desk.change_point(ids[0], &PointDeed::Reword("one".into()), None).unwrap();
        let two = desk.change_point(ids[0], &PointDeed::Reword("two".into()), None).unwrap();
        desk.undo(&two.changes).unwrap();
        assert_eq!(texts(&desk)[0], "one");
        desk.undo(&one.changes).unwrap();
        assert_eq!(texts(&desk)[0], "a");
    }
}
