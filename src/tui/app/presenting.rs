//! Rehearsing and presenting, as the screen remembers it; and what the host says, half typed.
//!
//! What is shown is a copy, made anew only when a key is pressed: whatever a colleague changes
//! meanwhile stays off a screen that others see. The copy is a [`Talk`], which holds nothing sealed.

use super::{App, Overlay};
use crate::clock::Moment;
use crate::ids::{ActivityId, NoteId, PointId};
use crate::review::feedback::{AnswerTo, Stand};
use crate::review::talk::{Slide, Stopwatch, Talk};
use crate::tui::app::{Asked, Notice};
use std::collections::BTreeMap;

/// How often the talk's clock is drawn anew while it runs, in milliseconds. A minute is too coarse to
/// speak by and a second is a ticking clock in everybody's sight; each drawing costs a few bytes.
const CLOCK: i64 = 15_000;

/// So many minutes before the meeting begins one presents, and does not rehearse any more.
const NEAR: i64 = 10;

/// Where one is in a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before the first point: what to know beforehand.
    Before,
    /// On a point, counted from 0.
    Point(usize),
    /// After the last point.
    After,
}

/// A talk under way.
#[derive(Debug)]
pub struct Presenting {
    /// At which meeting.
    pub meeting: ActivityId,
    /// Nothing is recorded.
    pub rehearse: bool,
    /// Where one is.
    pub place: Place,
    /// What is shown.
    pub talk: Talk,
    /// The time.
    pub watch: Stopwatch,
    /// The time that is shown: as of the last key, or a while ago.
    pub shown_at: Moment,
    /// The evidence under the point is shown in its place.
    pub evidence: bool,
    /// A neutral word at the bottom.
    pub told: String,
    /// What I marked since I began, over what was read.
    pub said: BTreeMap<PointId, bool>,
    /// How the host took points since I began, over what was read.
    pub answered: BTreeMap<PointId, Stand>,
    /// What went wrong meanwhile, to be told when one leaves.
    pub trouble: Option<Notice>,
    /// The evidence was read: from now on only a key changes what is shown.
    pub settled: bool,
}

impl Presenting {
    /// The point that is shown.
    pub fn slide(&self) -> Option<&Slide> {
        match self.place {
            Place::Point(at) => self.talk.slides.get(at),
            Place::Before | Place::After => None,
        }
    }

    /// Whether a point was said, as it is shown.
    pub fn is_said(&self, slide: &Slide) -> bool {
        self.said.get(&slide.point).copied().unwrap_or(slide.said)
    }

    /// How the host took a point, as it is shown.
    pub fn stand(&self, slide: &Slide) -> Option<Stand> {
        self.answered.get(&slide.point).copied().or_else(|| slide.stand())
    }

    /// How many points were said.
    pub fn count_said(&self) -> usize {
        self.talk.slides.iter().filter(|s| self.is_said(s)).count()
    }

    /// The time is nearly up, and the last points still lie ahead.
    pub fn is_behind(&self) -> bool {
        match self.place {
            Place::Point(at) => self.talk.is_behind(at, self.watch.in_all(self.shown_at)),
            Place::Before | Place::After => false,
        }
    }

    /// Milliseconds until the clock is drawn anew; none while it stands still.
    pub fn due_in(&self, now: Moment) -> Option<i64> {
        self.watch.runs().then(|| self.shown_at.0.saturating_add(CLOCK).saturating_sub(now.0).clamp(0, CLOCK))
    }
}

/// What the host says to a point, typed and not saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HalfAnswer {
    /// To what, and how.
    pub to: AnswerTo,
    /// What is typed.
    pub text: String,
    /// It is on its way to the disk.
    pub saving: bool,
}

impl App {
    /// Whether a meeting is still so far away, or has no time yet, that its points are rehearsed, not presented.
    pub fn is_far(&self, meeting: ActivityId) -> bool {
        let starts = self.review.activity(meeting).and_then(|m| m.start);
        starts.is_none_or(|start| (start - self.now.local(self.zone())).num_minutes() > NEAR)
    }

    /// A meeting that begins within a few minutes, if there is one.
    pub fn meeting_soon(&self) -> Option<(ActivityId, i64)> {
        let here = self.now.local(self.zone());
        let minutes = |m: &crate::review::timetable::Activity| Some((m.start? - here).num_minutes());
        let soon = |m: &crate::review::timetable::Activity| minutes(m).filter(|n| (1..=NEAR).contains(n));
        self.summaries().into_iter().find_map(|m| Some((m.id, soon(m)?)))
    }

    /// What is said at a meeting, as far as it may be shown.
    pub fn talk(&self, meeting: ActivityId) -> Talk {
        let pace = self.settings.words_per_minute;
        Talk::of(&self.points, &self.feedback.evidence, Some(meeting), &self.review, pace)
    }

    /// The notes that hold what the host answered, for reading with the evidence.
    pub fn answer_notes(&self) -> impl Iterator<Item = NoteId> {
        self.points.iter().flat_map(|p| p.marks.answers.iter().filter_map(|a| a.note))
    }

    /// What the host says and is not saved: the lines that were stepped back from, and the one being typed.
    pub fn half_answers(&self) -> Vec<(AnswerTo, &str)> {
        let kept = self.half_answers.iter().map(|half| (half.to, half.text.as_str()));
        let typed = self.overlay.iter().chain(&self.under).filter_map(|o| match o {
            Overlay::Ask { asked: Asked::Answer(to), line, .. } => Some((*to, line.text())),
            _ => None,
        });
        kept.chain(typed).collect()
    }
}
