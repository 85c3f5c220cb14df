//! `visitbook feedback`: the points as they will be said, meeting by meeting, for the team.
//!
//! Not a release: points stand here while they are still argued about. Behind each point is told how
//! much evidence it rests on, and a strength or development without any says so.

use super::coverage::to_json;
use super::markdown;
use super::words::{UNRELEASED, add, hang, short_day};
use crate::ids::NoteId;
use crate::review::evidence::{Content, Note};
use crate::review::feedback::{Point, PointKind, Support};
use crate::review::release::{meeting_of, speaking_order};
use crate::review::timetable::Activity;
use crate::review::visit::{Review, Wording};
use crate::text::{clean_block, clean_line};
use crate::trouble::{Result, count};
use serde::Serialize;
use std::collections::BTreeMap;

/// What state the evidence is in; all that feedback needs to know of it.
#[derive(Debug, Clone, Default)]
pub struct EvidenceStates(BTreeMap<NoteId, bool>);

impl EvidenceStates {
    /// Looks through the notebook's notes. Deleted and erased ones support nothing.
    pub fn of(notes: &[Note]) -> Self {
        let standing = notes.iter().filter(|n| !n.deleted && n.content != Content::Erased);
        Self(standing.map(|n| (n.id, n.sealed().is_some())).collect())
    }

    fn count(&self, point: &Point) -> (usize, usize) {
        let states: BTreeMap<NoteId, bool> =
            point.evidence.iter().filter_map(|id| self.0.get(id).map(|s| (*id, *s))).collect();
        let sealed = states.values().filter(|s| **s).count();
        (states.len() - sealed, sealed)
    }
}

/// The points of one meeting.
#[derive(Serialize)]
struct MeetingPoints {
    meeting: Option<String>,
    audience: Option<String>,
    points: Vec<Spoken>,
}

/// A point as it is said.
#[derive(Serialize)]
struct Spoken {
    id: String,
    /// Null, with the question and the text, of a sealed point that is locked.
    kind: Option<PointKind>,
    sealed: bool,
    question: Option<String>,
    text: Option<String>,
    author: String,
    evidence_open: usize,
    evidence_sealed: usize,
    unsupported: bool,
    key_message: bool,
    /// Who says it; null: the lead.
    said_by: Option<String>,
    /// Where support could come from, of a development.
    support: Option<&'static str>,
    head_alone: bool,
    /// At which meetings it was said.
    said_at: Vec<String>,
}

impl Spoken {
    fn new(point: &Point, review: &Review, states: &EvidenceStates) -> Self {
        let (open, sealed) = states.count(point);
        Self {
            id: point.id.to_string(),
            kind: Some(point.kind).filter(|_| !point.is_locked()),
            sealed: point.sealed().is_some(),
            question: point.question.and_then(|q| review.question(q)).map(|q| clean_line(&q.number)),
            text: Some(clean_block(&point.text)).filter(|_| !point.is_locked()),
            author: clean_line(review.name(point.author)),
            evidence_open: open,
            evidence_sealed: sealed,
            unsupported: !point.is_locked() && point.kind.needs_evidence() && open + sealed == 0,
            key_message: point.marks.key_message,
            said_by: point.marks.speaker.map(|p| clean_line(review.name(p))),
            support: point.marks.support.filter(|_| point.kind.takes_support()).map(Support::label),
            head_alone: point.marks.head_alone,
            said_at: point.marks.said.iter().filter_map(|s| review.activity(s.meeting)).map(meeting_name).collect(),
        }
    }

    /// What stands before the words: `strength, question 2`.
    fn label(&self, wording: Wording) -> String {
        let kind = match (self.kind, wording) {
            (None, _) => "sealed",
            (Some(PointKind::Strength), Wording::WwwEbi) => "what went well",
            (Some(PointKind::Development), Wording::WwwEbi) => "even better if",
            (Some(kind), _) => kind.label(),
        };
        self.question.as_ref().map_or_else(|| kind.to_owned(), |q| format!("{kind}, question {q}"))
    }

    /// The words, or what stands in their place.
    fn words(&self) -> &str {
        self.text.as_deref().unwrap_or("[sealed: locked]")
    }

    /// What is marked about it, behind all else.
    fn marks(&self) -> String {
        let mut marks: Vec<String> = Vec::new();
        marks.extend(self.key_message.then(|| "key message".to_owned()));
        marks.extend(self.said_by.as_ref().map(|who| format!("{who} says it")));
        marks.extend(self.support.map(str::to_owned));
        marks.extend(self.head_alone.then(|| "for the head alone".to_owned()));
        marks.extend((!self.said_at.is_empty()).then(|| format!("said at {}", self.said_at.join(", "))));
        if marks.is_empty() { String::new() } else { format!("[{}]", marks.join("; ")) }
    }

