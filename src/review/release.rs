//! The release: the one value that documents are made from, and so the one rule about what may leave the team.
//!
//! What must not leave has no place in these types: no identifier of the notebook, no seconds, no draft,
//! no history, no concern, no mark of what a reviewer takes home, and not even a count of what was
//! held back (that is told to the lead beside the release, in [`Composed`]). `compose.rs` decides
//! note by note; everything in doubt stays behind.

mod actions;
mod compose;
mod learning;
mod options;
mod reasons;
mod versions;

pub use actions::ReleasedAction;
pub use compose::{meeting_of, speaking_order};
pub use options::{Audience, Names, Options, Planned};
pub use versions::{Change, Piece, ReportVersion, Said, Stage, changes};

use super::actions::Action;
use super::evidence::{Note, Source, Unlocked, Valence};
use super::feedback::{Point, PointKind, Stand, Support};
use super::people::Role;
use super::timetable::ActivityKind;
use super::visit::{Review, Wording};
use crate::ids::{ActionId, NoteId, PersonId, PointId};
use crate::text::{clean_block, clean_line};
use crate::trouble::{Result, Trouble};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A release, and what was left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// What may leave.
    pub release: Release,
    /// What stays, told to the lead before anything leaves; never part of a document.
    pub held_back: Vec<HeldBack>,
    /// The points that leave and were said aloud at no meeting; never part of a document.
    pub never_said: Vec<PointId>,
    /// Which note each released one is, in their order; never part of a document.
    pub notes: Vec<NoteId>,
    /// Which point each released one is, in their order; never part of a document.
    pub points: Vec<PointId>,
    /// Which action each released one is, in their order; never part of a document.
    pub actions: Vec<ActionId>,
}

impl Composed {
    /// The points as they leave, to be compared with a version of the report.
    pub fn said(&self) -> Vec<Said> {
        let said = |(id, point): (&PointId, &ReleasedPoint)| Said { point: *id, words: Some(point.text.clone()) };
        self.points.iter().zip(&self.release.points).map(said).collect()
    }
}

/// Something that stays with the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// What it is, in words and without any of its text: `3 sealed notes`.
    pub what: String,
    /// Why, and what the lead can do if it should leave.
    pub why: String,
    /// The notes meant, so that a screen can lead to them.
    pub notes: Vec<NoteId>,
    /// The points meant.
    pub points: Vec<PointId>,
    /// The actions of the host's plan meant.
    pub actions: Vec<ActionId>,
    /// For which of the reasons.
    reason: reasons::Reason,
}

/// What may leave the team.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// When it was made, at the school, to the minute.
    pub made: NaiveDateTime,
    /// For whom.
    pub audience: Audience,
    /// How far the report has come.
    #[serde(default)]
    pub stage: Stage,
    /// It is what one reviewer takes home, not a report on the host school.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub take_home: bool,
    /// The visit.
    pub visit: VisitFacts,
    /// The team and the hosts who took part.
    pub people: Vec<ReleasedPerson>,
    /// The enquiry questions, in order.
    pub questions: Vec<ReleasedQuestion>,
    /// The timetable as it was kept.
    pub activities: Vec<ReleasedActivity>,
    /// The evidence, numbered from 1; what is for the head alone comes last.
    pub notes: Vec<ReleasedNote>,
    /// The points, in speaking order.
    pub points: Vec<ReleasedPoint>,
    /// What the school set out to do, in the order in which it was set down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ReleasedAction>,
}

/// The facts of the visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitFacts {
    /// The host school.
    pub school: String,
    /// What the review was about.
    pub focus: String,
    /// Which programme it followed.
    pub programme: String,
    /// The name of the school's time zone, in which all times here are told.
    pub zone: String,
    /// Which pair of words is used for strength and development.
    pub wording: Wording,
    /// The days of the visit.
    pub days: Vec<NaiveDate>,
    /// Until when the reviewers keep their notebook.
    pub keep_until: Option<NaiveDate>,
    /// The order of the report's parts, as the programme has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report: Vec<PointKind>,
}

impl VisitFacts {
    /// The place of a kind of point in the programme's report; what it does not name comes after.
    pub fn place_in_report(&self, kind: PointKind) -> usize {
        self.report.iter().position(|k| *k == kind).unwrap_or(self.report.len())
    }
}

/// A person who took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedPerson {
    /// The name, or the role where names do not leave.
    pub label: String,
    /// Their part.
    pub role: Role,
    /// Their own school; empty where names do not leave.
    pub school: String,
}

