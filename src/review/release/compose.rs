//! How a release is put together: one verdict for each note and each point, everything in doubt stays.

use super::{
    Audience, Composed, HeldBack, Names, Options, Release, ReleasedActivity, ReleasedNote, ReleasedPerson,
    ReleasedPoint, ReleasedQuestion, VisitFacts,
};
use crate::clock::Moment;
use crate::ids::{ActivityId, NoteId, PersonId, PointId};
use crate::review::evidence::{Content, Marks, Note, Readers, Unlocked};
use crate::review::feedback::Point;
use crate::review::names::Names as DoNotNames;
use crate::review::people::Role;
use crate::review::points::awaits_confirmation;
use crate::review::timetable::{Activity, ActivityKind};
use crate::review::visit::Review;
use crate::trouble::count;
use chrono::{NaiveDateTime, Timelike};
use std::collections::{BTreeMap, BTreeSet};

/// Why something stays, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    Sealed,
    SealedPoint,
    SealedForHead,
    SealedForHeadLocked,
    Chosen,
    Rehearsal,
    Named,
    Reflection,
    WithoutEvidence,
    Unconfirmed,
}

impl Reason {
    fn what(self, notes: usize, points: usize) -> String {
        match self {
            Self::Sealed => count(notes, "sealed note", "sealed notes"),
            Self::SealedPoint => count(points, "sealed point", "sealed points"),
            Self::SealedForHead | Self::SealedForHeadLocked => {
                count(notes, "note sealed for the head alone", "notes sealed for the head alone")
            }
            Self::Rehearsal => count(notes, "rehearsal note", "rehearsal notes"),
            Self::Reflection => count(notes, "reflection", "reflections"),
            Self::WithoutEvidence => {
                count(points, "point whose evidence stays here", "points whose evidence stays here")
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

    fn why(self) -> &'static str {
        match self {
            Self::Sealed => "Sealed notes stay with their readers. To release one, a reader must unseal it first.",
            Self::SealedPoint => "Sealed points stay with their readers. To release one, a reader must open it first.",
            Self::SealedForHead => "For the pack to the host head alone, and for nothing else.",
            Self::SealedForHeadLocked => "To put this into the pack, unlock the sealed notes before making it.",
            Self::Chosen => "Held back by your choice.",
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
struct Ledger(BTreeMap<Reason, (Vec<NoteId>, Vec<PointId>)>);

impl Ledger {
    fn note(&mut self, reason: Reason, id: NoteId) {
        self.0.entry(reason).or_default().0.push(id);
    }

    fn point(&mut self, reason: Reason, id: PointId) {
        self.0.entry(reason).or_default().1.push(id);
    }

    fn told(self) -> Vec<HeldBack> {
        let tell = |(reason, (notes, points)): (Reason, (Vec<NoteId>, Vec<PointId>))| HeldBack {
            what: reason.what(notes.len(), points.len()),
            why: reason.why().to_owned(),
            notes,
            points,
        };
        self.0.into_iter().map(tell).collect()
    }
}

/// What becomes of a note.
enum Verdict<'a> {
    /// It was deleted or erased: there is nothing to tell.
    Gone,
    Stays(Reason),
    Leaves(Leaving<'a>),
}

/// A note on its way out, its text borrowed from where it is kept.
struct Leaving<'a> {
    note: &'a Note,
    text: &'a str,
    reflection: &'a str,
    marks: &'a Marks,
    for_head: bool,
}

/// Everything that the rule looks at.
struct Rule<'a> {
    review: &'a Review,
    unlocked: &'a [Unlocked],
    options: &'a Options,
    /// Real notes exist, so rehearsal notes are only rehearsal.
    real_visit: bool,
    /// Names that must not appear.
    names: DoNotNames,
    /// The notes that are open: nothing else is known to be.
    open: BTreeSet<NoteId>,
}

pub(super) fn compose(
    review: &Review,
    notes: &[Note],
    unlocked: &[Unlocked],
    points: &[Point],
    options: &Options,
) -> Composed {
    let rule = Rule {
        review,
        unlocked,
        options,
        real_visit: notes.iter().any(|n| !n.rehearsal && !n.deleted && n.content != Content::Erased),
        names: DoNotNames::of(&review.visit.do_not_name),
        open: notes.iter().filter(|n| n.evidence().is_some()).map(|n| n.id).collect(),
    };
    let mut ledger = Ledger::default();
    let mut leaving = Vec::new();
    for note in notes {
        match rule.judge(note) {
            Verdict::Gone => {}
            Verdict::Stays(reason) => ledger.note(reason, note.id),
            Verdict::Leaves(note) => leaving.push(note),
        }
    }
    // What is for the head alone is numbered last, so that the numbers in a report have no gaps that tell of it.
    leaving.sort_by_key(|l| (l.for_head, l.note.at(), l.note.written, l.note.id));

    let people = People::of(review, &leaving, options.names);
    let activities = kept_activities(review, &leaving);
    let place_of = |id: Option<ActivityId>| activities.iter().position(|a| Some(a.id) == id);
    let mut released_notes = Vec::with_capacity(leaving.len());
    for (i, l) in leaving.iter().enumerate() {
        if !options.reflections && !l.reflection.trim().is_empty() {
            ledger.note(Reason::Reflection, l.note.id);
        }
        released_notes.push(rule.released_note(l, i + 1, place_of(l.note.activity), people.label(l.note.author)));
    }
    let mut released_points = Vec::new();
    for point in speaking_order(points, review) {
        match rule.judge_point(point, &leaving) {
            Err(reason) => ledger.point(reason, point.id),
            Ok(evidence) => released_points.push(ReleasedPoint {
                kind: point.kind,
                question: point.question.and_then(|q| review.question(q)).map(|q| q.number.clone()),
                text: point.text.clone(),
                meeting: place_of(meeting_of(point, review).map(|a| a.id)),
                evidence,
            }),
        }
    }
    let release = Release {
        made: minute(options.made, review),
        audience: options.audience,
        visit: facts(review),
        people: people.released,
        questions: questions(review),
        activities: activities.into_iter().map(released_activity).collect(),
        notes: released_notes,
        points: released_points,
    };
    Composed { release: release.cleaned(), held_back: ledger.told() }
}

impl<'a> Rule<'a> {
    fn judge(&self, note: &'a Note) -> Verdict<'a> {
        if note.deleted {
            return Verdict::Gone;
        }
        if self.options.withhold.contains(&note.id) {
            return Verdict::Stays(Reason::Chosen);
        }
        if note.rehearsal && self.real_visit {
            return Verdict::Stays(Reason::Rehearsal);
        }
        let leaving = match &note.content {
            Content::Erased => return Verdict::Gone,
            Content::Open(e) => {
                Leaving { note, text: &e.text, reflection: &e.reflection, marks: &e.marks, for_head: false }
            }
            Content::Sealed(outside) if outside.readers != Readers::Head => return Verdict::Stays(Reason::Sealed),
            Content::Sealed(_) if self.options.audience != Audience::HostHead => {
                return Verdict::Stays(Reason::SealedForHead);
            }
            Content::Sealed(_) => {
                let Some(inside) = self.unlocked.iter().find(|u| u.note == note.id) else {
                    return Verdict::Stays(Reason::SealedForHeadLocked);
                };
                let (text, reflection) = (inside.text.expose(), inside.reflection.expose());
                Leaving { note, text, reflection, marks: &inside.marks, for_head: true }
            }
        };
        let place = leaving.marks.place.as_deref().unwrap_or_default();
        let reflection = if self.options.reflections { leaving.reflection } else { "" };
        if self.names.stand_in([leaving.text, reflection, place]) && !self.options.confirmed.contains(&note.id) {
            return Verdict::Stays(Reason::Named);
        }
        Verdict::Leaves(leaving)
    }

    /// The numbers of the evidence that leaves with a point, or why the point stays.
    fn judge_point(&self, point: &Point, leaving: &[Leaving]) -> Result<Vec<usize>, Reason> {
        if self.options.withhold_points.contains(&point.id) {
            return Err(Reason::Chosen);
        }
        // Whether it was unlocked makes no difference: only opening it on purpose does.
        if point.sealed().is_some() {
            return Err(Reason::SealedPoint);
        }
        let confirmed = self.options.confirmed_points.contains(&point.id);
        if self.names.stand_in([point.text.as_str()]) && !confirmed {
            return Err(Reason::Named);
        }
        if awaits_confirmation(point, |note| self.open.contains(&note), self.review) && !confirmed {
            return Err(Reason::Unconfirmed);
        }
        let linked: BTreeSet<NoteId> = point.evidence.iter().copied().collect();
        // On seals alone: the lead's confirmation, without which it would not have come here, was for just that.
        let confirmed = confirmed || linked.iter().all(|note| !self.open.contains(note));
        // Evidence for the head alone does not count: a point is printed in the report that others read too.
        let numbers: Vec<usize> = leaving
            .iter()
            .enumerate()
            .filter(|(_, l)| !l.for_head && linked.contains(&l.note.id))
            .map(|(i, _)| i + 1)
            .collect();
        if numbers.is_empty() && !linked.is_empty() && !confirmed {
            return Err(Reason::WithoutEvidence);
        }
        Ok(numbers)
    }

    fn released_note(&self, l: &Leaving, number: usize, activity: Option<usize>, author: String) -> ReleasedNote {
        let filed = l.note.activity.and_then(|id| self.review.activity(id));
        let mut questions: Vec<_> = l.marks.questions.iter().filter_map(|q| self.review.question(*q)).collect();
        questions.sort_by_key(|q| q.order());
        ReleasedNote {
            number,
            at: minute(l.note.at(), self.review),
            author,
            activity,
            source: l.marks.source,
            place: l.marks.place.clone(),
            questions: questions.into_iter().map(|q| q.number.clone()).collect(),
            valence: l.marks.valence,
            impact: l.marks.impact,
            context: filed.is_some_and(|a| a.kind == ActivityKind::Introduction),
            text: l.text.to_owned(),
            reflection: (self.options.reflections && !l.reflection.trim().is_empty()).then(|| l.reflection.to_owned()),
            for_head: l.for_head,
        }
    }
}

/// A moment at the school, to the minute: seconds would help only to tell who typed when.
fn minute(at: Moment, review: &Review) -> NaiveDateTime {
    let local = at.local(review.visit.zone);
    local.with_second(0).and_then(|t| t.with_nanosecond(0)).unwrap_or(local)
}

/// The persons of a release and what each is called.
struct People {
    released: Vec<ReleasedPerson>,
    labels: BTreeMap<PersonId, String>,
}

impl People {
    fn of(review: &Review, leaving: &[Leaving], names: Names) -> Self {
        let authors: BTreeSet<PersonId> = leaving.iter().map(|l| l.note.author).collect();
        let took_part = |role: Role| role.is_team() || matches!(role, Role::HostPartner | Role::HostHead);
        let here: Vec<_> =
            review.people.iter().filter(|p| authors.contains(&p.id) || (took_part(p.role) && !p.retired)).collect();
        let mut people = Self { released: Vec::new(), labels: BTreeMap::new() };
        for (i, person) in here.iter().enumerate() {
            let same = |p: &&&crate::review::people::Person| p.role == person.role;
            let label = match names {
                Names::Kept => person.name.clone(),
                Names::Roles if here.iter().filter(same).count() > 1 => {
                    format!("{} {}", person.role.label(), here[..=i].iter().filter(same).count())
                }
                Names::Roles => person.role.label().to_owned(),
            };
            let school = if names == Names::Kept { person.school.clone() } else { String::new() };
            people.labels.insert(person.id, label.clone());
            people.released.push(ReleasedPerson { label, role: person.role, school });
        }
        people
    }

    fn label(&self, id: PersonId) -> String {
        self.labels.get(&id).cloned().unwrap_or_else(|| "someone".to_owned())
    }
}

fn facts(review: &Review) -> VisitFacts {
    let visit = &review.visit;
    VisitFacts {
        school: visit.school.clone(),
        focus: visit.focus.clone(),
        programme: visit.programme.clone(),
        zone: visit.zone.name().to_owned(),
        wording: visit.wording,
        days: review.days(),
        keep_until: visit.keep_until,
        report: visit.report.clone(),
    }
}

fn questions(review: &Review) -> Vec<ReleasedQuestion> {
    let mut questions: Vec<_> = review.questions.iter().collect();
    questions.sort_by_key(|q| q.order());
    questions
        .into_iter()
        .map(|q| ReleasedQuestion {
            number: q.number.clone(),
            title: q.title.clone(),
            text: q.text.clone(),
            claim: q.claim.clone(),
        })
        .collect()
}

/// The activities that took place, and those that evidence is filed under all the same.
fn kept_activities<'a>(review: &'a Review, leaving: &[Leaving]) -> Vec<&'a Activity> {
    let used: BTreeSet<ActivityId> = leaving.iter().filter_map(|l| l.note.activity).collect();
    review.activities.iter().filter(|a| !a.run.dropped || used.contains(&a.id)).collect()
}

fn released_activity(activity: &Activity) -> ReleasedActivity {
    ReleasedActivity {
        title: activity.title.clone(),
        kind: activity.kind,
        day: activity.day,
        start: activity.start,
        end: activity.end,
        place: activity.place.clone(),
    }
}

/// The meeting at which a point is said: its own, else the last summary meeting.
pub fn meeting_of<'a>(point: &Point, review: &'a Review) -> Option<&'a Activity> {
    let takes_place = |a: &&Activity| !a.run.dropped;
    point
        .meeting
        .and_then(|id| review.activity(id))
        .filter(takes_place)
        .or_else(|| review.activities.iter().filter(takes_place).rfind(|a| a.kind == ActivityKind::Summary))
}

/// The points that were not deleted, in the order in which they are said: by meeting, then by rank.
pub fn speaking_order<'a>(points: &'a [Point], review: &Review) -> Vec<&'a Point> {
    let place = |p: &Point| {
        let meeting = meeting_of(p, review).map(|a| a.id);
        review.activities.iter().position(|a| Some(a.id) == meeting).unwrap_or(usize::MAX)
    };
    let mut order: Vec<&Point> = points.iter().filter(|p| !p.deleted).collect();
    order.sort_by_cached_key(|p| (place(p), p.rank.clone(), p.made, p.id));
    order
}
