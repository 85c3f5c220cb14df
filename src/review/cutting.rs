//! What to cut first when the feedback is longer than its slot.
//!
//! A suggestion with its reason, never done by itself. Thanks and the key messages are kept; what
//! rests on least goes first, then what the host has heard already, then what takes longest in the
//! later half, because the order says what matters.

use super::agenda::Item;
use super::feedback::PointKind;
use super::speaking::{Speaking, Weakness};
use crate::ids::{ActivityId, PointId};
use std::collections::BTreeMap;

/// Why a point is among the first to be cut, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It rests on no evidence.
    NoEvidence,
    /// It rests on one kind of source.
    OneSource,
    /// It was said at an earlier meeting.
    SaidBefore(ActivityId),
    /// It is the longest of those that come later.
    Long,
}

/// A point to cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Which.
    pub point: PointId,
    /// Why.
    pub why: Why,
}

/// The points to cut so that what is left fits, the first to go first; none where it fits. Where even
/// that is not enough, all that may be cut.
pub fn cut_first(items: &[Item<'_>], speech: &Speaking, weak: &BTreeMap<PointId, Weakness>) -> Vec<Cut> {
    let Some(over) = speech.over_by() else { return Vec::new() };
    let seconds: BTreeMap<PointId, u32> = speech.points.iter().map(|p| (p.point, p.seconds)).collect();
    let said = items.iter().filter(|item| item.turn.is_said());
    let half = said.clone().count() / 2;
    let mut candidates: Vec<(_, u32, Cut)> = said
        .enumerate()
        .filter(|(_, item)| {
            let point = item.point;
            !point.marks.key_message && !point.is_locked() && point.kind != PointKind::Thanks
        })
        .map(|(place, item)| {
            let long = seconds.get(&item.point.id).copied().unwrap_or(0);
            let (class, why) = match (weak.get(&item.point.id), item.said_before) {
                (Some(Weakness::NoEvidence), _) if item.point.evidence.is_empty() => (0, Why::NoEvidence),
                (Some(Weakness::OneSource(_)), _) => (1, Why::OneSource),
                // What rests on sealed evidence alone rests on no less than others, as far as can be known.
                (None | Some(Weakness::NoEvidence), Some((meeting, _))) => (2, Why::SaidBefore(meeting)),
                (None | Some(Weakness::NoEvidence), None) => (if place >= half { 3 } else { 4 }, Why::Long),
            };
            let order = (class, std::cmp::Reverse(long), std::cmp::Reverse(place));
            (order, long, Cut { point: item.point.id, why })
        })
        .collect();
    candidates.sort_by_key(|(order, ..)| *order);
    // Each time is rounded up, so that together they may promise a second a point too much.
    let mut saved = 0_u32;
    let needed = |(_, long, _): &(_, u32, Cut)| {
        let wanted = saved < over;
        saved = saved.saturating_add(long.saturating_sub(1));
        wanted && *long > 0
    };
    candidates.into_iter().filter(needed).map(|(.., cut)| cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::review::agenda::Turn;
    use crate::review::feedback::Point;
    use crate::review::release::sample;
    use crate::review::speaking::PointTime;

    fn points(kinds: &[PointKind]) -> Vec<Point> {
        let like = sample::points().remove(0);
        let point = |(n, kind): (u8, &PointKind)| Point {
            id: PointId([n; 16]),
            kind: *kind,
            evidence: Vec::new(),
            ..like.clone()
        };
        (0..).zip(kinds).map(point).collect()
    }

    fn cut(
        points: &[Point],
        seconds: &[u32],
        available: u32,
        weak: &[(u8, Weakness)],
        before: &[u8],
    ) -> Vec<(u8, Why)> {
        let meeting = ActivityId([9; 16]);
        let items: Vec<Item<'_>> = points
            .iter()
            .map(|point| {
                let said_before = before.contains(&point.id.0[0]).then_some((meeting, Moment(1)));
                Item { point, turn: Turn::Said, said_before }
            })
            .collect();
        let times = points.iter().zip(seconds).map(|(p, s)| PointTime { point: p.id, seconds: *s, over: false });
        let needed = seconds.iter().sum();
        let speech = Speaking { words: 0, needed, available: Some(available), points: times.collect() };
        let weak = weak.iter().map(|(n, w)| (PointId([*n; 16]), *w)).collect();
        cut_first(&items, &speech, &weak).into_iter().map(|c| (c.point.0[0], c.why)).collect()
    }

    #[test]
    fn what_rests_on_least_goes_first_and_no_more_than_needed() {
        use PointKind::{Development, Strength, Thanks, Wondering};
        let mut points = points(&[Thanks, Strength, Strength, Development, Development, Wondering, Wondering]);
        let seconds = [40, 60, 30, 30, 20, 30, 50];
        let weak = [(1, Weakness::NoEvidence), (3, Weakness::OneSource(None))];
        let of = |points: &[Point], available| cut(points, &seconds, available, &weak, &[4]);
        assert_eq!(of(&points, 260), [], "it fits");
        assert_eq!(of(&points, 210), [(1, Why::NoEvidence)]);
        assert_eq!(of(&points, 200), [(1, Why::NoEvidence), (3, Why::OneSource)]);
        let said = Why::SaidBefore(ActivityId([9; 16]));
        let all =
            [(1, Why::NoEvidence), (3, Why::OneSource), (4, said), (6, Why::Long), (5, Why::Long), (2, Why::Long)];
        assert_eq!(of(&points, 0), all, "thanks stay, whatever the time");
        // Evidence that cannot be counted here is evidence.
        points[1].evidence = vec![crate::ids::NoteId([1; 16])];
        assert_eq!(of(&points, 210), [(3, Why::OneSource), (4, said), (6, Why::Long)]);
        points[1].evidence = Vec::new();
        // A key message is never cut.
        points[1].marks.key_message = true;
        assert_eq!(of(&points, 210), [(3, Why::OneSource), (4, said), (6, Why::Long)]);
    }

    #[test]
    fn what_is_left_fits_however_the_times_were_rounded() {
        let points = points(&[PointKind::Wondering; 5]);
        let cuts = cut(&points, &[10; 5], 31, &[], &[]);
        assert_eq!(cuts.len(), 3, "two promise 20 s, but may save only 18 of 19");
        assert_eq!(cut(&points, &[0; 5], 0, &[], &[]), [], "nothing is won by what takes no time");
    }
}