/// An enquiry question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedQuestion {
    /// As written in marks: `2`, `2b`.
    pub number: String,
    /// Two or three words.
    pub title: String,
    /// The question itself.
    pub text: String,
    /// The host's own claim.
    pub claim: String,
}

impl ReleasedQuestion {
    /// Number and title: `2 Reasoning`.
    pub fn heading(&self) -> String {
        format!("{} {}", self.number, self.title).trim().to_owned()
    }
}

/// An entry of the timetable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedActivity {
    /// What it is called.
    pub title: String,
    /// What sort it is.
    pub kind: ActivityKind,
    /// The day it belongs to.
    pub day: NaiveDate,
    /// Start at the school, after all shifts.
    pub start: Option<NaiveDateTime>,
    /// End at the school, after all shifts.
    pub end: Option<NaiveDateTime>,
    /// Where.
    pub place: String,
}

/// A piece of evidence.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedNote {
    /// Its number in this release; says nothing about the notebook.
    pub number: usize,
    /// When it was seen, at the school, to the minute.
    pub at: NaiveDateTime,
    /// Who wrote it: the label of a person.
    pub author: String,
    /// Which of the activities it belongs to, counted from 0.
    pub activity: Option<usize>,
    /// What kind of source it comes from.
    pub source: Option<Source>,
    /// Where it was: `Y4`.
    pub place: Option<String>,
    /// The numbers of the questions it bears on, in their order.
    pub questions: Vec<String>,
    /// Which way it points.
    pub valence: Valence,
    /// It shows impact, not only activity.
    pub impact: bool,
    /// What the host says about itself: beside the evidence, counted in no coverage.
    pub context: bool,
    /// What was seen or heard.
    pub text: String,
    /// What its author makes of it, where that leaves.
    pub reflection: Option<String>,
    /// It was sealed and is meant for the head alone: in no report and in no list.
    pub for_head: bool,
}

/// A feedback point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedPoint {
    /// What sort of point it is.
    pub kind: PointKind,
    /// The number of the question it answers.
    pub question: Option<String>,
    /// The words.
    pub text: String,
    /// Which of the activities is the meeting at which it is said, counted from 0.
    pub meeting: Option<usize>,
    /// The numbers of the released notes under it. Never one that is for the head alone.
    pub evidence: Vec<usize>,
    /// It is one of the few key messages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub key_message: bool,
    /// Where support for it could come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
    /// It is for the head alone: in no report, since a report gets handed on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub head_alone: bool,
    /// What the host answered, where that leaves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<ReleasedAnswer>,
}

/// What the host answered to a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedAnswer {
    /// How the host took it.
    pub stand: Stand,
    /// The host's words, as somebody wrote them down.
    pub words: Option<String>,
}

impl Release {
    /// Decides what may leave. Pure: the same input gives the same release.
    ///
    /// `notes`, `points` and `actions` are the notebook's, the first two in any order. `unlocked_for_head` holds the insides of
    /// notes marked `!head`; they are used for [`Audience::HostHead`] only, and the caller must let the
    /// result reach nothing but the encrypted pack. Give none for a report that is saved plain.
    pub fn compose(
        review: &Review,
        notes: &[Note],
        unlocked_for_head: &[Unlocked],
        points: &[Point],
        actions: &[Action],
        options: &Options,
    ) -> Composed {
        Self::compose_read(review, notes, &unlocked_for_head.iter().collect::<Vec<_>>(), points, actions, options)
    }

    /// The same with insides that are held elsewhere.
    pub fn compose_read(
        review: &Review,
        notes: &[Note],
        unlocked_for_head: &[&Unlocked],
        points: &[Point],
        actions: &[Action],
        options: &Options,
    ) -> Composed {
        compose::compose(review, notes, unlocked_for_head, points, actions, options)
    }

    /// What one reviewer takes home from a visit: their own open notes marked so, and what the team
    /// said it takes home. Of the host school nothing is told but the subject and what stands in those words.
    pub fn learning(review: &Review, notes: &[Note], points: &[Point], of: PersonId, options: &Options) -> Composed {
        learning::compose(review, notes, points, of, options)
    }

    /// The evidence that any reader of this release may see.
    pub fn open_notes(&self) -> impl Iterator<Item = &ReleasedNote> {
        self.notes.iter().filter(|n| !n.for_head)
    }

