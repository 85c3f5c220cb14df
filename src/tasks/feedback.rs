//! Making the feedback: points, each linked to the evidence under it.

mod beside;
mod opening;
mod order;
mod split;

pub use beside::PointMark;
use order::moved;

use super::Desk;
use super::sealed::point_inside_of;
use super::versions::Seen;
use crate::ids::{ActivityId, NoteId, PersonId, PointId, QuestionId};
use crate::notebook::value as v;
use crate::notebook::{NewChange, Written};
use crate::review::evidence::Readers;
use crate::review::feedback::{Point, PointKind};
use crate::review::people::Act;
use crate::review::rank;
use crate::review::seals::SealTo;
use crate::text::clean_block;
use crate::trouble::{Result, Trouble};
use crate::vault::OpenKeys;
use crate::vault::point::{self, InsidePoint};

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
    /// Other words in the place of those that were in sight.
    RewordSeen(String, Seen),
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
    /// Becomes several points with these words, in the place of those that were in sight; each rests on
    /// the same evidence.
    Split(Vec<String>, Seen),
    /// Is marked beside its words.
    Mark(PointMark),
    /// The lead confirms that these words, which were shown, may leave; or takes that back.
    Confirm {
        /// Confirms, rather than takes back.
        on: bool,
        /// The words that were shown.
        shown: String,
    },
    /// Deletes it (it can be brought back by undo).
    Delete,
    /// Opens a sealed point to the whole team, on purpose: only then can it be released.
    Open,
}

/// What stands inside the seal of a point.
struct Said {
    kind: PointKind,
    question: Option<QuestionId>,
    text: String,
}

impl Said {
    /// The changes that say it openly.
    fn open(self, id: PointId) -> Vec<NewChange> {
        let mut changes = vec![
            NewChange::new(id, v::PointSort { kind: self.kind }),
            NewChange::new(id, v::PointText { text: self.text }),
        ];
        if self.question.is_some() {
            changes.push(NewChange::new(id, v::PointQuestion { question: self.question }));
        }
        changes
    }
}

fn locked() -> Trouble {
    Trouble::new("This point is sealed.", "Unlock first; nothing was changed.")
}

impl Desk {
    /// Makes a point at the end of the order; gives it and the changes. Where notes are sealed by
    /// default, and on sealed evidence, it is sealed: to those who can read what it rests on.
    ///
    /// # Errors
    /// When I am not of the visiting team, or it is to be sealed and I have no key; nothing is saved then.
    pub fn make_point(&mut self, new: &NewPoint) -> Result<(PointId, Written)> {
        self.must(Act::Points)?;
        let id = PointId::fresh()?;
        let last = self.notebook.points()?.pop().map(|p| p.rank);
        let mut changes = vec![
            NewChange::new(id, v::PointMade {}),
            NewChange::new(id, v::PointRank { rank: rank::between(last.as_deref(), None) }),
        ];
        let said = Said { kind: new.kind, question: new.question, text: clean_block(new.text.trim()) };
        match self.point_seal(&new.evidence)? {
            Some(to) => changes.push(self.sealing_point(id, self.me, &said, to)?),
            None => changes.extend(said.open(id)),
        }
        if new.meeting.is_some() {
            changes.push(NewChange::new(id, v::PointMeeting { meeting: new.meeting }));
        }
        changes.extend(new.evidence.iter().map(|n| NewChange::new(id, v::PointEvidence { note: *n, on: true })));
        Ok((id, self.write(&changes)?))
    }

    /// To whom a point on this evidence is to be sealed; none: it is open. Nobody is to read it who cannot
    /// read all that it rests on.
    ///
    /// # Errors
    /// When a note is not in this notebook.
    pub fn point_seal(&self, evidence: &[NoteId]) -> Result<Option<SealTo>> {
        let mut seal = self.review.visit.capture.seal().map(SealTo::from);
        for note in evidence {
            let note = self.find(*note)?;
            let Some(of_note) = note.sealed().map(SealTo::as_before) else { continue };
            seal = Some(match seal {
                Some(seal) => seal.narrower(of_note, &self.review.people),
                None => of_note,
            });
        }
        // What is marked for the head alone is a note; a point on it stays between me and the lead.
        Ok(seal.map(|to| if to.readers == Readers::Head { Readers::Lead.into() } else { to }))
    }

