//! Rules about points taken together, and about a point and the evidence under it: which few are key
//! messages, what kind a new one is, in which order they usually stand, and which must be confirmed.

use super::evidence::{Marks, Valence};
use super::feedback::{Point, PointKind};
use super::visit::Review;
use crate::ids::{NoteId, PointId};
use crate::text::{clean_line, fit, listed};

/// So many points at most are key messages: nobody takes home a fourth.
pub const KEY_MESSAGES: usize = 3;

/// The key messages.
pub fn key_messages(points: &[Point]) -> impl Iterator<Item = &Point> {
    points.iter().filter(|p| p.marks.key_message && !p.deleted)
}

/// The key messages that stand in the way of one more, if there are as many as there may be.
pub fn no_further_key_message(points: &[Point], new: PointId) -> Option<Vec<&Point>> {
    let there: Vec<&Point> = key_messages(points).filter(|p| p.id != new).collect();
    (there.len() >= KEY_MESSAGES).then_some(there)
}

/// The beginning of a point, to tell it from others; of a locked one nothing is known.
pub fn in_short(point: &Point) -> String {
    if point.is_locked() { "a sealed point".to_owned() } else { format!("“{}”", fit(&clean_line(&point.text), 30)) }
}

/// Points by their beginnings, in a sentence.
pub fn named(points: &[&Point]) -> String {
    let names: Vec<String> = points.iter().map(|p| in_short(p)).collect();
    listed(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The kind that the evidence suggests for a point made of it; none where it points both ways, or nowhere.
pub fn kind_of<'a>(evidence: impl IntoIterator<Item = &'a Marks>) -> Option<PointKind> {
    let marks: Vec<&Marks> = evidence.into_iter().collect();
    let mut ways = marks.iter().map(|m| m.valence).filter(|v| *v != Valence::Neutral);
    let way = ways.next()?;
    if ways.any(|other| other != way) {
        return None;
    }
    match way {
        Valence::Strength if marks.iter().all(|m| m.impact) => Some(PointKind::Impact),
        Valence::Strength => Some(PointKind::Strength),
        Valence::Development => Some(PointKind::Development),
        Valence::Wondering => Some(PointKind::Wondering),
        Valence::Neutral => None,
    }
}

/// The points as feedback is usually given: by kind, within a kind by question, those on the whole day
/// last; what stands alike keeps its order.
pub fn usual_order(points: &[Point], review: &Review) -> Vec<PointId> {
    let place = |kind: PointKind| PointKind::ALL.iter().position(|k| *k == kind);
    let question = |p: &Point| {
        let at = p.question.and_then(|id| review.questions.iter().position(|q| q.id == id));
        at.unwrap_or(usize::MAX)
    };
    // What is not known cannot be put in an order: locked points stay together, at the end.
    let mut order: Vec<&Point> = points.iter().collect();
    order.sort_by_key(|p| (p.is_locked(), place(p.kind).filter(|_| !p.is_locked()), question(p)));
    order.into_iter().map(|p| p.id).collect()
}

/// Whether an open point stays here until the lead has confirmed its words, because it rests on what is
/// not open: its words may tell what others were promised would stay with them.
pub fn awaits_confirmation(point: &Point, is_open: impl Fn(NoteId) -> bool, review: &Review) -> bool {
    let confirmed = point.marks.confirmed.and_then(|by| review.person(by)).is_some_and(|p| p.role.releases());
    point.sealed().is_none() && !confirmed && point.evidence.iter().any(|note| !is_open(*note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{PersonId, QuestionId};
    use crate::review::release::sample;

    fn point(n: u8, kind: PointKind) -> Point {
        let like = sample::points().remove(0);
        Point { id: PointId([n; 16]), kind, question: None, evidence: Vec::new(), ..like }
    }

    #[test]
    fn there_are_three_key_messages_at_most() {
        let mut points: Vec<Point> = (0..5).map(|n| point(n, PointKind::Strength)).collect();
        points.iter_mut().take(3).for_each(|p| p.marks.key_message = true);
        assert!(no_further_key_message(&points, points[0].id).is_none(), "it is one already");
        assert_eq!(no_further_key_message(&points, points[4].id).unwrap().len(), 3);
        points[1].deleted = true;
        assert!(no_further_key_message(&points, points[4].id).is_none());
        points[0].text = "Talk drives fluency in every class that we have been to".into();
        assert_eq!(in_short(&points[0]), "“Talk drives fluency in every …”");
    }

    #[test]
    fn the_kind_follows_the_evidence_where_it_points_one_way() {
        let marks = |valence, impact| Marks { valence, impact, ..Marks::default() };
        let (plus, minus, none) =
            (marks(Valence::Strength, false), marks(Valence::Development, false), marks(Valence::Neutral, false));
        let changed = marks(Valence::Strength, true);
        assert_eq!(kind_of([&plus, &none, &plus]), Some(PointKind::Strength));
        assert_eq!(kind_of([&minus]), Some(PointKind::Development));
        assert_eq!(kind_of([&marks(Valence::Wondering, false)]), Some(PointKind::Wondering));
        assert_eq!(kind_of([&plus, &minus]), None);
        assert_eq!(kind_of([&none]), None);
        assert_eq!(kind_of([]), None);
        assert_eq!(kind_of([&changed, &changed]), Some(PointKind::Impact));
        assert_eq!(kind_of([&changed, &plus]), Some(PointKind::Strength));
    }

    #[test]
    fn the_usual_order_is_by_kind_then_question_and_moves_nothing_else() {
        let review = sample::review();
        let question = |n: usize| Some(review.questions[n].id);
        let mut points = vec![
            point(0, PointKind::Wondering),
            point(1, PointKind::Strength),
            Point { question: question(1), ..point(2, PointKind::Strength) },
            Point { question: question(0), ..point(3, PointKind::Strength) },
            point(4, PointKind::Thanks),
            Point { question: Some(QuestionId([99; 16])), ..point(5, PointKind::Strength) },
        ];
        let order: Vec<u8> = usual_order(&points, &review).iter().map(|id| id.0[0]).collect();
        assert_eq!(order, [4, 3, 2, 1, 5, 0]);
        points[4].seal = crate::review::feedback::PointSeal::Locked(crate::review::evidence::SealedOutside {
            readers: crate::review::evidence::Readers::Team,
            persons: Vec::new(),
            change: crate::ids::ChangeId([0; 32]),
        });
        let order: Vec<u8> = usual_order(&points, &review).iter().map(|id| id.0[0]).collect();
        assert_eq!(order, [3, 2, 1, 5, 0, 4], "of a locked point no kind is known");
    }

    #[test]
    fn only_the_leads_confirmation_lets_what_rests_on_a_seal_go() {
        let review = sample::review();
        let lead = review.lead().unwrap().id;
        let other = review.people.iter().find(|p| p.id != lead).unwrap().id;
        let (open, sealed) = (NoteId([1; 16]), NoteId([2; 16]));
        let waits = |evidence: &[NoteId], confirmed: Option<PersonId>| {
            let mut point = point(0, PointKind::Strength);
            point.evidence = evidence.to_vec();
            point.marks.confirmed = confirmed;
            awaits_confirmation(&point, |id| id == open, &review)
        };
        assert!(!waits(&[], None) && !waits(&[open], None));
        assert!(
            waits(&[open, sealed], None) && waits(&[sealed], Some(other)) && waits(&[sealed], Some(PersonId([0; 16])))
        );
        assert!(!waits(&[open, sealed], Some(lead)));
    }
}
