//! Making the feedback: points, each linked to the evidence under it.

use super::Desk;
use crate::ids::{ActivityId, NoteId, PointId, QuestionId};
use crate::notebook::value as v;
use crate::notebook::{NewChange, Written};
use crate::review::feedback::{Point, PointKind};
use crate::review::people::Act;
use crate::review::rank;
use crate::text::clean_block;
use crate::trouble::{Result, Trouble};

/// A point to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPoint {
    /// What sort it is.
    pub kind: PointKind,
    /// The question it answers.
    pub question: Option<QuestionId>,
    /// At which summary meeting it is said.
    pub meeting: Option<ActivityId>,
    /// The words to be said.
    pub text: String,
    /// The evidence under it.
    pub evidence: Vec<NoteId>,
}

/// What can be done to a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointDeed {
    /// Other words.
    Reword(String),
    /// Another sort.
    Kind(PointKind),
    /// Another question.
    Question(Option<QuestionId>),
    /// Said at another meeting.
    Meeting(Option<ActivityId>),
    /// Said one place earlier (true) or later among those shown together.
    Move {
        /// Earlier rather than later.
        earlier: bool,
        /// The points shown together, in their order.
        among: Vec<PointId>,
    },
    /// Links a note, or takes the link away.
    Link(NoteId, bool),
    /// Takes in other points: their words and evidence; they are deleted.
    Merge(Vec<PointId>),
    /// Deletes it (it can be brought back by undo).
    Delete,
}

impl Desk {
    /// Makes a point at the end of the order; gives it and the changes.
    ///
    /// # Errors
    /// When I am not of the visiting team.
    pub fn make_point(&mut self, new: &NewPoint) -> Result<(PointId, Written)> {
        self.must(Act::Points)?;
        let id = PointId::fresh()?;
        let last = self.notebook.points()?.pop().map(|p| p.rank);
        let mut changes = vec![
            NewChange::new(id, v::PointMade {}),
            NewChange::new(id, v::PointSort { kind: new.kind }),
            NewChange::new(id, v::PointText { text: clean_block(new.text.trim()) }),
            NewChange::new(id, v::PointRank { rank: rank::between(last.as_deref(), None) }),
        ];
        if new.question.is_some() {
            changes.push(NewChange::new(id, v::PointQuestion { question: new.question }));
        }
        if new.meeting.is_some() {
            changes.push(NewChange::new(id, v::PointMeeting { meeting: new.meeting }));
        }
        changes.extend(new.evidence.iter().map(|n| NewChange::new(id, v::PointEvidence { note: *n, on: true })));
        Ok((id, self.write(&changes)?))
    }

    /// Changes a point.
    ///
    /// # Errors
    /// When I am not of the visiting team, there is no such point, or it cannot move further.
    pub fn change_point(&mut self, id: PointId, deed: &PointDeed) -> Result<Written> {
        self.must(Act::Points)?;
        let points = self.notebook.points()?;
        let find = |id: PointId| {
            points.iter().find(|p| p.id == id).ok_or_else(|| Trouble::new("That point is no longer there.", ""))
        };
        let point = find(id)?;
        let changes = match deed {
            PointDeed::Reword(text) => vec![NewChange::new(id, v::PointText { text: clean_block(text.trim()) })],
            PointDeed::Kind(kind) => vec![NewChange::new(id, v::PointSort { kind: *kind })],
            PointDeed::Question(question) => vec![NewChange::new(id, v::PointQuestion { question: *question })],
            PointDeed::Meeting(meeting) => vec![NewChange::new(id, v::PointMeeting { meeting: *meeting })],
            PointDeed::Move { earlier, among } => vec![NewChange::new(id, moved(&points, id, *earlier, among)?)],
            PointDeed::Link(note, on) => vec![NewChange::new(id, v::PointEvidence { note: *note, on: *on })],
            PointDeed::Merge(others) => {
                let others: Vec<&Point> =
                    others.iter().filter(|o| **o != id).map(|o| find(*o)).collect::<Result<_>>()?;
                merged(point, &others)
            }
            PointDeed::Delete => vec![NewChange::new(id, v::PointDeleted { deleted: true })],
        };
        self.write(&changes)
    }
}

fn moved(points: &[Point], id: PointId, earlier: bool, among: &[PointId]) -> Result<v::PointRank> {
    let shown: Vec<&Point> = among.iter().filter_map(|a| points.iter().find(|p| p.id == *a)).collect();
    let at = shown.iter().position(|p| p.id == id);
    let edge = || Trouble::new("It is as far as it goes.", "");
    let neighbour = match (at, earlier) {
        (Some(at), true) => at.checked_sub(1),
        (Some(at), false) => Some(at + 1).filter(|n| *n < shown.len()),
        (None, _) => None,
    }
    .and_then(|n| shown.get(n))
    .ok_or_else(edge)?;
    // Between the neighbour and whatever stands beyond it in the whole order.
    let beyond = points.iter().position(|p| p.id == neighbour.id).and_then(|n| {
        if earlier { n.checked_sub(1) } else { Some(n + 1) }.and_then(|n| points.get(n)).map(|p| p.rank.as_str())
    });
    let here = Some(neighbour.rank.as_str());
    let (before, after) = if earlier { (beyond, here) } else { (here, beyond) };
    Ok(v::PointRank { rank: rank::between(before, after.filter(|a| before.is_none_or(|b| b < *a))) })
}

fn merged(point: &Point, others: &[&Point]) -> Vec<NewChange> {
    let mut text = point.text.clone();
    let mut changes = Vec::new();
    for other in others {
        if !other.text.is_empty() {
            text = if text.is_empty() { other.text.clone() } else { format!("{text} {}", other.text) };
        }
        let new = other.evidence.iter().filter(|n| !point.evidence.contains(n));
        changes.extend(new.map(|n| NewChange::new(point.id, v::PointEvidence { note: *n, on: true })));
        changes.push(NewChange::new(other.id, v::PointDeleted { deleted: true }));
    }
    changes.insert(0, NewChange::new(point.id, v::PointText { text }));
    changes
}
