//! What the return visit asks, and what stays out of it.

use super::*;
use crate::clock::Moment;
use crate::ids::{ActionId, NoteId, PointId};
use crate::review::actions::Parts;
use crate::review::feedback::PointSeal;
use crate::review::release::sample;

const ID: NotebookId = NotebookId([9; 16]);

fn action(point: Option<PointId>, what: &str) -> Action {
    let mut parts = Parts::default();
    parts.set(Part::What, what);
    parts.set(Part::Owner, "English lead");
    Action { id: ActionId([1; 16]), point, made: Moment(0), parts, progress: Progress::Begun, conflict: false }
}

fn point(n: u8, kind: PointKind, text: &str) -> Point {
    let like = sample::points().remove(0);
    Point { id: PointId([n; 16]), kind, text: text.to_owned(), evidence: vec![NoteId([n; 16])], deleted: false, ..like }
}

fn made(points: &[Point], actions: &[Action]) -> Review {
    let review = sample::review();
    let day = day_after(&review).unwrap();
    return_visit(Left { review: &review, points, actions }, ID, day)
}

#[test]
fn each_area_for_development_becomes_a_question_beside_what_the_school_set_out_to_do() {
    let points = [
        point(1, PointKind::Development, "Reading is not heard every day"),
        point(2, PointKind::Strength, "Calm everywhere"),
        point(3, PointKind::Development, "One sheet for all"),
    ];
    let actions = [action(Some(PointId([1; 16])), "Hear every reader"), action(None, "Buy more books")];
    let review = made(&points, &actions);
    let asked: Vec<(&str, &str)> = review.questions.iter().map(|q| (q.number.as_str(), q.title.as_str())).collect();
    assert_eq!(asked[1].0, "2");
    assert_eq!(review.questions.len(), 4, "{asked:?}");
    let first = &review.questions[0];
    assert!(first.text.contains("“Reading is not heard every day”"), "{}", first.text);
    assert_eq!(first.claim, "Set out: Hear every reader. When the return was planned: begun.");
    assert!(review.questions[1].claim.is_empty(), "the school set nothing out about it");
    assert!(review.questions[2].text.contains("“Calm everywhere”"));
    assert!(review.questions[2].claim.is_empty(), "what we noted is no claim of the school's");
    assert!(review.questions[3].claim.contains("Buy more books"), "an action of its own is not lost");
}

#[test]
fn what_is_sealed_held_back_or_for_the_head_alone_goes_into_no_plan() {
    let secret = |n, change: fn(&mut Point)| {
        let mut p = point(n, PointKind::Development, "Zzyx");
        change(&mut p);
        p
    };
    let outside = crate::review::evidence::SealedOutside {
        readers: crate::review::evidence::Readers::Lead,
        persons: Vec::new(),
        change: crate::ids::ChangeId([0; 32]),
    };
    let mut sealed = secret(1, |_| {});
    sealed.seal = PointSeal::Unlocked(outside);
    let points = [
        sealed,
        secret(2, |p| p.marks.withheld = true),
        secret(3, |p| p.marks.head_alone = true),
        secret(4, |p| p.deleted = true),
    ];
    let review = made(&points, &[]);
    assert!(!format!("{review:?}").contains("Zzyx"));
    assert_eq!(review.questions.len(), 1);
}

#[test]
fn however_many_points_there_are_each_is_asked_about_and_each_question_has_a_digit() {
    let points: Vec<Point> = (1..=14).map(|n| point(n, PointKind::Development, &format!("matter {n}."))).collect();
    let review = made(&points, &[]);
    assert!(review.questions.len() <= MOST);
    let all: String = review.questions.iter().map(|q| q.text.as_str()).collect();
    for n in 1..=14 {
        assert!(all.contains(&format!("matter {n}.")), "{n}");
    }
    assert!(review.questions.iter().all(|q| text::width(&q.title) <= TITLE && q.number.len() == 1));
}

#[test]
fn it_is_a_visit_of_its_own_two_terms_later() {
    let before = sample::review();
    let review = made(&[], &[]);
    assert_eq!(review.visit.id, ID);
    assert_eq!(review.people.len(), before.people.iter().filter(|p| !p.retired).count());
    assert!(review.people.iter().all(|p| before.person(p.id).is_none()), "persons have the identifiers of this visit");
    let (last, next) = (*before.days().last().unwrap(), review.days()[0]);
    let six = chrono::Months::new(6);
    assert_eq!(next, last.checked_add_months(six).unwrap());
    let times: Vec<_> = review.activities.iter().map(|a| (a.start.unwrap(), a.end.unwrap())).collect();
    assert!(times.windows(2).all(|w| w[0].1 == w[1].0));
}

#[test]
fn a_heading_is_whole_or_cut_between_words() {
    assert_eq!(title("Some pupils wait to be told."), "Some pupils wait to be told");
    let long = title("Quick finishers copy what they have done already, and nobody asks them what comes next");
    assert_eq!(long, "Quick finishers copy what they have done…");
    assert_eq!(text::width(&title(&"a".repeat(200))), TITLE);
}

#[test]
fn the_day_is_counted_from_the_evidence_and_is_a_school_day() {
    let mut review = sample::review();
    let on = |review: &Review, day: (i32, u32, u32)| {
        let mut workshop = review.activities[0].clone();
        workshop.kind = ActivityKind::Workshop;
        workshop.day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
        workshop
    };
    let before = day_after(&review);
    review.activities.push(on(&review, (2027, 3, 1)));
    assert_eq!(day_after(&review), before, "the workshop is no part of the visit");
    for activity in &mut review.activities {
        // Six months later is a Saturday.
        activity.day = NaiveDate::from_ymd_opt(2027, 1, 17).unwrap();
    }
    assert_eq!(day_after(&review), NaiveDate::from_ymd_opt(2027, 7, 19));
}
