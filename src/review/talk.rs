//! A summary meeting as it is spoken: what may be shown of each point, and how its time runs.
//!
//! Others see what is made from a [`Talk`]: a screen that is shared on a call, a card on the table. So
//! only open words go into one. A point that is sealed is left out even where it is unlocked, and so is
//! evidence that is sealed or that names somebody who must not be named; what was left out is counted,
//! to be told beforehand.

use super::agenda::{self, Item, Turn};
use super::evidence::{Note, Source};
use super::feedback::{Answer, Point, PointKind, Stand};
use super::names::Names;
use super::points::awaits_confirmation;
use super::speaking::speaking;
use super::visit::Review;
use crate::clock::Moment;
use crate::ids::{ActivityId, NoteId, PointId};
use crate::trouble::count;
use std::collections::BTreeMap;

/// So many points are left when one skips to the last ones.
pub const LAST: usize = 3;

/// What is said at a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Talk {
    /// The points that may be shown, in the order in which they are said.
    pub slides: Vec<Slide>,
    /// Seconds to say them all.
    pub needed: u32,
    /// Seconds there are: the slot less the host's minutes; none while the meeting has no times.
    pub ours: Option<u32>,
    /// What is not shown.
    pub left_out: LeftOut,
}

/// What is not shown of a meeting's points, as numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Points that are sealed.
    pub sealed: usize,
    /// Points for the head alone, who does not listen at this meeting.
    pub for_head: usize,
    /// Points without words.
    pub empty: usize,
    /// Pieces of open evidence in which a name stands that must not appear.
    pub named: usize,
}

/// A point as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slide {
    /// Which.
    pub point: PointId,
    /// What sort it is.
    pub kind: PointKind,
    /// The question it answers, in words: `2 Reasoning`; empty for the whole day.
    pub question: String,
    /// The words to be said.
    pub text: String,
    /// It is one of the key messages.
    pub key_message: bool,
    /// It is for the head alone, and said before the others join.
    pub for_head_alone: bool,
    /// Who says it, by name.
    pub speaker: String,
    /// Seconds to say it.
    pub seconds: u32,
    /// It was said at this meeting.
    pub said: bool,
    /// What the host answered at this meeting.
    pub answer: Option<Answer>,
    /// The open evidence under it.
    pub evidence: Vec<Shown>,
    /// A name that must not appear stands in its words.
    pub named: bool,
    /// It rests on what is not open, and the lead has not confirmed that its words may leave.
    pub unconfirmed: bool,
}

/// A piece of evidence as it is shown: nobody's name stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What was seen or heard.
    pub text: String,
    /// From what source.
    pub source: Option<Source>,
    /// Where.
    pub place: Option<String>,
}

