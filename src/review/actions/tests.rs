//! What an action may come from, what it says to begin with, and what has none yet.

use super::*;
use crate::review::release::sample;

/// A development, what is suggested beside it, and a strength.
fn points() -> Vec<Point> {
    let mut points = sample::points();
    points.truncate(4);
    let told = [
        (PointKind::Development, "Those who finish early wait."),
        (PointKind::Suggestion, "Offer two starting points."),
        (PointKind::Suggestion, "Look at last year's books."),
        (PointKind::Strength, "Adults wait."),
    ];
    for (point, (kind, text)) in points.iter_mut().zip(told) {
        (point.kind, point.text, point.question) = (kind, text.to_owned(), None);
        (point.deleted, point.marks, point.seal) = Default::default();
    }
    points
}

fn from(point: &Point) -> Action {
    Action {
        id: ActionId([1; 16]),
        point: Some(point.id),
        made: Moment(0),
        parts: Parts::default(),
        progress: Progress::Planned,
        conflict: false,
    }
}

#[test]
fn an_action_begins_with_the_words_of_its_point_and_what_was_suggested_beside_it() {
    let mut points = points();
    points[0].marks.support = Some(Support::Outside);
    let parts = beginning(&points[0], &points, |_| true);
    let said: Vec<_> = parts.said().collect();
    assert_eq!(
        said,
        [
            (Part::What, "Those who finish early wait."),
            (Part::Support, "Offer two starting points. Look at last year's books. Support from outside the group"),
        ]
    );
    // What may not leave is not said, and what belongs to another question is not beside it.
    let second = points[2].id;
    let parts = beginning(&points[0], &points, |p| p.id != second);
    assert_eq!(parts.get(Part::Support), "Offer two starting points. Support from outside the group");
    points[1].question = Some(crate::ids::QuestionId([9; 16]));
    points[2].kind = PointKind::Strength;
    assert_eq!(beginning(&points[0], &points, |_| true).get(Part::Support), "Support from outside the group");
}

#[test]
fn what_may_not_leave_gives_no_action() {
    let [point, ..] = &points()[..] else { panic!() };
    assert!(stays_out_of_plan(point, false).is_none());
    assert!(stays_out_of_plan(point, true).unwrap().what().contains("rests on what is sealed"));
    let (mut withheld, mut alone) = (point.clone(), point.clone());
    withheld.marks.withheld = true;
    alone.marks.head_alone = true;
    assert!(stays_out_of_plan(&withheld, false).unwrap().what().contains("held back"));
    assert!(stays_out_of_plan(&alone, false).unwrap().what().contains("head alone"));
    assert!(no_plan_here(CaptureAs::Sealed).is_some() && no_plan_here(CaptureAs::Open).is_none());
}

#[test]
fn a_development_is_listed_until_an_action_came_from_it() {
    let mut points = points();
    assert_eq!(without_action(&points, &[]).len(), 1);
    assert!(without_action(&points, &[from(&points[0])]).is_empty());
    assert!(without_action(&points, &[from(&points[2])]).is_empty(), "what was suggested beside it");
    assert_eq!(without_action(&points, &[from(&points[3])]).len(), 1, "another point's");
    points[0].deleted = true;
    assert!(without_action(&points, &[]).is_empty());
}

#[test]
fn the_stages_go_round() {
    let mut at = Progress::Planned;
    for _ in Progress::ALL {
        at = at.next();
    }
    assert_eq!(at, Progress::Planned);
    assert!(Progress::Begun.is_open() && !Progress::Dropped.is_open());
}
