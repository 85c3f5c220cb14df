//! What one reviewer takes home: the narrowest of all releases, cut from what the rule lets go.
//!
//! It leaves the school it was seen at behind. So the host is not named, nor its claims, its day or
//! anybody but the reviewer; only the words they marked, and what the team said it takes home.

use super::{Audience, Composed, Names, Options, Release};
use crate::ids::{NoteId, PersonId, PointId};
use crate::review::evidence::Note;
use crate::review::feedback::{Point, PointKind};
use crate::review::visit::Review;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn compose(review: &Review, notes: &[Note], points: &[Point], of: PersonId, options: &Options) -> Composed {
    let learned = |n: &&Note| n.author == of && n.evidence().is_some_and(|e| e.marks.learning);
    let mine: BTreeSet<NoteId> = notes.iter().filter(learned).map(|n| n.id).collect();
    let learned = |p: &&Point| p.kind == PointKind::Learning;
    let ours: BTreeSet<PointId> = points.iter().filter(learned).map(|p| p.id).collect();
    // The widest audience: what it must not hear, nobody at home may.
    let options =
        Options { audience: Audience::AllSchools, names: Names::Kept, answers: false, plain: true, ..options.clone() };
    let mut composed = Release::compose(review, notes, &[], points, &[], &options);
    keep(&mut composed, &mine, &ours);
    let release = &mut composed.release;
    release.take_home = true;
    let me = crate::text::clean_line(review.name(of));
    release.people.retain(|p| p.label == me);
    release.visit.school.clear();
    release.visit.keep_until = None;
    release.activities.clear();
    for question in &mut release.questions {
        question.text.clear();
        question.claim.clear();
    }
    for note in &mut release.notes {
        note.activity = None;
        note.context = false;
    }
    for point in &mut release.points {
        point.meeting = None;
    }
    composed
}

/// Takes out everything but these, and numbers the notes anew.
fn keep(composed: &mut Composed, mine: &BTreeSet<NoteId>, ours: &BTreeSet<PointId>) {
    let release = &mut composed.release;
    let mut numbers = BTreeMap::new();
    let kept = std::mem::take(&mut release.notes).into_iter().zip(std::mem::take(&mut composed.notes));
    for (mut note, id) in kept.filter(|(_, id)| mine.contains(id)) {
        numbers.insert(note.number, release.notes.len() + 1);
        note.number = release.notes.len() + 1;
        release.notes.push(note);
        composed.notes.push(id);
    }
    let kept = std::mem::take(&mut release.points).into_iter().zip(std::mem::take(&mut composed.points));
    for (mut point, id) in kept.filter(|(_, id)| ours.contains(id)) {
        point.evidence = point.evidence.iter().filter_map(|n| numbers.get(n).copied()).collect();
        release.points.push(point);
        composed.points.push(id);
    }
    composed.never_said.clear();
    // Of what stays, only what would otherwise stand here.
    for held in &mut composed.held_back {
        held.notes.retain(|id| mine.contains(id));
        held.points.retain(|id| ours.contains(id));
        held.actions.clear();
        held.what = held.reason.what(held.notes.len(), held.points.len(), 0);
    }
    composed.held_back.retain(|held| !held.notes.is_empty() || !held.points.is_empty());
}