    /// The evidence that is for the head alone.
    pub fn head_notes(&self) -> impl Iterator<Item = &ReleasedNote> {
        self.notes.iter().filter(|n| n.for_head)
    }

    /// The points that any reader of this release may see.
    pub fn open_points(&self) -> impl Iterator<Item = &ReleasedPoint> {
        self.points.iter().filter(|p| !p.head_alone)
    }

    /// The points that are for the head alone.
    pub fn head_points(&self) -> impl Iterator<Item = &ReleasedPoint> {
        self.points.iter().filter(|p| p.head_alone)
    }

    /// The actions that any reader of this release may see.
    pub fn open_actions(&self) -> impl Iterator<Item = &ReleasedAction> {
        self.actions.iter().filter(|a| !self.is_head_action(a))
    }

    /// The actions that are for the head alone, as the points they came from are.
    pub fn head_actions(&self) -> impl Iterator<Item = &ReleasedAction> {
        self.actions.iter().filter(|a| self.is_head_action(a))
    }

    fn is_head_action(&self, action: &ReleasedAction) -> bool {
        action.point.and_then(|i| self.points.get(i)).is_some_and(|p| p.head_alone)
    }

    /// The activity that a note or a point names.
    pub fn activity(&self, index: Option<usize>) -> Option<&ReleasedActivity> {
        self.activities.get(index?)
    }

    /// The same with everything taken out of its words that could act on a screen.
    #[must_use]
    pub fn cleaned(mut self) -> Self {
        let visit = &mut self.visit;
        for word in [&mut visit.school, &mut visit.focus, &mut visit.programme, &mut visit.zone] {
            line(word);
        }
        for person in &mut self.people {
            line(&mut person.label);
            line(&mut person.school);
        }
        for question in &mut self.questions {
            line(&mut question.number);
            line(&mut question.title);
            block(&mut question.text);
            block(&mut question.claim);
        }
        for activity in &mut self.activities {
            line(&mut activity.title);
            line(&mut activity.place);
        }
        for note in &mut self.notes {
            line(&mut note.author);
            note.place.as_mut().map(line);
            note.questions.iter_mut().for_each(line);
            block(&mut note.text);
            note.reflection.as_mut().map(block);
        }
        for point in &mut self.points {
            point.question.as_mut().map(line);
            block(&mut point.text);
            point.answers.iter_mut().filter_map(|a| a.words.as_mut()).for_each(block);
        }
        self.actions.iter_mut().for_each(ReleasedAction::clean);
        self
    }

    /// Checks that a release read from a file holds together: every reference in it leads somewhere.
    pub fn check(&self) -> Result<()> {
        let known: BTreeSet<&str> = self.questions.iter().map(|q| q.number.as_str()).collect();
        let activity = |index: Option<usize>| index.is_none_or(|i| i < self.activities.len());
        let notes = self.notes.iter().enumerate().all(|(i, n)| {
            n.number == i + 1
                && activity(n.activity)
                && n.questions.iter().all(|q| known.contains(q.as_str()))
                && (!n.for_head || self.audience == Audience::HostHead)
        });
        let open = |number: &usize| number.checked_sub(1).and_then(|i| self.notes.get(i)).is_some_and(|n| !n.for_head);
        let points = self.points.iter().all(|p| {
            activity(p.meeting)
                && p.question.as_deref().is_none_or(|q| known.contains(q))
                && p.evidence.iter().all(open)
                && (!p.head_alone || self.audience == Audience::HostHead)
                && (p.answers.is_empty() || self.audience.hears_the_host())
        });
        let actions = self.actions.iter().all(|a| {
            a.point.is_none_or(|i| i < self.points.len())
                && (self.audience.hears_the_host() || (a.owner.is_empty() && a.standing.is_empty()))
        });
        if notes && points && actions {
            return Ok(());
        }
        Err(Trouble::new(
            "This release is damaged: its parts do not fit together.",
            "Ask whoever sent it to make it again and send it once more.",
        ))
    }
}

fn line(text: &mut String) {
    *text = clean_line(text);
}

fn block(text: &mut String) {
    *text = clean_block(text);
}

impl fmt::Debug for Release {
    // A release may hold text that was sealed, so it never shows more than its size.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (notes, points, actions) = (self.notes.len(), self.points.len(), self.actions.len());
        write!(f, "Release({notes} notes, {points} points, {actions} actions, for {})", self.audience.label())
    }
}

impl fmt::Debug for ReleasedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReleasedNote({})", self.number)
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
