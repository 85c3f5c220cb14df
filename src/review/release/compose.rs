//! How a release is put together: one verdict for each note and each point, everything in doubt stays.

use super::actions;
use super::reasons::{Ledger, Reason};
use super::{
    Audience, Composed, Names, Options, Release, ReleasedActivity, ReleasedAnswer, ReleasedNote, ReleasedPerson,
    ReleasedPoint, ReleasedQuestion, VisitFacts,
};
use crate::clock::Moment;
use crate::ids::{ActivityId, NoteId, PersonId};
use crate::review::actions::Action;
use crate::review::evidence::{Content, Marks, Note, Readers, Unlocked};
use crate::review::feedback::{Answer, Point};
use crate::review::names::Names as DoNotNames;
use crate::review::people::Role;
use crate::review::points::awaits_confirmation;
use crate::review::timetable::{Activity, ActivityKind};
use crate::review::visit::Review;
use chrono::{NaiveDateTime, Timelike};
use std::collections::{BTreeMap, BTreeSet};

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
    unlocked: &'a [&'a Unlocked],
    options: &'a Options,
    /// Notes that hold what the host answered to a point.
    answers: BTreeSet<NoteId>,
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
    unlocked: &[&Unlocked],
    points: &[Point],
    actions: &[Action],
    options: &Options,
) -> Composed {
    let rule = Rule {
        review,
        unlocked,
        options,
        answers: points.iter().flat_map(|p| &p.marks.answers).filter_map(|a| a.note).collect(),
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
    let (mut released_points, mut point_ids, mut never_said) = (Vec::new(), Vec::new(), Vec::new());
    for point in speaking_order(points, review) {
        match rule.judge_point(point, &leaving) {
            Err(reason) => ledger.point(reason, point.id),
            Ok(evidence) => {
                point_ids.push(point.id);
                if point.marks.said.is_empty() {
                    never_said.push(point.id);
                }
                released_points.push(ReleasedPoint {
                    kind: point.kind,
                    question: point.question.and_then(|q| review.question(q)).map(|q| q.number.clone()),
                    text: point.text.clone(),
                    meeting: place_of(meeting_of(point, review).map(|a| a.id)),
                    evidence,
                    key_message: point.marks.key_message,
                    support: point.marks.support,
                    head_alone: point.marks.head_alone,
                    answers: rule.answers(point, notes),
                });
            }
        }
    }
    let note_ids = leaving.iter().map(|l| l.note.id).collect();
    let plan = actions::Leaving { review, options, names: &rule.names, points: &point_ids };
    let (released_actions, action_ids) = plan.of(actions, &mut ledger);
    let release = Release {
        made: minute(options.made, review),
        audience: options.audience,
        stage: options.stage,
        take_home: false,
        visit: facts(review),
        people: people.released,
        questions: questions(review),
        activities: activities.into_iter().map(released_activity).collect(),
        notes: released_notes,
        points: released_points,
        actions: released_actions,
    };
    let (held_back, release) = (ledger.told(), release.cleaned());
    Composed { release, held_back, never_said, notes: note_ids, points: point_ids, actions: action_ids }
}

impl<'a> Rule<'a> {
    fn judge(&self, note: &'a Note) -> Verdict<'a> {
        if note.deleted {
            return Verdict::Gone;
        }
        if self.options.withhold.contains(&note.id) || note.beside.withheld {
            return Verdict::Stays(Reason::Chosen);
        }
        if self.is_hosts(note) {
            return Verdict::Stays(Reason::HostSaid);
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
        if !leaving.marks.is_evidence() {
            return Verdict::Stays(Reason::HostSaid);
        }
        let place = leaving.marks.place.as_deref().unwrap_or_default();
        let reflection = if self.options.reflections { leaving.reflection } else { "" };
        if self.names.stand_in([leaving.text, reflection, place]) && !self.options.confirmed.contains(&note.id) {
            return Verdict::Stays(Reason::Named);
        }
        Verdict::Leaves(leaving)
    }

    /// Whether a note holds what the host said to us or was told by us, which is no evidence.
    fn is_hosts(&self, note: &Note) -> bool {
        self.answers.contains(&note.id)
    }

    /// What the host answered to a point that leaves, if the lead lets it and the audience may hear it.
    /// Words that are sealed, gone, held back or name somebody stay; how the host took it does not.
    fn answers(&self, point: &Point, notes: &[Note]) -> Vec<ReleasedAnswer> {
        if !self.options.answers || !self.options.audience.hears_the_host() {
            return Vec::new();
        }
        let words = |id: NoteId| {
            let note = notes.iter().find(|n| n.id == id)?;
            let held = note.deleted || note.beside.withheld || self.options.withhold.contains(&id);
            let Content::Open(evidence) = &note.content else { return None };
            let named = self.names.stand_in([evidence.text.as_str()]) && !self.options.confirmed.contains(&id);
            let rehearsed = note.rehearsal && self.real_visit;
            (!held && !named && !rehearsed && !evidence.text.trim().is_empty()).then(|| evidence.text.clone())
        };
        let answer = |a: &Answer| ReleasedAnswer { stand: a.stand, words: a.note.and_then(words) };
        point.marks.answers.iter().map(answer).collect()
    }

    /// The numbers of the evidence that leaves with a point, or why the point stays.
    fn judge_point(&self, point: &Point, leaving: &[Leaving]) -> Result<Vec<usize>, Reason> {
        if self.options.withhold_points.contains(&point.id) || point.marks.withheld {
            return Err(Reason::Chosen);
        }
        // Whether it was unlocked makes no difference: only opening it on purpose does.
        if point.sealed().is_some() {
            return Err(Reason::SealedPoint);
        }
        if point.marks.head_alone && (self.options.plain || self.options.audience != Audience::HostHead) {
            return Err(Reason::HeadAlone);
        }
        // Words that were confirmed once are not words in which a name was overlooked: that is asked each time.
        if self.names.stand_in([point.text.as_str()]) && !self.options.confirmed_points.contains(&point.id) {
            return Err(Reason::Named);
        }
        let confirmed = self.options.confirmed_points.contains(&point.id);
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
