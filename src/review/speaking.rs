//! Saying it: is the feedback balanced, does it fit the slot, and does each point rest on evidence?

use super::evidence::Source;
use super::feedback::Point;
use super::timetable::Activity;
use crate::ids::{NoteId, PointId, QuestionId};
use std::collections::BTreeMap;

/// A calm speaking pace for people who take notes while they listen.
pub const WORDS_PER_MINUTE: u16 = 130;

/// How strengths and developments stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Strengths.
    pub strengths: u32,
    /// Developments and suggestions.
    pub developments: u32,
    /// Wonderings.
    pub wonderings: u32,
}

/// How long a point takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointTime {
    /// The point.
    pub point: PointId,
    /// Seconds to say it.
    pub seconds: u32,
    /// It is still being said when the time is up.
    pub over: bool,
}

/// Speaking time against the slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaking {
    /// Words in all.
    pub words: u32,
    /// Seconds needed.
    pub needed: u32,
    /// Seconds there are: the slot less the host's minutes; none while the meeting has no times.
    pub available: Option<u32>,
    /// Each point in its order.
    pub points: Vec<PointTime>,
}

impl Speaking {
    /// Seconds too many; none if it fits or the slot is unknown.
    pub fn over_by(&self) -> Option<u32> {
        None
    }
}

/// Why a point is not yet supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// No evidence under it.
    NoEvidence,
    /// All evidence under it comes from one kind of source; none: whose source was not said.
    OneSource(Option<Source>),
}

/// The balance of all points that are not deleted.
pub fn balance(points: &[Point]) -> Balance {
    let _ = points;
    Balance::default()
}

/// The balance for each question that has points; none: points on the whole day.
pub fn balance_by_question(points: &[Point]) -> BTreeMap<Option<QuestionId>, Balance> {
    let _ = points;
    BTreeMap::new()
}

/// The speaking time of `points` (in the order to be said) in `meeting`.
pub fn speaking(points: &[Point], meeting: Option<&Activity>, words_per_minute: u16) -> Speaking {
    let _ = (points, meeting, words_per_minute);
    Speaking { words: 0, needed: 0, available: None, points: Vec::new() }
}

/// The points that must rest on evidence and do not, or rest on one kind of source.
/// `sources` holds the notes that count, with their source.
pub fn unsupported(points: &[Point], sources: &BTreeMap<NoteId, Option<Source>>) -> Vec<(PointId, Weakness)> {
    let _ = (points, sources);
    Vec::new()
}