impl Shown {
    /// Source and place in words: `books, Y4`; empty where neither was said.
    pub fn beside(&self) -> String {
        let parts = [self.source.map(Source::label), self.place.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Talk {
    /// What is said at `meeting`, with the evidence found among `notes`.
    pub fn of(points: &[Point], notes: &[Note], meeting: Option<ActivityId>, review: &Review, pace: u16) -> Self {
        let items = agenda::agenda(points, meeting, review);
        let (mut said, mut left_out) = (Vec::new(), LeftOut::default());
        for item in items {
            match item.turn {
                Turn::Before(_) => {}
                _ if item.point.sealed().is_some() => left_out.sealed += 1,
                Turn::Skipped => left_out.for_head += 1,
                _ if item.point.text.trim().is_empty() => left_out.empty += 1,
                Turn::Said | Turn::First { .. } => said.push(item),
            }
        }
        let spoken: Vec<Point> = said.iter().map(|item| item.point.clone()).collect();
        let time = speaking(&spoken, meeting.and_then(|id| review.activity(id)), pace);
        let around = Around {
            notes: notes.iter().map(|n| (n.id, n)).collect(),
            names: Names::of(&review.visit.do_not_name),
            meeting,
            review,
        };
        let slides = said
            .iter()
            .zip(&time.points)
            .map(|(item, time)| around.slide(item, time.seconds, &mut left_out.named))
            .collect();
        Self { slides, needed: time.needed, ours: time.available, left_out }
    }

    /// The seconds that the points from `first` on take.
    pub fn needed_from(&self, first: usize) -> u32 {
        self.slides.iter().skip(first).map(|s| s.seconds).sum()
    }

    /// Where one skips to: the first of the last points; none where that is not ahead of `at`.
    pub fn last_ones(&self, at: usize) -> Option<usize> {
        self.slides.len().checked_sub(LAST).filter(|first| *first > at)
    }

    /// Whether, at `at` after so many seconds, there is no more time left than the last points take, so
    /// that skipping to them is the way to say them at all.
    pub fn is_behind(&self, at: usize, elapsed: u32) -> bool {
        match (self.ours, self.last_ones(at)) {
            (Some(ours), Some(first)) => elapsed.saturating_add(self.needed_from(first)) >= ours,
            _ => false,
        }
    }
}

impl LeftOut {
    /// A sentence for each sort of thing that is not shown.
    pub fn told(self) -> Vec<String> {
        let not = |n: usize, one: &str, many: &str| (n > 0).then(|| format!("{} not shown.", count(n, one, many)));
        [
            not(self.sealed, "sealed point is", "sealed points are"),
            not(self.for_head, "point for the head alone is", "points for the head alone are"),
            not(self.empty, "point without words is", "points without words are"),
            not(self.named, "piece of evidence that names someone is", "pieces of evidence that name someone are"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// What a slide is made with.
struct Around<'a> {
    notes: BTreeMap<NoteId, &'a Note>,
    names: Names,
    meeting: Option<ActivityId>,
    review: &'a Review,
}

impl Around<'_> {
    fn slide(&self, item: &Item<'_>, seconds: u32, named: &mut usize) -> Slide {
        let point = item.point;
        let marks = &point.marks;
        let speaker = marks.speaker.or_else(|| self.review.lead().map(|p| p.id));
        let under = || point.evidence.iter().filter_map(|id| self.notes.get(id)).filter(|n| !n.deleted);
        Slide {
            point: point.id,
            kind: point.kind,
            question: point
                .question
                .and_then(|q| self.review.question(q))
                .map_or_else(String::new, |q| format!("{} {}", q.number, q.title)),
            text: point.text.clone(),
            key_message: marks.key_message,
            for_head_alone: marks.head_alone,
            speaker: speaker.map_or_else(String::new, |p| self.review.name(p).to_owned()),
            seconds,
            said: marks.said.iter().any(|s| Some(s.meeting) == self.meeting),
            answer: marks.answers.iter().find(|a| Some(a.meeting) == self.meeting).copied(),
            evidence: under().filter_map(|n| self.shown(n, named)).collect(),
            named: self.names.stand_in([point.text.as_str()]),
            unconfirmed: awaits_confirmation(point, |id| self.is_open(id), self.review),
        }
    }

    /// Whether a note is open, as far as it is here.
    fn is_open(&self, note: NoteId) -> bool {
        self.notes.get(&note).is_none_or(|n| n.evidence().is_some())
    }

    fn shown(&self, note: &Note, named: &mut usize) -> Option<Shown> {
        let evidence = note.evidence().filter(|e| e.marks.is_evidence())?;
        if self.names.stand_in(evidence.texts()) {
            *named += 1;
            return None;
        }
        let (source, place) = (evidence.marks.source, evidence.marks.place.clone());
        Some(Shown { text: evidence.text.clone(), source, place })
    }
}

impl Slide {
    /// How the host took it, if that was noted.
    pub fn stand(&self) -> Option<Stand> {
        self.answer.map(|a| a.stand)
    }
}

/// The time of a talk: in all, and on each point. It stands still while the host speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stopwatch {
    on: Option<PointId>,
    since: Option<Moment>,
    spent: BTreeMap<PointId, i64>,
}

impl Stopwatch {
    /// Whether it runs.
    pub fn runs(&self) -> bool {
        self.since.is_some()
    }

    /// Whether it has ever run.
    pub fn was_started(&self) -> bool {
        self.runs() || !self.spent.is_empty()
    }

    /// Lets it run, or go on.
    pub fn start(&mut self, now: Moment) {
        if self.since.is_none() {
            self.since = Some(now);
        }
    }

    /// Lets it stand still.
    pub fn pause(&mut self, now: Moment) {
        self.book(now);
        self.since = None;
    }

    /// From now on the time belongs to this point; none: to no point, and it stands still.
    pub fn turn_to(&mut self, point: Option<PointId>, now: Moment) {
        self.book(now);
        self.on = point;
        if point.is_none() {
            self.since = None;
        }
    }

    /// Puts what has run to the point it belongs to.
    fn book(&mut self, now: Moment) {
        if let Some(since) = self.since {
            if let Some(on) = self.on {
                *self.spent.entry(on).or_default() += now.0.saturating_sub(since.0).max(0);
            }
            self.since = Some(now);
        }
    }

    /// The seconds spent on a point.
    pub fn on(&self, point: PointId, now: Moment) -> u32 {
        let running = self.since.filter(|_| self.on == Some(point));
        let running = running.map_or(0, |since| now.0.saturating_sub(since.0).max(0));
        seconds(self.spent.get(&point).copied().unwrap_or_default().saturating_add(running))
    }

    /// The seconds in all.
    pub fn in_all(&self, now: Moment) -> u32 {
        let running = self.since.filter(|_| self.on.is_some());
        let running = running.map_or(0, |since| now.0.saturating_sub(since.0).max(0));
        seconds(self.spent.values().sum::<i64>().saturating_add(running))
    }
}

fn seconds(milliseconds: i64) -> u32 {
    u32::try_from(milliseconds / 1000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
