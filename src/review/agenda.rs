//! What is said at one summary meeting, in its order: the one answer for the list of points, for
//! rehearsing and presenting, and for the time.
//!
//! Three things make it more than the order of the points. What is for the host head alone is said
//! first where the head listens, and not at all where the head does not. What was said at an earlier
//! meeting is not new at the last one: it stands there to be remembered, and is said again only when
//! it is carried over. And what nobody put to a meeting is said at the last.

use super::feedback::Point;
use super::release::{meeting_of, speaking_order};
use super::timetable::{Activity, ActivityKind};
use super::visit::Review;
use crate::clock::Moment;
use crate::ids::{ActivityId, PointId};

/// Who listens at a meeting, as far as the host head is concerned. Read from the plan's own words, so
/// that what is not understood counts as a meeting without the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// Nobody but the head.
    Alone,
    /// The head, and others.
    WithOthers,
    /// Others, or the plan does not say.
    Absent,
}

impl Head {
    /// Reads the audience of a meeting: `head`, `subject leader and head`.
    pub fn among(audience: &str) -> Self {
        let listeners: Vec<String> = audience
            .to_lowercase()
            .replace(" and ", ",")
            .replace(" with ", ",")
            .split([',', ';', '+', '&', '/', '(', ')'])
            .map(|one| one.split_whitespace().filter(|word| !PASSED_OVER.contains(word)).collect::<Vec<_>>().join(" "))
            .filter(|one| !one.is_empty())
            .collect();
        match (listeners.iter().any(|one| HEADS.contains(&one.as_str())), listeners.len()) {
            (false, _) => Self::Absent,
            (true, 1) => Self::Alone,
            (true, _) => Self::WithOthers,
        }
    }
}

/// What a head is called. A deputy, an assistant head and a head of a subject are not the head.
const HEADS: [&str; 7] =
    ["head", "headteacher", "head teacher", "head of school", "principal", "headmaster", "headmistress"];

/// What may stand before it.
const PASSED_OVER: [&str; 9] = ["the", "a", "our", "your", "host", "acting", "interim", "executive", "school's"];

/// How a point stands at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is said.
    Said,
    /// It is said before all others, to the head alone.
    First {
        /// Others listen at this meeting too: they join afterwards.
        others_join: bool,
    },
    /// It is not said here: it is for the head alone, who does not listen.
    Skipped,
    /// It is not said here: it was said at an earlier meeting, where it belongs.
    Before(ActivityId),
}

impl Turn {
    /// Whether it is said here, and so takes time here.
    pub fn is_said(self) -> bool {
        matches!(self, Self::Said | Self::First { .. })
    }
}

/// A point at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// The point.
    pub point: &'a Point,
    /// How it stands here.
    pub turn: Turn,
    /// The last of the earlier meetings at which it was said, and when: it is not new.
    pub said_before: Option<(ActivityId, Moment)>,
}

/// The points of a meeting: first those for the head alone, then the others in their order, then
/// those that are skipped, and at the last meeting those that were said before. Without a meeting (the
/// plan has none), all in their order; whether the head listens is not known then.
pub fn agenda<'a>(points: &'a [Point], meeting: Option<ActivityId>, review: &Review) -> Vec<Item<'a>> {
    let last = summaries(review).last().map(|m| m.id);
    let head = meeting.and_then(|id| review.activity(id)).map_or(Head::Absent, |m| Head::among(&m.audience));
    let mut items: Vec<Item<'a>> = Vec::new();
    for point in speaking_order(points, review) {
        let belongs = meeting_of(point, review).map(|m| m.id);
        let said_before = said_before(point, meeting, review);
        let turn = if belongs == meeting {
            turn_of(point, head)
        } else if let Some((at, _)) = said_before.filter(|_| meeting == last) {
            Turn::Before(at)
        } else {
            continue;
        };
        items.push(Item { point, turn, said_before });
    }
    // Stable: the order of the points holds within each group.
    items.sort_by_key(|item| match item.turn {
        Turn::First { .. } => 0,
        Turn::Said => 1,
        Turn::Skipped => 2,
        Turn::Before(_) => 3,
    });
    items
}

fn turn_of(point: &Point, head: Head) -> Turn {
    match (point.marks.head_alone, head) {
        (false, _) => Turn::Said,
        (true, Head::Absent) => Turn::Skipped,
        (true, Head::Alone) => Turn::First { others_join: false },
        (true, Head::WithOthers) => Turn::First { others_join: true },
    }
}

/// The last meeting before this one at which a point was said, and when.
fn said_before(point: &Point, meeting: Option<ActivityId>, review: &Review) -> Option<(ActivityId, Moment)> {
    let place = |id: ActivityId| review.activities.iter().position(|a| a.id == id);
    let here = meeting.and_then(place)?;
    let earlier = point.marks.said.iter().filter_map(|s| place(s.meeting).map(|at| (at, s)));
    earlier.filter(|(at, _)| *at < here).max_by_key(|(at, _)| *at).map(|(_, s)| (s.meeting, s.at))
}

/// The summary meetings that take place, in order.
pub fn summaries(review: &Review) -> impl Iterator<Item = &Activity> {
    review.activities.iter().filter(|a| a.kind == ActivityKind::Summary && !a.run.dropped)
}