    /// What stands behind the words: how much evidence is under them.
    fn support(&self) -> String {
        let all = self.evidence_open + self.evidence_sealed;
        match (all, self.evidence_sealed) {
            (0, _) if self.unsupported => "(UNSUPPORTED: no evidence)".to_owned(),
            (0, _) => String::new(),
            (_, 0) => format!("({})", count(all, "piece of evidence", "pieces of evidence")),
            (_, sealed) => format!("({}, {sealed} sealed)", count(all, "piece of evidence", "pieces of evidence")),
        }
    }
}

fn meeting_name(meeting: &Activity) -> String {
    format!("{} ({})", clean_line(&meeting.title), short_day(meeting.day))
}

/// The points by meeting, each meeting's in speaking order.
fn meetings(points: &[Point], review: &Review, states: &EvidenceStates) -> Vec<MeetingPoints> {
    let mut meetings: Vec<(Option<crate::ids::ActivityId>, MeetingPoints)> = Vec::new();
    for point in speaking_order(points, review) {
        let at = meeting_of(point, review);
        let id = at.map(|a| a.id);
        if meetings.last().is_none_or(|(last, _)| *last != id) {
            let meeting = at.map(meeting_name);
            let audience = at.map(|a| clean_line(&a.audience)).filter(|a| !a.is_empty());
            meetings.push((id, MeetingPoints { meeting, audience, points: Vec::new() }));
        }
        if let Some((_, meeting)) = meetings.last_mut() {
            meeting.points.push(Spoken::new(point, review, states));
        }
    }
    meetings.into_iter().map(|(_, m)| m).collect()
}

fn heading(meeting: &MeetingPoints) -> String {
    let name = meeting.meeting.as_deref().unwrap_or("No summary meeting in the timetable");
    meeting.audience.as_ref().map_or_else(|| name.to_owned(), |a| format!("{name}, to {a}"))
}

/// For a terminal of `width` cells.
pub fn text(points: &[Point], review: &Review, states: &EvidenceStates, width: usize) -> String {
    let mut out = format!("{UNRELEASED}\n");
    for meeting in meetings(points, review, states) {
        add(&mut out, format_args!("\n{}\n", heading(&meeting)));
        for (i, point) in meeting.points.iter().enumerate() {
            let label = point.label(review.visit.wording);
            let words = format!("{label}: {} {} {}", point.words(), point.support(), point.marks());
            out.push_str(&hang(&format!("{:>3}. ", i + 1), words.trim_end(), width.max(40)));
            out.push('\n');
        }
    }
    out
}

/// As Markdown.
pub fn markdown(points: &[Point], review: &Review, states: &EvidenceStates) -> String {
    let mut out = format!("# Feedback: {}\n\n*{UNRELEASED}*\n", markdown::line(&review.visit.school));
    for meeting in meetings(points, review, states) {
        add(&mut out, format_args!("\n## {}\n\n", markdown::line(&heading(&meeting))));
        for (i, point) in meeting.points.iter().enumerate() {
            let label = markdown::line(&point.label(review.visit.wording));
            let words = markdown::para(point.words(), "    ");
            let behind = format!("{} {}", point.support(), point.marks());
            let line = format!("{}. **{label}:** {words} {}", i + 1, markdown::line(behind.trim()));
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

/// As JSON.
pub fn json(points: &[Point], review: &Review, states: &EvidenceStates) -> Result<String> {
    #[derive(Serialize)]
    struct Whole {
        unreleased: bool,
        meetings: Vec<MeetingPoints>,
    }
    to_json(&Whole { unreleased: true, meetings: meetings(points, review, states) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    #[test]
    fn the_feedback_reads_well() {
        let (review, points) = (sample::review(), sample::points());
        let states = EvidenceStates::of(&sample::notes());
        insta::assert_snapshot!("feedback_text", text(&points, &review, &states, 80));
        insta::assert_snapshot!("feedback_md", markdown(&points, &review, &states));
        insta::assert_snapshot!("feedback_json", json(&points, &review, &states).unwrap());
    }

    #[test]
    fn evidence_that_is_gone_or_linked_twice_supports_nothing_more() {
        let mut notes = sample::notes();
        let mut point = sample::points().remove(0);
        point.kind = PointKind::Strength;
        point.evidence = vec![notes[0].id, notes[0].id];
        let spoken = Spoken::new(&point, &sample::review(), &EvidenceStates::of(&notes));
        assert_eq!((spoken.evidence_open, spoken.unsupported), (1, false));
        notes[0].deleted = true;
        assert!(Spoken::new(&point, &sample::review(), &EvidenceStates::of(&notes)).unsupported);
    }
}
