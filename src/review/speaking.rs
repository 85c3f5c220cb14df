//! Saying it: is the feedback balanced, does it fit the slot, and does each point rest on evidence?
//!
//! The host's turn counts: a summary meeting in which only the visitors speak is no meeting. So the
//! slot is what is left after the host's minutes, half of it where the plan does not say.

use super::evidence::Source;
use super::feedback::{Point, PointKind};
use super::timetable::Activity;
use crate::ids::{NoteId, PointId, QuestionId};
use std::collections::{BTreeMap, BTreeSet};

/// A calm speaking pace for people who take notes while they listen.
pub const WORDS_PER_MINUTE: u16 = 130;

/// How strengths and developments stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Strengths.
    pub strengths: u32,
    /// Developments. A suggestion belongs to one and is not counted again.
    pub developments: u32,
    /// Wonderings.
    pub wonderings: u32,
}

impl Balance {
    fn add(&mut self, kind: PointKind) {
        match kind {
            PointKind::Strength => self.strengths += 1,
            PointKind::Development => self.developments += 1,
            PointKind::Wondering => self.wonderings += 1,
            _ => {}
        }
    }
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
        self.needed.checked_sub(self.available?).filter(|over| *over > 0)
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

/// Of what is deleted nothing counts, and of what is locked nothing is known.
fn counts(point: &Point) -> bool {
    !point.deleted && !point.is_locked()
}

/// The balance of all points that are not deleted and can be read.
pub fn balance(points: &[Point]) -> Balance {
    let mut balance = Balance::default();
    points.iter().filter(|p| counts(p)).for_each(|p| balance.add(p.kind));
    balance
}

/// The balance for each question that has points; none: points on the whole day.
pub fn balance_by_question(points: &[Point]) -> BTreeMap<Option<QuestionId>, Balance> {
    let mut balances: BTreeMap<_, Balance> = BTreeMap::new();
    points.iter().filter(|p| counts(p)).for_each(|p| balances.entry(p.question).or_default().add(p.kind));
    balances
}

/// The speaking time of `points` (in the order to be said; deleted ones are passed over) in `meeting`.
/// A pace of 0 means the usual one.
pub fn speaking(points: &[Point], meeting: Option<&Activity>, words_per_minute: u16) -> Speaking {
    let pace = u32::from(if words_per_minute == 0 { WORDS_PER_MINUTE } else { words_per_minute });
    let seconds = |words: u32| words.saturating_mul(60).div_ceil(pace);
    let available = meeting.and_then(available_seconds);
    let mut words = 0_u32;
    let points = points
        .iter()
        .filter(|p| !p.deleted)
        .map(|point| {
            let said = u32::try_from(point.text.split_whitespace().count()).unwrap_or(u32::MAX);
            words = words.saturating_add(said);
            let over = available.is_some_and(|available| seconds(words) > available);
            PointTime { point: point.id, seconds: seconds(said), over }
        })
        .collect();
    Speaking { words, needed: seconds(words), available, points }
}

/// The seconds of a meeting that are ours.
fn available_seconds(meeting: &Activity) -> Option<u32> {
    let slot = u32::try_from(meeting.minutes()?).ok()?.saturating_mul(60);
    Some(match meeting.host_minutes {
        Some(host) => slot.saturating_sub(u32::from(host) * 60),
        None => slot / 2,
    })
}

/// The points that must rest on evidence and do not, or rest on one kind of source.
/// `sources` holds the notes that count, with their source.
pub fn unsupported(points: &[Point], sources: &BTreeMap<NoteId, Option<Source>>) -> Vec<(PointId, Weakness)> {
    let must = points.iter().filter(|p| counts(p) && p.kind.needs_evidence());
    must.filter_map(|point| {
        let found = point.evidence.iter().filter_map(|note| sources.get(note)).copied();
        let found: Vec<_> = found.filter(|source| source.is_none_or(Source::is_evidence)).collect();
        let kinds: BTreeSet<_> = found.iter().flatten().map(|source| source.family()).collect();
        let weakness = match (found.is_empty(), kinds.len()) {
            (true, _) => Weakness::NoEvidence,
            (false, 0) => Weakness::OneSource(None),
            (false, 1) => Weakness::OneSource(kinds.first().copied()),
            (false, _) => return None,
        };
        Some((point.id, weakness))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::ids::{ActivityId, PersonId};
    use crate::review::timetable::ActivityKind;
    use chrono::{NaiveDate, TimeDelta};

    fn point(n: u8, kind: PointKind, words: usize, evidence: &[u8]) -> Point {
        Point {
            id: PointId([n; 16]),
            author: PersonId([1; 16]),
            made: Moment(0),
            kind,
            question: (n < 3).then_some(QuestionId([n; 16])),
            meeting: None,
            text: "word ".repeat(words),
            rank: String::new(),
            evidence: evidence.iter().map(|e| NoteId([*e; 16])).collect(),
            deleted: false,
            conflict: false,
            seal: super::super::feedback::PointSeal::Open,
            marks: crate::review::feedback::PointMarks::default(),
        }
    }

    fn meeting(minutes: i64, host_minutes: Option<u16>) -> Activity {
        let day = NaiveDate::from_ymd_opt(2026, 6, 10).unwrap();
        let start = day.and_hms_opt(11, 30, 0).unwrap();
        Activity {
            host_minutes,
            ..Activity::new(ActivityId([9; 16]), "Summary", ActivityKind::Summary, day)
                .planned(Some(start), Some(start + TimeDelta::minutes(minutes)))
        }
    }

    #[test]
    fn the_hosts_minutes_are_not_ours() {
        let points = [point(1, PointKind::Strength, 260, &[]), point(2, PointKind::Development, 260, &[])];
        let speech = speaking(&points, Some(&meeting(10, Some(7))), WORDS_PER_MINUTE);
        assert_eq!((speech.words, speech.needed, speech.available), (520, 240, Some(180)));
        assert_eq!(speech.over_by(), Some(60));
        assert_eq!(speech.points.iter().map(|p| p.over).collect::<Vec<_>>(), [false, true]);
        assert_eq!(speaking(&points, Some(&meeting(10, None)), 0).available, Some(300));
        assert_eq!(speaking(&points, Some(&meeting(10, Some(90))), 0).available, Some(0));
        assert_eq!(speaking(&points, Some(&meeting(-10, None)), 0).available, None);
        assert_eq!(speaking(&points, None, 0).over_by(), None);
    }

    #[test]
    fn balance_is_told_in_all_and_by_question() {
        let mut points = vec![
            point(1, PointKind::Strength, 1, &[]),
            point(1, PointKind::Suggestion, 1, &[]),
            point(2, PointKind::Development, 1, &[]),
            point(5, PointKind::Wondering, 1, &[]),
            point(6, PointKind::Strength, 1, &[]),
        ];
        points[4].deleted = true;
        assert_eq!(balance(&points), Balance { strengths: 1, developments: 1, wonderings: 1 });
        let by = balance_by_question(&points);
        assert_eq!(by[&None], Balance { wonderings: 1, ..Balance::default() });
        assert_eq!(by[&Some(QuestionId([2; 16]))].developments, 1);
    }

    #[test]
    fn a_point_needs_evidence_from_two_kinds_of_source() {
        let sources: BTreeMap<_, _> = [
            (1, Some(Source::Lesson)),
            (2, Some(Source::Books)),
            (3, Some(Source::SeniorLeader)),
            (4, Some(Source::SubjectLeader)),
            (5, None),
        ]
        .map(|(n, source)| (NoteId([n; 16]), source))
        .into();
        let points = [
            point(1, PointKind::Strength, 1, &[1, 2]),
            point(2, PointKind::Strength, 1, &[]),
            point(3, PointKind::Development, 1, &[3, 4]),
            point(4, PointKind::Development, 1, &[5]),
            point(5, PointKind::Thanks, 1, &[]),
            point(6, PointKind::Strength, 1, &[77]),
        ];
        assert_eq!(
            unsupported(&points, &sources),
            [
                (PointId([2; 16]), Weakness::NoEvidence),
                (PointId([3; 16]), Weakness::OneSource(Some(Source::Interview))),
                (PointId([4; 16]), Weakness::OneSource(None)),
                (PointId([6; 16]), Weakness::NoEvidence),
            ]
        );
    }
}