/// The points that are said at a meeting, in their order.
pub fn said_here(items: &[Item<'_>]) -> Vec<Point> {
    items.iter().filter(|item| item.turn.is_said()).map(|item| item.point.clone()).collect()
}

/// The points that can change places with this one: those that stand here as it does.
pub fn beside(items: &[Item<'_>], point: PointId) -> Vec<PointId> {
    let group = |turn: Turn| std::mem::discriminant(&turn);
    let Some(turn) = items.iter().find(|i| i.point.id == point).map(|i| group(i.turn)) else { return Vec::new() };
    items.iter().filter(|i| group(i.turn) == turn).map(|i| i.point.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::feedback::Said;
    use crate::review::release::sample;

    #[test]
    fn the_head_is_known_by_the_plans_words_and_nobody_is_taken_for_the_head() {
        for alone in ["head", "Headteacher", "the host head", "acting head teacher", "Head of school", "Principal"] {
            assert_eq!(Head::among(alone), Head::Alone, "{alone}");
        }
        for with in ["subject leader and head", "head, deputy", "Head (with the subject leader)", "head & governors"] {
            assert_eq!(Head::among(with), Head::WithOthers, "{with}");
        }
        for absent in ["", "subject leader", "deputy head", "head of maths", "assistant head", "all heads", "ahead"] {
            assert_eq!(Head::among(absent), Head::Absent, "{absent}");
        }
    }

    /// A visit with two meetings, and a point for each number, all put to the meeting of the same index.
    fn visit(audiences: [&str; 2], at: &[usize]) -> (Review, Vec<ActivityId>, Vec<Point>) {
        let mut review = sample::review();
        let mut meeting = review.activities.iter().find(|a| a.kind == ActivityKind::Summary).unwrap().clone();
        review.activities.retain(|a| a.kind != ActivityKind::Summary);
        for (n, audience) in (1_u8..).zip(audiences) {
            meeting.id = ActivityId([200 + n; 16]);
            audience.clone_into(&mut meeting.audience);
            review.activities.push(meeting.clone());
        }
        let ids: Vec<ActivityId> = summaries(&review).map(|m| m.id).collect();
        let like = sample::points().remove(0);
        let points = (0_u8..).zip(at).map(|(n, at)| Point {
            id: PointId([n; 16]),
            meeting: Some(ids[*at]),
            rank: format!("{n:03}"),
            ..like.clone()
        });
        let points = points.collect();
        (review, ids, points)
    }

    fn shown(items: &[Item<'_>]) -> Vec<(u8, Turn)> {
        items.iter().map(|i| (i.point.id.0[0], i.turn)).collect()
    }

    #[test]
    fn what_is_for_the_head_alone_comes_first_or_is_skipped() {
        let (review, meetings, mut points) = visit(["subject leader", "subject leader and head"], &[0, 0, 1, 1]);
        points[0].marks.head_alone = true;
        points[3].marks.head_alone = true;
        let first = agenda(&points, Some(meetings[0]), &review);
        assert_eq!(shown(&first), [(1, Turn::Said), (0, Turn::Skipped)]);
        let last = agenda(&points, Some(meetings[1]), &review);
        assert_eq!(shown(&last), [(3, Turn::First { others_join: true }), (2, Turn::Said)]);
        assert_eq!(said_here(&first).len(), 1);
        assert_eq!(beside(&last, PointId([2; 16])), [PointId([2; 16])]);
        assert!(beside(&last, PointId([77; 16])).is_empty());
    }

    #[test]
    fn what_was_said_before_is_not_new_at_the_last_meeting_unless_carried_over() {
        let (review, meetings, mut points) = visit(["subject leader", "head"], &[0, 0, 1]);
        points[0].marks.said = vec![Said { meeting: meetings[0], at: Moment(5) }];
        let last = agenda(&points, Some(meetings[1]), &review);
        // The one that was not said stays where it belongs.
        assert_eq!(shown(&last), [(2, Turn::Said), (0, Turn::Before(meetings[0]))]);
        assert_eq!(last[1].said_before, Some((meetings[0], Moment(5))));
        let first = agenda(&points, Some(meetings[0]), &review);
        assert_eq!(shown(&first), [(0, Turn::Said), (1, Turn::Said)]);
        assert_eq!(first[0].said_before, None, "said here is not said before");

        points[0].meeting = Some(meetings[1]);
        let carried = agenda(&points, Some(meetings[1]), &review);
        assert_eq!(shown(&carried), [(0, Turn::Said), (2, Turn::Said)]);
        assert_eq!(carried[0].said_before, Some((meetings[0], Moment(5))));
        assert_eq!(shown(&agenda(&points, Some(meetings[0]), &review)), [(1, Turn::Said)]);
    }

    #[test]
    fn without_a_meeting_all_points_stand_in_their_order() {
        let (mut review, _, mut points) = visit(["head", "head"], &[0, 1]);
        review.activities.retain(|a| a.kind != ActivityKind::Summary);
        points[1].marks.head_alone = true;
        assert_eq!(shown(&agenda(&points, None, &review)), [(0, Turn::Said), (1, Turn::Skipped)]);
        points[0].deleted = true;
        assert_eq!(agenda(&points, None, &review).len(), 1);
    }
}