    /// The change that seals a point; what is said in it is never written in any other form.
    fn sealing_point(
        &mut self,
        id: PointId,
        author: PersonId,
        said: &Said,
        to: impl Into<SealTo>,
    ) -> Result<NewChange> {
        let to = to.into();
        let readers = to.readers;
        let reach = self.reach(to, author)?;
        let inside = InsidePoint {
            notebook: self.notebook.id(),
            point: id,
            author,
            readers: &reach.persons,
            kind: said.kind,
            question: said.question,
            text: &said.text,
        };
        let blob = v::Bytes(point::seal(&inside, &reach.recipients)?);
        Ok(NewChange::new(id, v::PointSealed { readers, persons: reach.persons, blob }))
    }

    /// What a sealed point says after a deed, or how it is opened.
    fn change_sealed(&mut self, point: &Point, deed: &PointDeed, keys: Option<&OpenKeys>) -> Result<Vec<NewChange>> {
        let keys = keys.ok_or_else(locked)?;
        let inside = point_inside_of(&self.notebook, point, keys)?;
        let mut said = Said { kind: inside.kind, question: inside.question, text: inside.text.expose().to_owned() };
        let mut changes = Vec::new();
        match deed {
            PointDeed::Reword(text) | PointDeed::RewordSeen(text, _) => said.text = clean_block(text.trim()),
            PointDeed::Kind(kind) => said.kind = *kind,
            PointDeed::Question(question) => said.question = *question,
            PointDeed::Open => {
                self.may_open(point)?;
                changes.push(NewChange::new(point.id, v::PointUnsealed {}));
                changes.extend(said.open(point.id));
                return Ok(changes);
            }
            PointDeed::Move { .. }
            | PointDeed::Meeting(_)
            | PointDeed::Link(..)
            | PointDeed::Merge(_)
            | PointDeed::Split(..)
            | PointDeed::Mark(_)
            | PointDeed::Confirm { .. }
            | PointDeed::Delete => return Ok(changes),
        }
        let to = point.sealed().map_or(Readers::Me.into(), SealTo::as_before);
        let change = self.sealing_point(point.id, point.author, &said, to)?;
        changes.push(match deed {
            PointDeed::RewordSeen(_, seen) => seen.of_sealed(change),
            _ => change,
        });
        Ok(changes)
    }

    /// Only who can read all that a point rests on can judge whether its words may be open.
    fn may_open(&self, point: &Point) -> Result<()> {
        for note in &point.evidence {
            if self.find(*note)?.sealed().is_some_and(|s| !s.persons.contains(&self.me)) {
                return Err(Trouble::new(
                    "This point rests on a sealed note that you cannot read.",
                    "One of that note's readers can open the point; nothing was changed.",
                ));
            }
        }
        Ok(())
    }

    /// The points, those that are sealed opened where my keys open them.
    fn points_read(&self, keys: Option<&OpenKeys>) -> Result<Vec<Point>> {
        let read = |point: Point| match keys.map(|keys| point_inside_of(&self.notebook, &point, keys)) {
            Some(Ok(inside)) => point.read(&inside),
            _ => point,
        };
        Ok(self.notebook.points()?.into_iter().map(read).collect())
    }

    /// Takes other points into one. If any is sealed, so is what comes of it, to those who can read them all.
    fn merging(&mut self, point: &Point, others: &[&Point]) -> Result<Vec<NewChange>> {
        if others.iter().chain([&point]).any(|p| p.is_locked()) {
            return Err(locked());
        }
        let said = Said { kind: point.kind, question: point.question, text: merged_text(point, others) };
        let mut seal: Option<SealTo> = None;
        for sealed in others.iter().chain([&point]).filter_map(|p| p.sealed()) {
            let one = SealTo::as_before(sealed);
            seal = Some(match seal {
                Some(seal) => seal.narrower(one, &self.review.people),
                None => one,
            });
        }
        let mut changes = match seal {
            Some(to) => vec![self.sealing_point(point.id, point.author, &said, to)?],
            None => vec![NewChange::new(point.id, v::PointText { text: said.text })],
        };
        for other in others {
            let new = other.evidence.iter().filter(|n| !point.evidence.contains(n));
            changes.extend(new.map(|n| NewChange::new(point.id, v::PointEvidence { note: *n, on: true })));
            changes.push(NewChange::new(other.id, v::PointDeleted { deleted: true }));
        }
        // What was kept from some is kept from them still.
        let any = |held: fn(&Point) -> bool| !held(point) && others.iter().any(|other| held(other));
        if any(|p| p.marks.head_alone) {
            changes.push(NewChange::new(point.id, v::PointHeadAlone { on: true }));
        }
        if any(|p| p.marks.withheld) {
            changes.push(NewChange::new(point.id, v::PointWithheld { on: true }));
        }
        Ok(changes)
    }

    /// Changes a point; what is inside a seal, with my unlocked keys.
    ///
    /// # Errors
    /// When I am not of the visiting team, there is no such point, it cannot move further, or it is sealed and locked.
    pub fn change_point(&mut self, id: PointId, deed: &PointDeed, keys: Option<&OpenKeys>) -> Result<Written> {
        self.must(Act::Points)?;
        let points = self.points_read(keys)?;
        let find = |id: PointId| {
            points.iter().find(|p| p.id == id).ok_or_else(|| Trouble::new("That point is no longer there.", ""))
        };
        let point = find(id)?;
        let inside = matches!(
            deed,
            PointDeed::Reword(_)
                | PointDeed::RewordSeen(..)
                | PointDeed::Kind(_)
                | PointDeed::Question(_)
                | PointDeed::Open
        );
        let changes = match deed {
            _ if inside && point.sealed().is_some() => self.change_sealed(point, deed, keys)?,
            PointDeed::Open => return Err(Trouble::new("This point is open already.", "")),
            PointDeed::Reword(text) => vec![NewChange::new(id, v::PointText { text: clean_block(text.trim()) })],
            PointDeed::RewordSeen(text, seen) => {
                let words = |text: &str| v::PointText { text: clean_block(text.trim()) };
                let shown = |text: &str, _: &str| v::PointText { text: text.to_owned() }.into();
                vec![self.in_place_of(NewChange::new(id, words(text)), seen, shown)?]
            }
            PointDeed::Kind(kind) => vec![NewChange::new(id, v::PointSort { kind: *kind })],
            PointDeed::Question(question) => vec![NewChange::new(id, v::PointQuestion { question: *question })],
            PointDeed::Meeting(meeting) => vec![NewChange::new(id, v::PointMeeting { meeting: *meeting })],
            PointDeed::Move { earlier, among } => vec![NewChange::new(id, moved(&points, id, *earlier, among)?)],
            PointDeed::Link(note, on) => self.linking(point, *note, *on),
            PointDeed::Merge(others) => {
                let others: Vec<&Point> =
                    others.iter().filter(|o| **o != id).map(|o| find(*o)).collect::<Result<_>>()?;
                self.merging(point, &others)?
            }
            PointDeed::Split(parts, seen) => self.splitting(point, &points, parts, seen)?,
            PointDeed::Mark(mark) => self.marking(point, &points, *mark)?,
            PointDeed::Confirm { on, shown } => self.confirming(point, *on, shown)?,
            PointDeed::Delete => vec![NewChange::new(id, v::PointDeleted { deleted: true })],
        };
        self.write(&changes)
    }
}

/// The words of the points, one after the other.
fn merged_text(point: &Point, others: &[&Point]) -> String {
    let texts = std::iter::once(&point.text).chain(others.iter().map(|o| &o.text)).filter(|t| !t.is_empty());
    texts.map(String::as_str).collect::<Vec<_>>().join(" ")
}
